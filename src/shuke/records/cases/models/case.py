from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.cases.models.desk import Priority, Topic
from shuke.records.customers.models import Customer, Tag
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store

LIVE = ("open", "waiting")


class Case(models.Model):
    """What a customer brought to us, until it is settled. Its history is in `Entry` and never rewritten."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        SERVICE = "service", _("after-sales service")
        PRAISE = "praise", _("praise")
        SUGGESTION = "suggestion", _("suggestion")
        COMPLAINT = "complaint", _("complaint")

    class Channel(models.TextChoices):
        COUNTER = "counter", _("counter")
        PHONE = "phone", _("phone")
        EMAIL = "email", pgettext_lazy("channel", "e-mail")
        FORM = "form", _("web form")
        TABLE = "table", _("QR at the table")
        CHAT = "chat", _("live chat")
        SOCIAL = "social", _("social media")
        API = "api", _("API")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a case", "open")
        WAITING = "waiting", _("waiting for the customer")
        CLOSED = "closed", pgettext_lazy("of a case", "closed")
        MERGED = "merged", _("merged")

    class Answer(models.TextChoices):
        CONSIDERED = "considered", _("being considered")
        PLANNED = "planned", _("will be done")
        DONE = "done", _("done")
        DECLINED = "declined", _("will not be done")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, default=Priority.NORMAL)
    subject = models.CharField(_("subject"), max_length=160)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False)
    contact_name = models.CharField(_("name"), max_length=120, blank=True)  # of somebody we do not know yet
    contact = models.CharField(_("phone or e-mail"), max_length=254, blank=True)
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False)
    table = models.CharField(_("table"), max_length=40, blank=True)  # as its QR code says
    category = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    owner = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="cases", db_index=False)
    praised = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="praises", db_index=False)
    answer = models.CharField(_("answer to the suggestion"), max_length=12, choices=Answer, blank=True)
    cause = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    orders = models.ManyToManyField(Order, blank=True, related_name="cases")
    tags = models.ManyToManyField(Tag, blank=True, related_name="cases")
    round = models.PositiveIntegerField(default=1)  # of the complaint procedure: counts up when the answer was no
    thread_key = models.CharField(max_length=200, blank=True)  # of the conversation in its channel
    caller_mark = models.CharField(max_length=64, blank=True)  # keyed hash of where a public form came from
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="splits", db_index=False)
    origin = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    first_due_at = models.DateTimeField(null=True, blank=True)
    first_replied_at = models.DateTimeField(null=True, blank=True)
    resolve_due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    promised_from = models.DateTimeField(null=True, blank=True)  # the latest re-opening; empty: the opening
    stood_minutes = models.FloatField(default=0)  # business time since then in which the clock stood
    # The promise that runs now, by which the inbox is ordered; `deadlines.NEVER` while none does.
    next_due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["next_due_at", "id"], condition=Q(status__in=LIVE), name="case_due"),
            models.Index(fields=["owner", "next_due_at", "id"], condition=Q(status__in=LIVE), name="case_due_of_owner"),
            # Holds all that the counts of the inbox ask: no row is read for them.
            models.Index(
                fields=["store", "owner", "status", "next_due_at", "warn_at", "id"],
                condition=Q(status__in=LIVE),
                name="case_live_counts",
            ),
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            models.Index(fields=["store", "-id"], name="case_of_store"),
            models.Index(fields=["kind", "-opened_at"], name="case_by_kind"),
            models.Index(fields=["-closed_at"], condition=Q(status="closed"), name="case_by_close"),
            models.Index(
                fields=["escalated_at"],
                condition=Q(status__in=LIVE, escalated_at__isnull=False),
                name="case_escalated",
            ),
            models.Index(fields=["channel", "thread_key"], condition=~Q(thread_key=""), name="case_of_thread"),
            models.Index(fields=["caller_mark", "-opened_at"], condition=~Q(caller_mark=""), name="case_of_caller"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["open", "waiting"], closed_at__isnull=True)
                | Q(status__in=["closed", "merged"], closed_at__isnull=False),
                name="case_closed_with_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", paused_at__isnull=False)
                | ~Q(status="waiting") & Q(paused_at__isnull=True),
                name="case_waits_since",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into__isnull=True),
                name="case_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="case_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(praised__isnull=True) | Q(kind="praise"), name="only_praise_names_a_colleague"
            ),
            models.CheckConstraint(condition=Q(answer="") | Q(kind="suggestion"), name="only_a_suggestion_is_answered"),
            models.CheckConstraint(
                condition=Q(first_replied_at__isnull=True) | Q(first_replied_at__gte=F("opened_at")),
                name="case_replied_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.subject}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


class Entry(models.Model):
    """One line of a case's history: words in or out, a note, a call, something that happened. Append-only."""

    class Kind(models.TextChoices):
        IN = "in", _("from the customer")
        OUT = "out", _("to the customer")
        NOTE = "note", _("internal note")
        CALL = "call", _("call")
        EVENT = "event", _("event")

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind)
    code = models.CharField(max_length=40, blank=True)  # what happened: "assigned", "late"
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    source_key = models.CharField(max_length=250, blank=True)  # of what arrived: the same twice is one

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["case", "at", "id"], name="entry_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="entry_arrives_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.code}"


class Attachment(models.Model):
    """A file of an entry. It is only ever sent to be saved, never shown in a page of ours."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10)  # key of `files.KINDS`
    size_bytes = models.PositiveIntegerField()
    file = models.FileField(upload_to="cases/%Y/%m/")

    def __str__(self) -> str:
        return self.name
