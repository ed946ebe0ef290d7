from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0011_name_why_a_mailbox_fails")]

    operations = [
        migrations.AddField(
            model_name="contactrules",
            name="case_minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes of a case"),
        ),
        migrations.AddField(
            model_name="contactrules",
            name="task_minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes of a call or visit"),
        ),
    ]
