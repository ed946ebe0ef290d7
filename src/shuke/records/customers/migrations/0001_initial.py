import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("stores", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="key")),
                ("label", models.CharField(max_length=80, verbose_name="label")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("number", "number"),
                            ("day", "day"),
                            ("yes_no", "yes or no"),
                            ("choice", "choice"),
                        ],
                        max_length=8,
                        verbose_name="type",
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("position", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "key"],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, unique=True, verbose_name="name")),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, unique=True, verbose_name="name")),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=120, unique=True, verbose_name="customer number")),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="name")),
                ("family_name", models.CharField(blank=True, max_length=80, verbose_name="family name")),
                ("salutation", models.CharField(blank=True, max_length=40, verbose_name="salutation")),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("female", "female"), ("male", "male"), ("other", "other")],
                        max_length=10,
                        verbose_name="gender",
                    ),
                ),
                ("birthday", models.DateField(blank=True, null=True, verbose_name="birthday")),
                ("lunar_birthday", models.CharField(blank=True, max_length=6, verbose_name="lunar birthday")),
                ("language", models.CharField(blank=True, max_length=12, verbose_name="language")),
                ("time_zone", models.CharField(blank=True, max_length=64, verbose_name="time zone")),
                ("address", models.CharField(blank=True, max_length=240, verbose_name="address")),
                ("occupation", models.CharField(blank=True, max_length=80, verbose_name="occupation")),
                ("acquired_through", models.CharField(blank=True, max_length=80, verbose_name="how acquired")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("custom", models.JSONField(blank=True, default=dict)),
                ("is_do_not_contact", models.BooleanField(default=False, verbose_name="do not contact")),
                ("is_not_personalised", models.BooleanField(default=False, verbose_name="no personalisation")),
                ("is_name_generated", models.BooleanField(default=False)),
                ("service_class", models.CharField(blank=True, max_length=20)),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="customer since")),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("origin", models.CharField(blank=True, db_index=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "home_store",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="stores.store",
                        verbose_name="home store",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
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
                        related_name="customers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked after by",
                    ),
                ),
                (
                    "referred_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="brought",
                        to="customers.customer",
                        verbose_name="referred by",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="members",
                        to="customers.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="people",
                        to="customers.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True, related_name="customers", to="customers.tag", verbose_name="tags"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["home_store", "id"], name="customer_of_store"),
                    models.Index(fields=["owner", "id"], name="customer_of_owner"),
                    models.Index(fields=["name", "id"], name="customer_by_name"),
                    models.Index(fields=["updated_at", "id"], name="customer_by_change"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_merge_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referred_by__isnull", True),
                            models.Q(("referred_by", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_self_referral",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=20)),
                ("purpose", models.CharField(max_length=40)),
                ("is_granted", models.BooleanField()),
                ("source", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "channel", "purpose", "-at"], name="consent_latest")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("origin", models.CharField(max_length=80)),
                ("facts", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="customers.customer",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-occurred_at", "-id"], name="event_of_customer")],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("card", "card"),
                            ("phone", "phone"),
                            ("email", "e-mail"),
                            ("wechat", "WeChat"),
                            ("pos", "till id"),
                            ("guest", "guest id"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("normal", models.CharField(max_length=254)),
                ("is_primary", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identities", to="customers.customer"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "identities",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "normal"), name="identity_of_one_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_primary", True)),
                        fields=("customer", "kind"),
                        name="one_primary_of_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=40, verbose_name="topic")),
                ("value", models.CharField(max_length=200, verbose_name="preference")),
                (
                    "how",
                    models.CharField(
                        choices=[("ask", "asked"), ("listen", "listened"), ("look", "looked")],
                        max_length=8,
                        verbose_name="how learned",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("is_pinned", models.BooleanField(default=False, verbose_name="taboo or special request")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="health or other sensitive")),
                ("learned_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField()),
                ("confirmations", models.PositiveIntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="preferences", to="customers.customer"
                    ),
                ),
                (
                    "learned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("customer", "topic", "value"),
                        name="preference_held_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("family", "family"), ("friend", "friend"), ("colleague", "colleague")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="customers.customer",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="related_to", to="customers.customer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "other", "kind"), name="relation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("customer", models.F("other")), _negated=True),
                        name="no_relation_to_oneself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("token", models.CharField(max_length=160)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_tokens",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["token"], name="search_token_prefix", opclasses=["varchar_pattern_ops"])
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "kind", "token"), name="search_token_once")
                ],
            },
        ),
    ]
