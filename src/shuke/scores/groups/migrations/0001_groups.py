import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0004_tokens_read_from_their_index"),
        ("scores", "0001_scores"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grouping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("families", models.JSONField()),
                ("count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of groups")),
                ("wants_new_fit", models.BooleanField(default=True)),
                ("fitted_on", models.DateField(null=True)),
                ("categories", models.JSONField(default=list)),
                ("fit", models.JSONField(null=True)),
                ("customers", models.PositiveIntegerField(default=0)),
                ("refusal", models.CharField(blank=True, max_length=40)),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="scores.modelrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("named_at", models.DateTimeField(null=True)),
                ("place", models.PositiveSmallIntegerField(null=True)),
                ("since_on", models.DateField()),
                ("customers", models.PositiveIntegerField(default=0)),
                ("spend_minor", models.BigIntegerField(default=0)),
                ("solidity", models.FloatField(null=True)),
                ("profile", models.JSONField(default=list)),
                (
                    "grouping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="groups.grouping"
                    ),
                ),
            ],
            options={
                "ordering": ("grouping", "number"),
                "constraints": [models.UniqueConstraint(fields=("grouping", "number"), name="group_number_once")],
            },
        ),
        migrations.CreateModel(
            name="CustomerGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("distance", models.FloatField()),
                ("why", models.JSONField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="groups.group",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="groups.grouping",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["group", "distance"], name="group_by_distance")],
                "constraints": [
                    models.UniqueConstraint(fields=("grouping", "customer"), name="customer_once_a_grouping")
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupSize",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField()),
                ("customers", models.PositiveIntegerField()),
                ("spend_minor", models.BigIntegerField()),
                ("overlap", models.FloatField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sizes", to="groups.group"
                    ),
                ),
            ],
            options={
                "ordering": ("as_of",),
                "constraints": [models.UniqueConstraint(fields=("group", "as_of"), name="group_size_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="LookAlikeList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=24)),
                ("as_of", models.DateField(null=True)),
                ("judged", models.JSONField(default=dict)),
                ("weights", models.JSONField(default=dict)),
                ("alike", models.PositiveIntegerField(default=0)),
                ("refusal", models.CharField(blank=True, max_length=40)),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="scores.modelrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="look_alikes_once_a_group")],
            },
        ),
        migrations.CreateModel(
            name="CustomerLikeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveIntegerField()),
                ("likeness", models.FloatField()),
                ("why", models.JSONField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="groups.lookalikelist",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["listing", "rank"], name="look_alikes_by_rank")],
            },
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target", models.CharField(max_length=20, unique=True)),
                ("as_of", models.DateField(null=True)),
                ("contest", models.JSONField(default=dict)),
                ("rules", models.JSONField(default=list)),
                ("refusal", models.CharField(blank=True, max_length=40)),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="scores.modelrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomerRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="groups.ruleset",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["rule_set", "place", "customer"], name="rule_members")],
            },
        ),
    ]
