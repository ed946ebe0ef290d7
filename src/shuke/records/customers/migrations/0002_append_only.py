from django.db import migrations

from shuke.lib.triggers import number_transactions_before_rows, refuse_updates


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        refuse_updates("customers_event"),
        refuse_updates("customers_consent"),
        number_transactions_before_rows("customers_event"),
    ]
