from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.messages.models.sends import Channel


class ContactRules(models.Model):
    """When and how often people are written to. One row, made by the first migration."""

    class OverBudget(models.TextChoices):
        DEFER = "defer", _("wait until there is room again")
        SKIP = "skip", _("leave the message out")

    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(9))  # equal to quiet_from: no quiet hours
    over_budget = models.CharField(_("over the budget"), max_length=8, choices=OverBudget, default=OverBudget.DEFER)
    # Of a colleague's work, as a rule; empty: nobody said, and no hours are reckoned.
    task_minutes = models.PositiveSmallIntegerField(_("minutes of a call or visit"), null=True, blank=True)
    case_minutes = models.PositiveSmallIntegerField(_("minutes of a case"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="contact_rules_are_one"),
            models.CheckConstraint(condition=Q(over_budget__in=["defer", "skip"]), name="contact_over_budget_known"),
        ]

    def __str__(self) -> str:
        return f"{self.quiet_from}–{self.quiet_until}"


class ContactCap(models.Model):
    """So many care and marketing messages in so many days, to one person: by one channel, or by all together."""

    channel = models.CharField(max_length=12, choices=Channel, blank=True)  # empty: all channels together
    messages = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel"], name="one_cap_a_channel"),
            models.CheckConstraint(condition=Q(messages__gt=0, days__gt=0, days__lte=366), name="cap_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.messages} / {self.days}"


class ContactPrice(models.Model):
    """What it costs to reach one person once. No row: nobody said, and nothing is reckoned with it."""

    TASK = "task"  # done by a colleague
    WAYS = (
        (Channel.EMAIL.value, Channel.EMAIL.label),
        (Channel.POST.value, Channel.POST.label),
        (Channel.SMS.value, Channel.SMS.label),
        (Channel.WECHAT.value, Channel.WECHAT.label),
        (TASK, _("a colleague’s task")),
    )

    way = models.CharField(max_length=12, choices=WAYS, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=4)  # in the currency of the business

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="contact_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.way}: {self.amount}"


class ChannelPause(models.Model):
    """A carrier that could not be reached: nothing is tried before `until`."""

    channel = models.CharField(max_length=12, choices=Channel, unique=True)
    failures = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"
