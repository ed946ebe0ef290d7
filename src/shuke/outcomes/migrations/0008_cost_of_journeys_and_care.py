from typing import Any

from django.db import migrations, models


def forget_what_nobody_knew(apps: Any, schema_editor: Any) -> None:
    """Journeys and care were kept with a cost and a profit of 0; the next refresh says what is known of them."""
    for outcome in apps.get_model("outcomes", "Outcome").objects.filter(kind__in=("journey", "care")):
        outcome.effect.pop("profit", None)
        for found in outcome.groups.values():
            found.pop("profit", None)
        outcome.cost_minor = None
        outcome.save(update_fields=["effect", "groups", "cost_minor"])


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0007_incentive_buyers")]

    operations = [
        migrations.AlterField(model_name="outcome", name="cost_minor", field=models.BigIntegerField(null=True)),
        migrations.RunPython(forget_what_nobody_knew, migrations.RunPython.noop),
    ]
