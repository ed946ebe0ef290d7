from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_who_answers_a_test"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="lookalikelist",
            name="look_alikes_once_a_group",
        ),
        migrations.AddField(
            model_name="lookalikelist",
            name="among",
            field=models.CharField(
                choices=[("buyers", "those who buy"), ("prospects", "those who never bought")],
                default="buyers",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="lookalikelist",
            constraint=models.UniqueConstraint(fields=("kind", "key", "among"), name="look_alikes_once_among"),
        ),
        migrations.AddConstraint(
            model_name="lookalikelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("among__in", ("buyers", "prospects"))), name="look_alikes_among_known"
            ),
        ),
    ]
