import django.db.models.deletion
from django.db import migrations, models

from shuke.lib.triggers import refuse_updates_but_emptying


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_add_class_policies")]

    operations = [
        migrations.CreateModel(
            name="ErasedMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64, unique=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
            ],
        ),
        refuse_updates_but_emptying("customers_event", ("facts",)),
    ]
