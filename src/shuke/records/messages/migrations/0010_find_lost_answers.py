from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_codes_are_forgotten")]

    operations = [
        migrations.AddIndex(
            model_name="messagesend",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("refused", "failed", "held", "bounced")), models.Q(("thread", ""), _negated=True)
                ),
                fields=["queued_at"],
                name="message_answer_lost",
            ),
        ),
    ]
