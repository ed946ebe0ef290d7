from datetime import date, timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.offers.models import Offer
from shuke.records.access.models import Staff
from shuke.records.customers.models import Organisation

LONGEST_DAYS = 366


class Campaign(models.Model):
    """One offer to one audience: planned, approved, tested, rolled out, and what came of it."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign", "Draft")
        AWAITING = "awaiting", pgettext_lazy("campaign", "Waits for approval")
        APPROVED = "approved", pgettext_lazy("campaign", "Approved")
        TESTING = "testing", pgettext_lazy("campaign", "Test running")
        ROLLED_OUT = "rolled_out", pgettext_lazy("campaign", "Rolled out")
        CLOSED = "closed", pgettext_lazy("campaign", "Finished")
        STOPPED = "stopped", pgettext_lazy("campaign", "Stopped")

    class RollOut(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        EXPECTED = "expected", _("Cells above break-even")
        SURE = "sure", _("Only where we are sure")

    name = models.CharField(_("name"), max_length=80)
    audience = models.JSONField(null=True, blank=True)  # a segment's tree, see `segments.documents`; null: everybody
    segment_key = models.CharField(max_length=60, blank=True)  # of the saved segment whose tree was taken
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="campaign")
    net_revenue_per_sale = models.DecimalField(
        _("net revenue per sale"), max_digits=12, decimal_places=4, validators=[MinValueValidator(0)]
    )
    budget = models.DecimalField(_("budget"), max_digits=16, decimal_places=2, null=True, blank=True)
    expected_rate = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)  # somebody's guess
    window_days = models.PositiveSmallIntegerField(
        _("days that count"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )
    test_step = models.PositiveIntegerField(_("one in how many is tested"), validators=[MinValueValidator(1)])
    hold_out_share = models.DecimalField(_("held out"), max_digits=5, decimal_places=4)
    counts_purchase = models.BooleanField(_("a purchase"), default=True)
    counts_coupon = models.BooleanField(_("the coupon used"), default=True)
    counts_reply = models.BooleanField(_("a reply"), default=True)
    # A firm that bears its share of the cost of every piece; costs and profit are told as ours unless they say theirs.
    partner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    partner_share = models.DecimalField(_("the partner bears"), max_digits=5, decimal_places=4, default=0)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    is_paused = models.BooleanField(default=False)
    is_history = models.BooleanField(default=False)  # happened elsewhere: its contacts were not drawn by chance
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # for approval
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    seed = models.BigIntegerField(default=0)  # of the draw
    fixed_at = models.DateTimeField(null=True)  # its members stand since
    cells_as_of = models.DateField(null=True)
    test_from_on = models.DateField(null=True)  # the first day on which an answer to the test counts
    roll_out = models.CharField(max_length=10, choices=RollOut, blank=True)  # what was chosen
    roll_out_on = models.DateField(null=True)
    roll_out_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    forecast = models.JSONField(default=dict)  # of the roll-out, when it was chosen; see `results`
    closed_at = models.DateTimeField(null=True)

    counted = models.JSONField(default=dict)  # see `counting`
    counted_as_of = models.DateField(null=True)
    refusal = models.CharField(max_length=400, blank=True)  # why sending or counting stopped, in a sentence

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["state", "-id"], name="campaign_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(hold_out_share__gte=0, hold_out_share__lt=1), name="campaign_holds_out"),
            models.CheckConstraint(
                condition=Q(counts_purchase=True) | Q(counts_coupon=True) | Q(counts_reply=True),
                name="campaign_counts_something",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True, partner_share=0)
                | Q(partner__isnull=False, partner_share__gte=0, partner_share__lte=1),
                name="campaign_partner_bears_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_tested(self) -> bool:
        """A sample goes first; else everybody who is not held out is written to at once."""
        return self.test_step > 1

    @property
    def own_cost_per_piece(self) -> Decimal:
        """What is left to us of the cost of a piece."""
        return self.offer.cost_per_piece * (1 - self.partner_share)

    @property
    def test_until_on(self) -> date | None:
        return _end(self.test_from_on, self.window_days)

    @property
    def roll_out_until_on(self) -> date | None:
        return _end(self.roll_out_on, self.window_days)

    @property
    def until_on(self) -> date | None:
        """The latest day on which an answer counts."""
        return self.roll_out_until_on or self.test_until_on


RUNNING = (Campaign.State.TESTING, Campaign.State.ROLLED_OUT)


class CampaignRules(models.Model):
    """One row, made when it is first saved."""

    approval_above = models.DecimalField(
        _("a second person approves what costs more than"), max_digits=16, decimal_places=2, null=True, blank=True
    )  # empty: nobody has to

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="campaign_rules_are_one")]

    def __str__(self) -> str:
        return f"{self.approval_above}"


def _end(first: date | None, days: int) -> date | None:
    return None if first is None else first + timedelta(days=days - 1)
