from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store, validate_currency, validate_time_zone


class Plan(models.Model):
    """What members are promised: how points are earned, spent and forgotten, and what the card gives at once."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_open = models.BooleanField(_("takes new members"), default=True)
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    points_per_unit = models.DecimalField(
        _("points for one unit of money"), default=Decimal(1), max_digits=12, decimal_places=6
    )
    growth_per_unit = models.DecimalField(
        _("growth value for one unit of money"), default=Decimal(1), max_digits=12, decimal_places=6
    )
    point_value = models.DecimalField(
        _("money one point pays"), default=Decimal("0.01"), max_digits=12, decimal_places=6
    )
    earns_on_points_paid = models.BooleanField(_("what points paid earns points again"), default=False)
    most_paid_by_points_percent = models.PositiveIntegerField(
        _("most of an order that points may pay, in %"), default=100
    )
    return_window_days = models.PositiveIntegerField(_("days until points can be spent"), default=0)
    validity_days = models.PositiveIntegerField(_("days points are kept"), null=True, blank=True)  # empty: for ever
    grace_days = models.PositiveIntegerField(_("days for points given back after their expiry"), default=30)
    discount_percent = models.DecimalField(
        _("discount with the card, in %"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    is_shared = models.BooleanField(_("friends may use the card"), default=False)
    # Who may join: an order of at least so much within the latest days; empty: everybody.
    enrol_min_spend = models.DecimalField(
        _("least spend in one order to join"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    enrol_within_days = models.PositiveIntegerField(_("how many days ago that order may lie"), default=7)
    # By hand, for one customer on one day. Empty: no limit. Owners have none, systems answer for themselves.
    agent_most_points = models.PositiveIntegerField(
        _("most points a service agent moves by hand, a customer and day"), null=True, blank=True
    )
    manager_most_points = models.PositiveIntegerField(
        _("most points a manager moves by hand, a customer and day"), null=True, blank=True
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points_per_unit__gte=0, growth_per_unit__gte=0, point_value__gte=0),
                name="plan_rates_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100, most_paid_by_points_percent__lte=100),
                name="plan_percents_are_percents",
            ),
            models.CheckConstraint(
                condition=Q(validity_days__isnull=True) | Q(validity_days__gt=0), name="plan_keeps_points_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tier(models.Model):
    """A level of a plan. It is reached by growth value gathered in a period, and gives its benefits."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tiers")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    min_growth = models.PositiveIntegerField(_("growth value needed"))
    period_days = models.PositiveIntegerField(_("days in which it is gathered"), default=365)
    grace_days = models.PositiveIntegerField(_("days of grace before falling"), default=30)
    discount_percent = models.DecimalField(_("discount, in %"), max_digits=5, decimal_places=2, default=Decimal(0))
    points_multiplier = models.DecimalField(_("times the points"), max_digits=6, decimal_places=2, default=Decimal(1))
    benefits = models.JSONField(_("free services"), default=list, blank=True)  # sentences, as the shop words them

    class Meta:
        ordering = ["plan", "min_growth"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="tier_code_once_a_plan"),
            models.UniqueConstraint(fields=["plan", "min_growth"], name="tiers_differ_in_growth"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100, points_multiplier__gte=0),
                name="tier_benefits_in_range",
            ),
            models.CheckConstraint(condition=Q(period_days__gt=0), name="tier_period_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A customer in a plan: the account whose rows in the ledger are its balance. Its row is the lock of the account.

    A merge of customers moves nothing: the accounts of everybody merged into one person are spent as one purse.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="members")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="memberships")
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="members")
    tier_since = models.DateTimeField(null=True, blank=True)
    falls_at = models.DateTimeField(
        null=True, blank=True
    )  # end of grace: until then the tier is held without its growth
    is_active = models.BooleanField(default=True)
    home_store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    document_hash = models.CharField(max_length=64, blank=True)  # of the identity document shown at enrolment
    enrolled_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "plan"], name="member_once_a_plan")]
        indexes = [
            models.Index(fields=["plan", "id"], name="member_of_plan"),
            models.Index(fields=["falls_at"], condition=Q(falls_at__isnull=False), name="member_in_grace"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} @ {self.plan_id}"

    @property
    def customer_now(self) -> Customer:
        """Also where the record that joined was merged into another since."""
        return self.customer.merged_into or self.customer


class TierChange(models.Model):
    """A step up or down, kept for ever. Append-only."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="tier_changes")
    before = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    after = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    growth = models.IntegerField()  # in the period that decided
    reason = models.CharField(max_length=20)  # "enrolled", "reached", "reviewed", "by_hand"
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=True) | Q(after__isnull=True) | ~Q(before=models.F("after")),
                name="tier_change_changes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.before_id} → {self.after_id}"
