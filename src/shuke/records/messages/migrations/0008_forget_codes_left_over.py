from django.db import migrations

UNSETTLED = ["queued", "sending", "held"]


def forget(apps, schema_editor):
    """The words of codes that were given up, cancelled or confirmed by hand had stayed."""
    apps.get_model("messaging", "MessageSend").objects.filter(is_secret=True).exclude(state__in=UNSETTLED).update(
        text=""
    )


class Migration(migrations.Migration):
    dependencies = [("messaging", "0007_contact_prices")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
