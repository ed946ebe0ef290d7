from django.db import migrations

from shuke.lib.triggers import refuse_updates_but_emptying


class Migration(migrations.Migration):
    dependencies = [("access", "0002_audit_append_only")]

    operations = [
        refuse_updates_but_emptying("access_auditentry", ("facts",)),
    ]
