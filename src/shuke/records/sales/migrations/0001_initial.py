import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("customers", "0001_initial"),
        ("stores", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=80)),
                ("source_key", models.CharField(max_length=160)),
                ("ordered_at", models.DateTimeField(verbose_name="ordered at")),
                ("ordered_on", models.DateField(verbose_name="day in the store")),
                ("currency", models.CharField(max_length=3)),
                ("channel", models.CharField(blank=True, max_length=40, verbose_name="channel")),
                ("sold_by", models.CharField(blank=True, max_length=80, verbose_name="sold by")),
                ("payment", models.CharField(blank=True, max_length=40, verbose_name="payment")),
                ("total", models.DecimalField(decimal_places=4, max_digits=16)),
                ("line_count", models.PositiveIntegerField()),
                ("has_sale", models.BooleanField()),
                ("content_hash", models.CharField(max_length=32)),
                ("origin", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="customers.customer",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-ordered_on", "-id"], name="order_of_customer"),
                    models.Index(fields=["store", "-ordered_on"], name="order_of_store"),
                    models.Index(fields=["ordered_on"], name="order_by_day"),
                    models.Index(fields=["origin"], name="order_by_origin"),
                ],
                "constraints": [models.UniqueConstraint(fields=("source", "source_key"), name="order_known_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_key", models.CharField(max_length=130)),
                ("position", models.PositiveIntegerField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=16)),
                ("discount", models.DecimalField(decimal_places=4, default=0, max_digits=16)),
                ("cost", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="sales.order",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="catalog.product"
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="sales.orderline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("undoes__isnull", False)), fields=["undoes"], name="line_undone_by"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "line_key"), name="line_known_once"),
                    models.CheckConstraint(
                        condition=models.Q(("undoes__isnull", True), ("quantity__lt", 0), _connector="OR"),
                        name="only_a_return_undoes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("undoes__isnull", True),
                            models.Q(("undoes", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_line_undoes_itself",
                    ),
                ],
            },
        ),
    ]
