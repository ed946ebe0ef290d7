from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_find_what_is_escalated")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="promised_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="stood_minutes",
            field=models.FloatField(default=0),
        ),
    ]
