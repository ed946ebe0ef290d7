from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_promised_since_reopening"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_live_counts",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status__in", ("open", "waiting"))),
                fields=["store", "owner", "status", "next_due_at", "warn_at", "id"],
                name="case_live_counts",
            ),
        ),
    ]
