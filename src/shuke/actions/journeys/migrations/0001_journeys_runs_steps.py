import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("customers", "0005_add_class_policies"),
        ("messaging", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="JourneyCursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.CharField(max_length=10, unique=True)),
                ("at", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Journey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="description")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("running", "Running"), ("paused", "Paused"), ("ended", "Ended")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("draft", models.JSONField(default=dict)),
                ("hold_out_percent", models.PositiveSmallIntegerField(default=0, verbose_name="held out, %")),
                ("segment_cursor", models.BigIntegerField(default=0)),
                ("scanned_on", models.DateField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hold_out_percent__lte", 50)), name="journey_holds_out_half_at_most"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JourneyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("definition", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "journey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="journeys.journey",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("journey", "number"), name="journey_version_once")],
            },
        ),
        migrations.CreateModel(
            name="JourneyRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(blank=True, max_length=80)),
                ("is_held_out", models.BooleanField(default=False)),
                ("drawn", models.FloatField()),
                ("node", models.CharField(max_length=40)),
                ("visit", models.PositiveIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("trouble", models.CharField(blank=True, max_length=300)),
                ("given", models.JSONField(default=dict)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "left",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("goal", "Reached the goal"),
                            ("exit", "Came to the end"),
                            ("held_out", "Was held out"),
                            ("merged", "Goes on as the customer they were merged into"),
                            ("gone", "Was erased"),
                            ("taken_out", "Was taken out"),
                            ("ended", "The journey was ended"),
                            ("lost_way", "There was no way on"),
                        ],
                        max_length=10,
                    ),
                ),
                ("goal_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="journeys.journey",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="journeys.journeyversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("journey"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("left_at__isnull", True)),
                        name="journey_run_due",
                    ),
                    models.Index(fields=["customer", "-id"], name="journey_run_of_customer"),
                    models.Index(
                        models.F("version"),
                        models.F("node"),
                        models.F("id"),
                        condition=models.Q(("left_at__isnull", True)),
                        name="journey_run_at_node",
                    ),
                    models.Index(fields=["journey", "-entered_at"], name="journey_run_entered"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("journey", "customer", "key"), name="journey_entered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left", ""), ("left_at__isnull", True)),
                            models.Q(("left_at__isnull", False), models.Q(("left", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="journey_left_says_why",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="journey",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="journeys.journeyversion",
            ),
        ),
        migrations.CreateModel(
            name="JourneyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visit", models.PositiveIntegerField()),
                ("node", models.CharField(max_length=40)),
                ("branch", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "journey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="journeys.journey",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="journeys.journeyrun",
                    ),
                ),
                (
                    "send",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="messaging.messagesend",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["journey", "node", "-id"], name="journey_step_at_node")],
                "constraints": [models.UniqueConstraint(fields=("run", "visit"), name="journey_step_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("version__isnull", False), _connector="OR"),
                name="journey_started_has_version",
            ),
        ),
    ]
