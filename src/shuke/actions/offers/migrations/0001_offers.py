import django.core.validators
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
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(blank=True, max_length=12, verbose_name="how it arrives")),
                ("points", models.PositiveIntegerField(default=0, verbose_name="points")),
                ("script", models.TextField(blank=True, max_length=2000, verbose_name="what to say")),
                (
                    "cost_per_piece",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost per piece",
                    ),
                ),
                (
                    "coupon",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.coupon",
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
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("template__isnull", False),
                            ("coupon__isnull", False),
                            ("points__gt", 0),
                            ("way", "call"),
                            _connector="OR",
                        ),
                        name="offer_gives_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("", "call")), ("template__isnull", False), _connector="OR"),
                        name="offer_message_has_template",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost_per_piece__gte", 0)), name="offer_cost_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=160, unique=True)),
                ("points", models.PositiveIntegerField(default=0)),
                ("refusal", models.CharField(blank=True, max_length=400)),
                ("given_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "says yes"), ("no", "says no"), ("no_answer", "no answer")],
                        max_length=10,
                    ),
                ),
                ("outcome_at", models.DateTimeField(null=True)),
                (
                    "code",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="membership.couponcode",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "outcome_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "send",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="messaging.messagesend",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="offers.offer"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "")), fields=["offer", "id"], name="gift_still_to_call")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_at__isnull", True)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("outcome_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="gift_outcome_has_moment",
                    )
                ],
            },
        ),
    ]
