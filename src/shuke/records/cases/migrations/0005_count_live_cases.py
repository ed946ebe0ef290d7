from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_a_person_can_be_erased"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status__in", ("open", "waiting"))),
                fields=["store", "owner", "status", "next_due_at", "id"],
                name="case_live_counts",
            ),
        ),
    ]
