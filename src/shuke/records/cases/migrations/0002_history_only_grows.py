from django.db import migrations

from shuke.lib.triggers import refuse_updates


def set_up_desk(apps, schema_editor):
    """The one desk, with promises a small shop can keep; all of it may be changed in the settings."""
    apps.get_model("cases", "Desk").objects.get_or_create(pk=1)
    targets = apps.get_model("cases", "Target")
    for priority, first, resolve in (
        ("urgent", 30, 240),
        ("high", 60, 480),
        ("normal", 240, 960),
        ("low", 480, 2400),
    ):
        targets.objects.get_or_create(
            priority=priority, service_class="", defaults={"first_minutes": first, "resolve_minutes": resolve}
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        refuse_updates("cases_entry"),
        refuse_updates("cases_step"),
        migrations.RunPython(set_up_desk, migrations.RunPython.noop),
    ]
