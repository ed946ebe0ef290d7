from django.db import migrations

from shuke.lib.triggers import number_transactions_before_rows, refuse_updates


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_segments")]

    operations = [
        refuse_updates("segments_segmentchange"),
        number_transactions_before_rows("segments_segmentchange"),
    ]
