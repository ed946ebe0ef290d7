from django.db import migrations

from shuke.lib.triggers import refuse_updates_but_emptying


class Migration(migrations.Migration):
    dependencies = [("membership", "0004_code_batches_and_limits_by_hand")]

    operations = [
        refuse_updates_but_emptying("membership_entry", ("reason", "note")),
        refuse_updates_but_emptying("membership_growthrow", ("reason",)),
    ]
