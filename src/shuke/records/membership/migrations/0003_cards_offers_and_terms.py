from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import shuke.records.stores.models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("customers", "0004_tokens_read_from_their_index"),
        ("membership", "0002_rows_are_the_balance"),
        ("sales", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Coupon",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("percent", "percent off"), ("amount", "amount off"), ("item", "an item for free")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, default=0, max_digits=16, verbose_name="percent or amount"),
                ),
                (
                    "currency",
                    models.CharField(
                        max_length=3,
                        validators=[shuke.records.stores.models.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                (
                    "min_spend",
                    models.DecimalField(decimal_places=4, default=0, max_digits=16, verbose_name="minimum spend"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="valid until, that day included")),
                (
                    "most_per_customer",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="most for one customer"),
                ),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "item"), ("product__isnull", False)),
                            models.Q(("kind", "percent"), ("value__gt", 0), ("value__lte", 100)),
                            models.Q(("kind", "amount"), ("value__gt", 0)),
                            _connector="OR",
                        ),
                        name="coupon_gives_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_spend__gte", 0)), name="coupon_min_spend_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="coupon_starts_before_its_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouponCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("most_uses", models.PositiveIntegerField(blank=True, null=True)),
                ("used", models.PositiveIntegerField(default=0)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "coupon",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="membership.coupon",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("customer__isnull", False)),
                        fields=["customer"],
                        name="coupon_code_of_customer",
                    ),
                    models.Index(fields=["coupon", "id"], name="coupon_code_of_coupon"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("used__gte", 0)), name="coupon_code_used_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("most_uses__isnull", True), ("used__lte", models.F("most_uses")), _connector="OR"
                        ),
                        name="coupon_code_never_overused",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouponUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("reserved", "reserved"), ("redeemed", "used"), ("released", "given back")],
                        max_length=8,
                    ),
                ),
                ("reserved_at", models.DateTimeField()),
                ("reserved_until", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="membership.couponcode"
                    ),
                ),
                (
                    "coupon",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="membership.coupon",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("order__isnull", False)), fields=["order"], name="coupon_use_of_order"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["reserved", "redeemed"]), ("place__isnull", False)),
                        fields=("coupon", "customer", "place"),
                        name="coupon_limit_of_a_customer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LineTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("earned", models.BigIntegerField(default=0)),
                ("spent", models.BigIntegerField(default=0)),
                ("growth", models.BigIntegerField(default=0)),
                ("card_discount", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=16)),
                ("coupon_discount", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=16)),
                ("paid_by_points", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=16)),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="sales.orderline"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("earned__gte", 0), ("growth__gte", 0), ("spent__gte", 0)),
                            models.Q(("earned__lte", 0), ("growth__lte", 0), ("spent__lte", 0)),
                            _connector="OR",
                        ),
                        name="line_terms_have_one_direction",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("points", models.PositiveIntegerField(verbose_name="points")),
                ("stock", models.PositiveIntegerField(blank=True, null=True, verbose_name="in stock")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rewards", to="membership.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "code"), name="reward_code_once_a_plan"),
                    models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="reward_costs_points"),
                    models.CheckConstraint(
                        condition=models.Q(("stock__isnull", True), ("stock__gte", 0), _connector="OR"),
                        name="reward_stock_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claim", to="membership.entry"
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="membership.reward"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=13, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "in use"),
                            ("lost", "lost"),
                            ("replaced", "replaced"),
                            ("blocked", "blocked"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=120, verbose_name="carried by")),
                ("issued_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="membership.member"
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="membership.card",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_by__isnull", False), ("status", "replaced")),
                            models.Q(models.Q(("status", "replaced"), _negated=True), ("replaced_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="card_replaced_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "active")),
                            models.Q(models.Q(("status", "active"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="card_ended_once_not_in_use",
                    ),
                ],
            },
        ),
    ]
