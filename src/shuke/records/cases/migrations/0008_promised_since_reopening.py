from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Live cases that were opened again: what they are promised counts from then on."""
    reopened = apps.get_model("cases", "Entry").objects.filter(case=OuterRef("pk"), kind="event", code="reopened")
    latest = reopened.order_by("-at", "-pk").values("at")[:1]
    live = apps.get_model("cases", "Case").objects.filter(status__in=("open", "waiting"))
    live.update(promised_from=Subquery(latest))


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_remember_the_start_of_promises")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
