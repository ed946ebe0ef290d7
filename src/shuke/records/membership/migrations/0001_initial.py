from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import shuke.records.stores.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_audit_append_only"),
        ("access", "__first__"),
        ("customers", "0004_tokens_read_from_their_index"),
        ("sales", "0001_initial"),
        ("stores", "0002_business_row"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("is_green", models.BooleanField()),
                ("counts", models.JSONField(default=dict)),
                ("findings", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earn", "earned"),
                            ("activate", "released"),
                            ("redeem", "redeemed"),
                            ("expire", "expired"),
                            ("adjust", "adjusted"),
                            ("reverse", "reversed"),
                            ("compensate", "compensation"),
                            ("transfer", "transferred"),
                            ("debt", "owed"),
                            ("settle", "debt settled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("points", models.BigIntegerField(default=0)),
                ("pending", models.BigIntegerField(default=0)),
                ("debt", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("source", models.CharField(max_length=40)),
                ("source_key", models.CharField(max_length=200)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "api_key",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.apikey",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sales.order",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="membership.entry",
                    ),
                ),
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
                    "store",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("reverses__isnull", False)), fields=["reverses"], name="entry_reversing"
                    ),
                    models.Index(condition=models.Q(("order__isnull", False)), fields=["order"], name="entry_of_order"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True), models.Q(("source_key", ""), _negated=True)
                        ),
                        name="entry_names_its_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("points", 0), _negated=True),
                            models.Q(("pending", 0), _negated=True),
                            models.Q(("debt", 0), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["earn", "compensate"]), _negated=True),
                            models.Q(("debt", 0), ("pending__gte", 0), ("points__gte", 0)),
                            _connector="OR",
                        ),
                        name="entry_earns_upwards",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["redeem", "expire"]), _negated=True),
                            models.Q(("debt", 0), ("pending__lte", 0), ("points__lte", 0)),
                            _connector="OR",
                        ),
                        name="entry_spends_downwards",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "activate"), _negated=True),
                            models.Q(
                                ("debt", 0),
                                (
                                    "pending",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("points"), "*", models.Value(-1)
                                    ),
                                ),
                                ("points__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="entry_releases_what_waited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debt", 0),
                            models.Q(("debt__gt", 0), ("kind", "debt"), ("pending", 0), ("points", 0)),
                            models.Q(("debt__lt", 0), ("kind", "settle"), ("pending", 0), ("points__lte", 0)),
                            _connector="OR",
                        ),
                        name="entry_debt_has_its_own_rows",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["reverse", "debt"]), _negated=True),
                            ("reverses__isnull", False),
                            _connector="OR",
                        ),
                        name="entry_reverses_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses__isnull", True),
                            models.Q(("reverses", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_reverses_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["adjust", "compensate"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_by_hand_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier_since", models.DateTimeField(blank=True, null=True)),
                ("falls_at", models.DateTimeField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("document_hash", models.CharField(blank=True, max_length=64)),
                ("enrolled_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="customers.customer"
                    ),
                ),
                (
                    "enrolled_by",
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
                    "home_store",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("falls_at__isnull", False)), fields=["falls_at"], name="member_in_grace"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.BigIntegerField()),
                ("active", models.BigIntegerField(default=0)),
                ("pending", models.BigIntegerField(default=0)),
                ("starts_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="membership.entry"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="membership.member",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("active__gt", 0), ("pending__gt", 0), _connector="OR"),
                        fields=["member", "expires_at"],
                        name="lot_with_points",
                    ),
                    models.Index(
                        condition=models.Q(("active__gt", 0), ("pending__gt", 0), _connector="OR"),
                        fields=["expires_at"],
                        name="lot_to_expire",
                    ),
                    models.Index(condition=models.Q(("pending__gt", 0)), fields=["starts_at"], name="lot_to_activate"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="lot_holds_points"),
                    models.CheckConstraint(condition=models.Q(("active__gte", 0)), name="lot_never_overspent"),
                    models.CheckConstraint(condition=models.Q(("pending__gte", 0)), name="lot_pending_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "points__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("active"), "+", models.F("pending")
                                ),
                            )
                        ),
                        name="lot_never_overfilled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__isnull", True), ("expires_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="lot_starts_before_its_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrowthRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("growth", models.BigIntegerField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("source", models.CharField(max_length=40)),
                ("source_key", models.CharField(max_length=200)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sales.order",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="growth_rows",
                        to="membership.member",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["member", "on"], name="growth_of_member")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "source_key", "member"), name="growth_caused_once"),
                    models.CheckConstraint(
                        condition=models.Q(("growth", 0), _negated=True), name="growth_changes_something"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="membership.member",
            ),
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.BigIntegerField(default=0)),
                ("pending", models.BigIntegerField(default=0)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="membership.entry"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="membership.lot"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "lot"), name="move_once_a_lot"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("points", 0), _negated=True),
                            models.Q(("pending", 0), _negated=True),
                            _connector="OR",
                        ),
                        name="move_moves_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_open", models.BooleanField(default=True, verbose_name="takes new members")),
                (
                    "currency",
                    models.CharField(
                        max_length=3,
                        validators=[shuke.records.stores.models.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        max_length=64,
                        validators=[shuke.records.stores.models.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "points_per_unit",
                    models.DecimalField(
                        decimal_places=6,
                        default=Decimal("1"),
                        max_digits=12,
                        verbose_name="points for one unit of money",
                    ),
                ),
                (
                    "growth_per_unit",
                    models.DecimalField(
                        decimal_places=6,
                        default=Decimal("1"),
                        max_digits=12,
                        verbose_name="growth value for one unit of money",
                    ),
                ),
                (
                    "point_value",
                    models.DecimalField(
                        decimal_places=6, default=Decimal("0.01"), max_digits=12, verbose_name="money one point pays"
                    ),
                ),
                (
                    "earns_on_points_paid",
                    models.BooleanField(default=False, verbose_name="what points paid earns points again"),
                ),
                (
                    "most_paid_by_points_percent",
                    models.PositiveIntegerField(default=100, verbose_name="most of an order that points may pay, in %"),
                ),
                (
                    "return_window_days",
                    models.PositiveIntegerField(default=0, verbose_name="days until points can be spent"),
                ),
                (
                    "validity_days",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="days points are kept"),
                ),
                (
                    "grace_days",
                    models.PositiveIntegerField(
                        default=30, verbose_name="days for points given back after their expiry"
                    ),
                ),
                (
                    "discount_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=5,
                        verbose_name="discount with the card, in %",
                    ),
                ),
                ("is_shared", models.BooleanField(default=False, verbose_name="friends may use the card")),
                (
                    "enrol_min_spend",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=16,
                        null=True,
                        verbose_name="least spend in one order to join",
                    ),
                ),
                (
                    "enrol_within_days",
                    models.PositiveIntegerField(default=7, verbose_name="how many days ago that order may lie"),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("growth_per_unit__gte", 0), ("point_value__gte", 0), ("points_per_unit__gte", 0)
                        ),
                        name="plan_rates_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount_percent__gte", 0),
                            ("discount_percent__lte", 100),
                            ("most_paid_by_points_percent__lte", 100),
                        ),
                        name="plan_percents_are_percents",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("validity_days__isnull", True), ("validity_days__gt", 0), _connector="OR"),
                        name="plan_keeps_points_a_day",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="membership.plan"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="membership.plan",
            ),
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("min_growth", models.PositiveIntegerField(verbose_name="growth value needed")),
                ("period_days", models.PositiveIntegerField(default=365, verbose_name="days in which it is gathered")),
                ("grace_days", models.PositiveIntegerField(default=30, verbose_name="days of grace before falling")),
                (
                    "discount_percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="discount, in %"
                    ),
                ),
                (
                    "points_multiplier",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("1"), max_digits=6, verbose_name="times the points"
                    ),
                ),
                ("benefits", models.JSONField(blank=True, default=list, verbose_name="free services")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tiers", to="membership.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "min_growth"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "code"), name="tier_code_once_a_plan"),
                    models.UniqueConstraint(fields=("plan", "min_growth"), name="tiers_differ_in_growth"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount_percent__gte", 0), ("discount_percent__lte", 100), ("points_multiplier__gte", 0)
                        ),
                        name="tier_benefits_in_range",
                    ),
                    models.CheckConstraint(condition=models.Q(("period_days__gt", 0)), name="tier_period_not_empty"),
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="tier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="membership.tier",
            ),
        ),
        migrations.CreateModel(
            name="TierChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("growth", models.IntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.tier",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.tier",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tier_changes", to="membership.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before__isnull", True),
                            ("after__isnull", True),
                            models.Q(("before", models.F("after")), _negated=True),
                            _connector="OR",
                        ),
                        name="tier_change_changes",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["member", "-id"], name="entry_of_member"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("debt", 0), _negated=True), fields=["member", "debt"], name="entry_of_debt"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("plan", "source", "source_key"), name="entry_caused_once"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["plan", "id"], name="member_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(fields=("customer", "plan"), name="member_once_a_plan"),
        ),
    ]
