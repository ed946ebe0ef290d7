from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0008_forget_codes_left_over")]

    operations = [
        migrations.AddConstraint(
            model_name="messagesend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_secret", False), ("text", ""), ("state__in", ("queued", "sending", "held")), _connector="OR"
                ),
                name="message_secret_is_forgotten",
            ),
        ),
    ]
