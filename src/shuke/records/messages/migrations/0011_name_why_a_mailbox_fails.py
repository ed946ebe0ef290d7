from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_find_lost_answers")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="failure_facts",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
