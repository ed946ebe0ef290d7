"""The marketing plan: what is to be reached in a period, of everybody or of a segment."""

from datetime import date, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.segments.models import Segment
from shuke.lib.dates import months_back
from shuke.records.access.models import Staff

MEASURES = ("customers", "orders", "revenue", "members", "budget")


class Target(models.Model):
    class Period(models.TextChoices):
        MONTH = "month", pgettext_lazy("period", "Month")
        QUARTER = "quarter", pgettext_lazy("period", "Quarter")
        YEAR = "year", pgettext_lazy("period", "Year")

    period = models.CharField(_("period"), max_length=8, choices=Period)
    from_on = models.DateField(pgettext_lazy("period", "first day"))
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, blank=True, related_name="+")  # empty: everybody
    customers = models.PositiveIntegerField(_("customers who buy"), null=True, blank=True)
    orders = models.PositiveIntegerField(_("orders"), null=True, blank=True)
    revenue = models.DecimalField(
        _("revenue"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    members = models.PositiveIntegerField(_("members"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    counted = models.JSONField(default=dict)  # customers, orders, revenue_minor, members; see `services.targets`
    counted_as_of = models.DateField(null=True)

    class Meta:
        ordering = ("-from_on", "period", "segment__name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["period", "from_on", "segment"], name="marketing_target_once"),
            models.UniqueConstraint(
                fields=["period", "from_on"], condition=Q(segment__isnull=True), name="marketing_target_of_all_once"
            ),
            models.CheckConstraint(
                condition=Q(customers__isnull=False)
                | Q(orders__isnull=False)
                | Q(revenue__isnull=False)
                | Q(members__isnull=False)
                | Q(budget__isnull=False),
                name="marketing_target_asks_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.from_on}"

    @property
    def until_on(self) -> date:
        """The last day of the period."""
        return months_back(self.from_on, -MONTHS[self.period]) - timedelta(days=1)

    def share_gone(self, as_of: date) -> float:
        """Of the days of the period, how many were over at the end of `as_of`, from 0 to 1."""
        whole = (self.until_on - self.from_on).days + 1
        return min(max(((as_of - self.from_on).days + 1) / whole, 0.0), 1.0)


MONTHS = {Target.Period.MONTH.value: 1, Target.Period.QUARTER.value: 3, Target.Period.YEAR.value: 12}


def first_day(period: str, day: date) -> date:
    """Of the month, quarter or year in which `day` lies."""
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)
