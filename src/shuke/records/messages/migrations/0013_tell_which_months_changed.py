from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0012_minutes_of_work")]

    operations = [
        migrations.AddIndex(
            model_name="messagesend",
            index=models.Index(
                fields=["queued_at", "customer", "state", "settled_at", "delivered_at", "token"],
                name="message_by_month",
            ),
        )
    ]
