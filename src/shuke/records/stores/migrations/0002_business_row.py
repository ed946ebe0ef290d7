from django.db import migrations


def make_the_row(apps, schema_editor):
    apps.get_model("stores", "Business").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]

    operations = [migrations.RunPython(make_the_row, migrations.RunPython.noop)]
