from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scores", "0007_reasons_follow_from_the_row"),
    ]

    operations = [
        migrations.AlterField(
            model_name="modelrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("scores", "scores"),
                    ("backfill", "history of scores"),
                    ("forecast", "forecasts"),
                    ("groups", "groups and rules"),
                    ("trials", "tests of mailings"),
                    ("baskets", "next baskets"),
                    ("segments", "segments"),
                    ("pairs", "what goes together"),
                ],
                max_length=20,
            ),
        ),
    ]
