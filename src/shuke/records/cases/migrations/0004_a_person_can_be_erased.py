from django.db import migrations

from shuke.lib.triggers import refuse_updates_but_emptying


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_say_that_a_mail_arrived")]

    operations = [
        refuse_updates_but_emptying("cases_entry", ("text", "facts")),
        refuse_updates_but_emptying("cases_step", ("text",)),
    ]
