import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shuke.records.cases.models.desk
import shuke.records.stores.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("customers", "0004_tokens_read_from_their_index"),
        ("membership", "0004_code_batches_and_limits_by_hand"),
        ("sales", "0001_initial"),
        ("stores", "0002_business_row"),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("text", models.TextField(verbose_name="words")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="DeskDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("spans", models.CharField(blank=True, max_length=120, verbose_name="opening hours")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("service", "after-sales service"),
                            ("praise", "praise"),
                            ("suggestion", "suggestion"),
                            ("complaint", "complaint"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("counter", "counter"),
                            ("phone", "phone"),
                            ("email", "e-mail"),
                            ("form", "web form"),
                            ("table", "QR at the table"),
                            ("chat", "live chat"),
                            ("social", "social media"),
                            ("api", "API"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("waiting", "waiting for the customer"),
                            ("closed", "closed"),
                            ("merged", "merged"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "low"), ("normal", "normal"), ("high", "high"), ("urgent", "urgent")],
                        default="normal",
                        max_length=8,
                        verbose_name="priority",
                    ),
                ),
                ("subject", models.CharField(max_length=160, verbose_name="subject")),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("contact", models.CharField(blank=True, max_length=254, verbose_name="phone or e-mail")),
                ("table", models.CharField(blank=True, max_length=40, verbose_name="table")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("considered", "being considered"),
                            ("planned", "will be done"),
                            ("done", "done"),
                            ("declined", "will not be done"),
                        ],
                        max_length=12,
                        verbose_name="answer to the suggestion",
                    ),
                ),
                ("round", models.PositiveIntegerField(default=1)),
                ("thread_key", models.CharField(blank=True, max_length=200)),
                ("caller_mark", models.CharField(blank=True, max_length=64)),
                ("origin", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("first_due_at", models.DateTimeField(blank=True, null=True)),
                ("first_replied_at", models.DateTimeField(blank=True, null=True)),
                ("resolve_due_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("next_due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                ("escalate_at", models.DateTimeField(blank=True, null=True)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("late_at", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="customers.customer",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="cases.case",
                    ),
                ),
                ("orders", models.ManyToManyField(blank=True, related_name="cases", to="sales.order")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "praised",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="praises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="splits",
                        to="cases.case",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="stores.store",
                    ),
                ),
                ("tags", models.ManyToManyField(blank=True, related_name="cases", to="customers.tag")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("open", "waiting"))),
                        fields=["next_due_at", "id"],
                        name="case_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("open", "waiting"))),
                        fields=["owner", "next_due_at", "id"],
                        name="case_due_of_owner",
                    ),
                    models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
                    models.Index(fields=["store", "-id"], name="case_of_store"),
                    models.Index(fields=["kind", "-opened_at"], name="case_by_kind"),
                    models.Index(condition=models.Q(("status", "closed")), fields=["-closed_at"], name="case_by_close"),
                    models.Index(
                        condition=models.Q(("thread_key", ""), _negated=True),
                        fields=["channel", "thread_key"],
                        name="case_of_thread",
                    ),
                    models.Index(
                        condition=models.Q(("caller_mark", ""), _negated=True),
                        fields=["caller_mark", "-opened_at"],
                        name="case_of_caller",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("status__in", ["open", "waiting"])),
                            models.Q(("closed_at__isnull", False), ("status__in", ["closed", "merged"])),
                            _connector="OR",
                        ),
                        name="case_closed_with_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paused_at__isnull", False), ("status", "waiting")),
                            models.Q(models.Q(("status", "waiting"), _negated=True), ("paused_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="case_waits_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("status", "merged")),
                            models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="case_merged_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("praised__isnull", True), ("kind", "praise"), _connector="OR"),
                        name="only_praise_names_a_colleague",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", ""), ("kind", "suggestion"), _connector="OR"),
                        name="only_a_suggestion_is_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_replied_at__isnull", True),
                            ("first_replied_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="case_replied_after_it_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service_class", models.CharField(max_length=20, unique=True, verbose_name="customer class")),
                (
                    "least_priority",
                    models.CharField(
                        choices=[("low", "low"), ("normal", "normal"), ("high", "high"), ("urgent", "urgent")],
                        max_length=8,
                        verbose_name="at least this priority",
                    ),
                ),
                (
                    "goes_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="goes to",
                    ),
                ),
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
                            ("in", "from the customer"),
                            ("out", "to the customer"),
                            ("note", "internal note"),
                            ("call", "call"),
                            ("event", "event"),
                        ],
                        max_length=5,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                ("facts", models.JSONField(default=dict)),
                ("source_key", models.CharField(blank=True, max_length=250)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="cases.case",
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
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [models.Index(fields=["case", "at", "id"], name="entry_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_key",),
                        name="entry_arrives_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=10)),
                ("size_bytes", models.PositiveIntegerField()),
                ("file", models.FileField(upload_to="cases/%Y/%m/")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="cases.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "channel",
                    models.CharField(
                        choices=[("chat", "live chat"), ("social", "social media")],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                ("secret", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "store",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stores.store",
                        verbose_name="store",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=40)),
                ("call_key", models.CharField(max_length=120, unique=True)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)), fields=["staff", "-at"], name="ring_to_answer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                ("facts", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="cases.case",
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
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "round", "step"), name="step_stamped_once")],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "low"), ("normal", "normal"), ("high", "high"), ("urgent", "urgent")],
                        max_length=8,
                        verbose_name="priority",
                    ),
                ),
                ("service_class", models.CharField(blank=True, max_length=20, verbose_name="customer class")),
                ("first_minutes", models.PositiveIntegerField(verbose_name="first answer within (minutes)")),
                ("resolve_minutes", models.PositiveIntegerField(verbose_name="settled within (minutes)")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("priority", "service_class"), name="target_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_minutes__gt", 0), ("resolve_minutes__gte", models.F("first_minutes"))
                        ),
                        name="target_answers_before_it_settles",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tree", models.CharField(choices=[("category", "category"), ("cause", "cause")], max_length=8)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("path", models.CharField(max_length=260)),
                ("is_offered", models.BooleanField(default=True, verbose_name="still offered")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cases.topic",
                        verbose_name="below",
                    ),
                ),
            ],
            options={
                "ordering": ["tree", "path"],
                "constraints": [
                    models.UniqueConstraint(fields=("tree", "path"), name="topic_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="topic_not_below_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="what is changed")),
                ("due_on", models.DateField(verbose_name="until")),
                ("made_at", models.DateTimeField()),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvements",
                        to="cases.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="improvements", to="cases.topic"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on__isnull", True)), fields=["due_on", "id"], name="improvement_due"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.topic",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="cause",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.topic",
            ),
        ),
        migrations.CreateModel(
            name="AgentPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_here", models.BooleanField(default=True, verbose_name="takes cases now")),
                ("most_open", models.PositiveIntegerField(blank=True, null=True, verbose_name="most open cases")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="extension")),
                ("latest_given_at", models.DateTimeField(blank=True, null=True)),
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agent_place",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
                (
                    "skills",
                    models.ManyToManyField(blank=True, related_name="+", to="cases.topic", verbose_name="skills"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=("phone",),
                        name="one_agent_of_an_extension",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Compensation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("points", "points"), ("coupon", "coupon"), ("refund", "refund")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.PositiveIntegerField(blank=True, null=True, verbose_name="points")),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="amount"),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True, max_length=3, validators=[shuke.records.stores.models.validate_currency]
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason, which the customer reads")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "waits for approval"), ("given", "given"), ("rejected", "turned down")],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("needs_second", models.BooleanField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("said", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="compensations", to="cases.case"
                    ),
                ),
                (
                    "coupon",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.coupon",
                    ),
                ),
                (
                    "coupon_code",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.couponcode",
                    ),
                ),
                (
                    "decided_by",
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
                    "ledger_entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.entry",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "proposed")), fields=["id"], name="compensation_to_decide"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "points"), ("points__gt", 0)),
                            models.Q(("coupon__isnull", False), ("kind", "coupon")),
                            models.Q(("amount__gt", 0), ("kind", "refund")),
                            _connector="OR",
                        ),
                        name="compensation_gives_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="compensation_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_second", False),
                            models.Q(("state", "given"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="compensation_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "week",
                    models.JSONField(default=shuke.records.cases.models.desk.usual_week, verbose_name="opening hours"),
                ),
                ("closes_on_holidays", models.BooleanField(default=True, verbose_name="closed on public holidays")),
                (
                    "warn_minutes",
                    models.PositiveIntegerField(default=120, verbose_name="warn so many minutes before a deadline"),
                ),
                (
                    "escalate_minutes",
                    models.PositiveIntegerField(default=0, verbose_name="escalate so many minutes after it"),
                ),
                (
                    "agent_most_points",
                    models.PositiveIntegerField(
                        blank=True, default=100, null=True, verbose_name="points an agent may give"
                    ),
                ),
                (
                    "agent_most_money",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        default=50,
                        max_digits=16,
                        null=True,
                        verbose_name="money an agent may give",
                    ),
                ),
                (
                    "manager_most_points",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="points a manager may give"),
                ),
                (
                    "manager_most_money",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="money a manager may give"
                    ),
                ),
                (
                    "escalate_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="escalate to",
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="service_desk_is_one")],
            },
        ),
    ]
