from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.messages.rules.contact import Weight


class Channel(models.TextChoices):
    EMAIL = "email", pgettext_lazy("channel", "e-mail")
    POST = "post", pgettext_lazy("channel", "letter")
    SMS = "sms", pgettext_lazy("channel", "short message")
    WECHAT = "wechat", pgettext_lazy("channel", "WeChat")
    WEBHOOK = "webhook", pgettext_lazy("channel", "webhook")


class Purpose(models.TextChoices):
    SERVICE = "service", _("service")  # an answer, a receipt: what the person waits for
    CARE = "care", _("care")
    MARKETING = "marketing", _("marketing")


class State(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("message", "Queued")
    SENDING = "sending", pgettext_lazy("message", "Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    REFUSED = "refused", pgettext_lazy("message", "Not sent")
    FAILED = "failed", pgettext_lazy("message", "Given up")
    HELD = "held", pgettext_lazy("message", "Held")  # may have arrived: a person decides
    BOUNCED = "bounced", pgettext_lazy("message", "Came back")
    CANCELLED = "cancelled", pgettext_lazy("message", "Cancelled")


UNSETTLED = (State.QUEUED, State.SENDING, State.HELD)
# What has, or may have, reached the person: this counts against the budget.
LEFT = (State.SENDING, State.SENT, State.HELD, State.BOUNCED)

# What did not reach the person, or may not have.
NOT_ARRIVED = (State.REFUSED, State.FAILED, State.HELD, State.BOUNCED)


class PrintRun(models.Model):
    """Letters that went to the printer together. The PDF is made from its messages whenever it is asked for."""

    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class MessageSend(models.Model):
    """One message to one person, from the wish to what became of it."""

    key = models.CharField(max_length=200, unique=True)  # the same wish twice is one message
    # Empty: to somebody who is no customer, by `reply_address`, or a test send to somebody of the staff.
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="messages", db_index=False)
    channel = models.CharField(max_length=12, choices=Channel)
    purpose = models.CharField(max_length=12, choices=Purpose)
    weight = models.PositiveSmallIntegerField(default=Weight.NORMAL.value)  # of rules.contact.Weight
    template = models.ForeignKey(
        "messaging.Template", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    address = models.CharField(max_length=400, blank=True)  # as it was when the message left
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    values = models.JSONField(default=dict)  # of the template's variables, for providers that fill their own text
    # A code: its words are shown to nobody here, and forgotten when it is settled.
    is_secret = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)  # past it the message would be of no use
    thread = models.CharField(max_length=80, blank=True)  # the conversation it belongs to: "case:12"
    # Of the person it answers: where they wrote from, or chat. Empty: the customer's usual address.
    reply_address = models.CharField(max_length=254, blank=True)
    message_id = models.CharField(max_length=120, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=40, blank=True)  # code: why it waits, or did not leave
    detail = models.CharField(max_length=300, blank=True)  # the carrier's own words
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_tried_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sending_until = models.DateTimeField(null=True, blank=True)  # past it, whoever was sending is gone
    handed_over_at = models.DateTimeField(null=True, blank=True)  # the carrier may have it since
    settled_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)  # as the provider's receipt says
    attempt = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)  # grows with every claim: who holds an old one sends nothing
    carrier = models.CharField(max_length=10, blank=True)  # "smtp", "outbox", "paper", "aliyun"
    print_run = models.ForeignKey(PrintRun, models.PROTECT, null=True, blank=True, related_name="messages")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    origin = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="message_purpose_known"),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(sending_until__isnull=False), name="message_sending_has_lease"
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(text="") | Q(state__in=UNSETTLED), name="message_secret_is_forgotten"
            ),
        ]
        indexes = [
            models.Index("channel", "weight", "due_at", "id", condition=Q(state=State.QUEUED), name="message_to_send"),
            models.Index("customer", "weight", condition=Q(state=State.QUEUED), name="message_ahead"),
            models.Index("sending_until", condition=Q(state=State.SENDING), name="message_leased"),
            models.Index(fields=["customer", "-id"], name="message_of_customer"),
            models.Index(fields=["state", "-id"], name="message_by_state"),
            # Holds all that the warehouse asks to know which months changed: no row is read for it.
            models.Index(
                fields=["queued_at", "customer", "state", "settled_at", "delivered_at", "token"],
                name="message_by_month",
            ),
            models.Index(fields=["thread", "id"], condition=~Q(thread=""), name="message_of_thread"),
            models.Index(
                fields=["queued_at"], condition=Q(state__in=NOT_ARRIVED) & ~Q(thread=""), name="message_answer_lost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.key}"


class LinkClick(models.Model):
    """A link of a message that was opened. Programs that look at links before people do open them too."""

    send = models.ForeignKey(MessageSend, models.CASCADE, related_name="clicks", db_index=False)
    link = models.CharField(max_length=1000)
    first_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["send", "link"], name="one_row_a_link")]

    def __str__(self) -> str:
        return self.link


class MessageFile(models.Model):
    """A file that leaves with a message. Its bytes lie where whoever enclosed it keeps them."""

    send = models.ForeignKey(MessageSend, models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    stored_as = models.CharField(max_length=200)  # in the storage of uploads

    def __str__(self) -> str:
        return self.name
