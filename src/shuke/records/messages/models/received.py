"""What arrives: the mailbox, its mails, and addresses that take none."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from shuke.records.messages.models.sends import MessageSend


class Mailbox(models.Model):
    """How far a mailbox was read, and how that goes."""

    name = models.CharField(max_length=250, unique=True)
    uid_validity = models.BigIntegerField(default=0)  # of the server's numbering; 0: never read
    latest_uid = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=400, blank=True)  # a reason of `rules.words.MAILBOX`; once a whole sentence
    failure_facts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.name


class ReceivedState(models.TextChoices):
    NEW = "new", pgettext_lazy("received mail", "To be read")
    TAKEN = "taken", pgettext_lazy("received mail", "In a case")
    FILED = "filed", pgettext_lazy("received mail", "Filed")  # no person wrote it, and it belongs to nothing
    BOUNCE = "bounce", pgettext_lazy("received mail", "Says another came back")
    FAILED = "failed", pgettext_lazy("received mail", "Not understood")  # a person has to look


class ReceivedMail(models.Model):
    """One mail, once, whichever way and however often it arrives. Its bytes are a file; this is what is asked of it."""

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mails", db_index=False)
    uid = models.BigIntegerField()
    identity = models.CharField(max_length=64, unique=True)  # see `channels.inbox.Mail.identity`
    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    arrived_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    size_bytes = models.BigIntegerField()
    is_head_only = models.BooleanField(default=False)
    automatic = models.CharField(max_length=12, blank=True)
    sender_check = models.CharField(max_length=8)
    answers = models.ForeignKey(
        MessageSend, models.SET_NULL, null=True, blank=True, related_name="answers", db_index=False
    )
    thread = models.CharField(max_length=80, blank=True)  # the conversation it became part of: "case:12"
    state = models.CharField(max_length=8, choices=ReceivedState, default=ReceivedState.NEW)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReceivedState.values), name="received_state_known"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=ReceivedState.NEW), name="received_to_read"),
            models.Index(fields=["sender", "-arrived_at"], name="received_of_sender"),
            models.Index(fields=["thread", "id"], condition=~Q(thread=""), name="received_of_thread"),
            models.Index(fields=["state", "-id"], name="received_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"


class DeadAddress(models.Model):
    """An address that takes no mail: what was sent there came back for good. Gone again when it writes to us."""

    address = models.CharField(max_length=254, unique=True)  # in lower case
    since = models.DateTimeField()
    send = models.ForeignKey(MessageSend, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "dead addresses"

    def __str__(self) -> str:
        return self.address
