import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("customers", "0005_add_class_policies"),
        ("offers", "0001_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("audience", models.JSONField(blank=True, null=True)),
                ("segment_key", models.CharField(blank=True, max_length=60)),
                (
                    "net_revenue_per_sale",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="net revenue per sale",
                    ),
                ),
                (
                    "budget",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="budget"),
                ),
                ("expected_rate", models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="days that count",
                    ),
                ),
                (
                    "test_step",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="one in how many is tested",
                    ),
                ),
                ("hold_out_share", models.DecimalField(decimal_places=4, max_digits=5, verbose_name="held out")),
                ("counts_purchase", models.BooleanField(default=True, verbose_name="a purchase")),
                ("counts_coupon", models.BooleanField(default=True, verbose_name="the coupon used")),
                ("counts_reply", models.BooleanField(default=True, verbose_name="a reply")),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="planned for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Waits for approval"),
                            ("approved", "Approved"),
                            ("testing", "Test running"),
                            ("rolled_out", "Rolled out"),
                            ("closed", "Finished"),
                            ("stopped", "Stopped"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("is_paused", models.BooleanField(default=False)),
                ("is_history", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("seed", models.BigIntegerField(default=0)),
                ("fixed_at", models.DateTimeField(null=True)),
                ("cells_as_of", models.DateField(null=True)),
                ("test_from_on", models.DateField(null=True)),
                (
                    "roll_out",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("everyone", "Everyone"),
                            ("expected", "Cells above break-even"),
                            ("sure", "Only where we are sure"),
                        ],
                        max_length=10,
                    ),
                ),
                ("roll_out_on", models.DateField(null=True)),
                ("forecast", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
                ("counted", models.JSONField(default=dict)),
                ("counted_as_of", models.DateField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=400)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="campaign", to="offers.offer"
                    ),
                ),
                (
                    "roll_out_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["state", "-id"], name="campaign_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hold_out_share__gte", 0), ("hold_out_share__lt", 1)),
                        name="campaign_holds_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counts_purchase", True), ("counts_coupon", True), ("counts_reply", True), _connector="OR"
                        ),
                        name="campaign_counts_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.PositiveSmallIntegerField()),
                (
                    "arm",
                    models.CharField(
                        choices=[
                            ("test", "tested"),
                            ("held", "held out"),
                            ("rest", "left for the roll-out"),
                            ("out", "not to be reached"),
                        ],
                        max_length=4,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=16)),
                ("is_rolled_out", models.BooleanField(default=False)),
                ("is_served", models.BooleanField(default=False)),
                ("answered_test", models.BooleanField(default=False)),
                ("spend_test_minor", models.BigIntegerField(default=0)),
                ("answered", models.BooleanField(default=False)),
                ("spend_minor", models.BigIntegerField(default=0)),
                ("coupons_used", models.PositiveSmallIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="campaigns.campaign",
                    ),
                ),
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
                    "gift",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="offers.gift"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["campaign", "arm", "cell"], name="campaign_cells"),
                    models.Index(
                        condition=models.Q(
                            ("is_served", False), models.Q(("arm", "test"), ("is_rolled_out", True), _connector="OR")
                        ),
                        fields=["campaign", "id"],
                        name="campaign_to_serve",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("campaign", "customer"), name="campaign_member_once")],
            },
        ),
        migrations.CreateModel(
            name="CampaignRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "approval_above",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="a second person approves what costs more than",
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="campaign_rules_are_one")],
            },
        ),
    ]
