"""The measured effect of each thing that held somebody out, as of the latest refresh."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer


class Outcome(models.Model):
    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("Campaign")
        CARE = "care", _("Care programme")
        JOURNEY = "journey", _("Journey")
        EVENT = "event", _("Event")

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=40)  # of what was done, in its own table: "38:test", "38:roll_out"
    name = models.CharField(max_length=120)
    from_on = models.DateField()  # the first day on which anybody's purchases count
    until_on = models.DateField()  # the latest
    treated = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    cost_minor = models.BigIntegerField(null=True)  # none: not known
    currency = models.CharField(max_length=3)
    effect = models.JSONField(default=dict)  # rows of `response.uplift.effect.measure`; money in minor units
    groups = models.JSONField(default=dict)  # the same by group of members, where there are groups
    as_of = models.DateField()
    refusal = models.CharField(max_length=400, blank=True)  # why nothing could be measured

    class Meta:
        ordering = ("-from_on", "-pk")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="outcome_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Recovery(models.Model):
    """What complaints cost and whom their handling kept, as of the latest refresh. One row."""

    as_of = models.DateField()
    from_on = models.DateField()  # complaints of these days
    until_on = models.DateField()
    complainers = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()  # of them, those who have somebody like them without a complaint
    currency = models.CharField(max_length=3)
    groups = models.JSONField()  # key of the group → people, cost_minor, spent_minor, rows response and revenue

    class Meta:
        verbose_name_plural = "recoveries"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="recovery_is_one")]

    def __str__(self) -> str:
        return f"recovery as of {self.as_of}"


class IncentiveBuyer(models.Model):
    """Somebody who buys only on incentive, as of the latest refresh; see `analytics.response.incentive`."""

    # Without constraint, as CustomerScore: many rows are written at once, out of ids that were just read.
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="+", db_constraint=False)
    orders = models.PositiveIntegerField()  # up to the latest incentive
    on_incentive = models.PositiveIntegerField()  # of them
    latest_on = models.DateField()  # of the incentives
    orders_before = models.PositiveIntegerField()  # in the days that end with it
    orders_after = models.PositiveIntegerField()  # in as many that follow
    is_over = models.BooleanField()  # those days have passed
    as_of = models.DateField()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.on_incentive} of {self.orders}"


class ReportReader(models.Model):
    """A colleague who gets what the money brought back by e-mail."""

    class Every(models.TextChoices):
        WEEK = "week", _("every week")
        MONTH = "month", _("every month")

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="+")
    every = models.CharField(max_length=6, choices=Every)
    since_on = models.DateField()  # the first report is that of the next week or month

    def __str__(self) -> str:
        return f"{self.staff}: {self.every}"
