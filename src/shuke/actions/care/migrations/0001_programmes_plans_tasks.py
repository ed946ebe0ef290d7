import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("customers", "0005_add_class_policies"),
        ("membership", "0004_code_batches_and_limits_by_hand"),
        ("messaging", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CareProgramme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("birthday", "Birthday"),
                            ("anniversary", "Anniversary of the first visit"),
                            ("holiday", "Holiday"),
                            ("thanks", "Thanks day"),
                            ("first_visit", "After the first visit"),
                            ("purchase", "After a purchase"),
                            ("complaint", "After a complaint was closed"),
                            ("visit", "Visits to key customers"),
                            ("warning", "Early warning"),
                            ("return", "Welcome back"),
                        ],
                        max_length=12,
                        verbose_name="occasion",
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        choices=[
                            ("solar", "solar birthday"),
                            ("lunar", "lunar birthday"),
                            ("either", "lunar birthday where it is known, else the solar one"),
                        ],
                        default="either",
                        max_length=8,
                        verbose_name="which birthday",
                    ),
                ),
                (
                    "holiday",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_year", "New Year"),
                            ("spring_festival", "Spring Festival"),
                            ("lantern", "Lantern Festival"),
                            ("womens_day", "Women’s Day"),
                            ("qingming", "Qingming"),
                            ("labour_day", "Labour Day"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("qixi", "Qixi"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("double_ninth", "Double Ninth Festival"),
                            ("national_day", "National Day"),
                            ("winter_solstice", "Winter Solstice"),
                            ("christmas", "Christmas"),
                            ("laba", "Laba Festival"),
                            ("new_years_eve", "Lunar New Year’s Eve"),
                        ],
                        max_length=20,
                        verbose_name="holiday",
                    ),
                ),
                ("month_day", models.CharField(blank=True, max_length=5, verbose_name="day of the year")),
                (
                    "every_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="visit every … days"),
                ),
                ("classes", models.JSONField(blank=True, default=list, verbose_name="value classes")),
                (
                    "segment",
                    models.TextField(blank=True, max_length=4000, verbose_name="only those for whom this holds"),
                ),
                ("most_a_day", models.PositiveIntegerField(default=200, verbose_name="most customers a day")),
                (
                    "holdout_percent",
                    models.PositiveSmallIntegerField(default=0, verbose_name="held out for comparison, %"),
                ),
                ("seed", models.BigIntegerField()),
                ("is_on", models.BooleanField(default=False, verbose_name="on")),
                ("planned_until", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tasks go to",
                    ),
                ),
                (
                    "tiers",
                    models.ManyToManyField(blank=True, related_name="+", to="membership.tier", verbose_name="tiers"),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "birthday",
                                    "anniversary",
                                    "holiday",
                                    "thanks",
                                    "first_visit",
                                    "purchase",
                                    "complaint",
                                    "visit",
                                    "warning",
                                    "return",
                                ],
                            )
                        ),
                        name="care_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holdout_percent__lte", 50)), name="care_holds_out_at_most_half"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_a_day__gt", 0)), name="care_serves_somebody_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "holiday"), _negated=True),
                            models.Q(("holiday", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="care_holiday_is_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "thanks"), _negated=True),
                            models.Q(("month_day", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="care_thanks_day_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tasks_a_day", models.PositiveSmallIntegerField(default=20, verbose_name="tasks a person and day")),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="calls without an answer before a task is over"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "care settings",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="care_settings_are_one"),
                    models.CheckConstraint(
                        condition=models.Q(("tasks_a_day__gt", 0), ("tries__gt", 0)), name="care_settings_are_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("after_days", models.SmallIntegerField(default=0, verbose_name="days after")),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("task", "a task for a person"),
                            ("message", "a message"),
                            ("letter", "a printed letter"),
                        ],
                        max_length=8,
                        verbose_name="what happens",
                    ),
                ),
                ("channel", models.CharField(default="email", max_length=12, verbose_name="channel")),
                ("send_at", models.TimeField(default=datetime.time(10, 0), verbose_name="time of day")),
                ("script", models.TextField(blank=True, max_length=4000, verbose_name="what to say")),
                (
                    "programme",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="care.careprogramme",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="messaging.template",
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="care_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("does", "task"), ("template__isnull", True)),
                            models.Q(("does__in", ["message", "letter"]), ("script", "")),
                            _connector="OR",
                        ),
                        name="care_step_does_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after_days__gte", -60), ("after_days__lte", 730)),
                        name="care_step_within_reach",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("origin", models.CharField(max_length=80)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("facts", models.JSONField(default=dict)),
                ("script", models.TextField(blank=True)),
                ("value_at_risk_minor", models.BigIntegerField(blank=True, null=True)),
                ("due_on", models.DateField()),
                ("call_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(choices=[("open", "open"), ("closed", "closed")], default="open", max_length=8),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done"),
                            ("no_answer", "No answer"),
                            ("call_again", "Call again"),
                            ("not_interested", "Not interested"),
                            ("appointment", "Appointment made"),
                        ],
                        max_length=16,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("appointment_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="care.careprogramme",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("owner"),
                        models.F("due_on"),
                        condition=models.Q(("state", "open")),
                        name="care_task_of_person",
                    ),
                    models.Index(
                        models.F("due_on"), models.F("id"), condition=models.Q(("state", "open")), name="care_task_due"
                    ),
                    models.Index(fields=["customer", "-id"], name="care_task_of_customer"),
                    models.Index(
                        condition=models.Q(("state", "closed")), fields=["-closed_at"], name="care_task_by_close"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="care_task_closed_with_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "done", "no_answer", "call_again", "not_interested", "appointment"])
                        ),
                        name="care_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occasion", models.CharField(max_length=80)),
                ("step", models.PositiveSmallIntegerField()),
                ("planned_on", models.DateField()),
                ("planned_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("task", "a task was made"),
                            ("message", "a message was queued"),
                            ("held_out", "held out for comparison"),
                            ("skipped", "left out"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
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
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.messagesend",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="care.careprogramme",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan",
                        to="care.caretask",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "planned_on"], name="care_plan_by_day"),
                    models.Index(fields=["programme", "occasion"], name="care_plan_by_occasion"),
                    models.Index(fields=["customer", "-id"], name="care_plan_of_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "customer", "occasion"), name="care_once_an_occasion"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("message__isnull", True), ("state", "task"), ("task__isnull", False)),
                            models.Q(("message__isnull", False), ("state", "message"), ("task__isnull", True)),
                            models.Q(
                                ("message__isnull", True),
                                ("state__in", ["held_out", "skipped"]),
                                ("task__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="care_never_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="care_left_out_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("no_answer", "No answer"),
                            ("call_again", "Call again"),
                            ("not_interested", "Not interested"),
                            ("appointment", "Appointment made"),
                        ],
                        max_length=16,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="care.caretask",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("task", "number"), name="care_try_once")],
            },
        ),
    ]
