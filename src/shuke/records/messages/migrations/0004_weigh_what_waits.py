from django.db import migrations

WEIGHT_OF = {"service": 4, "care": 2, "marketing": 1}


def weigh(apps, schema_editor):
    sends = apps.get_model("messaging", "MessageSend")
    for purpose, weight in WEIGHT_OF.items():
        sends.objects.filter(purpose=purpose, state="queued").update(weight=weight)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_weigh_messages")]

    operations = [migrations.RunPython(weigh, migrations.RunPython.noop, elidable=True)]
