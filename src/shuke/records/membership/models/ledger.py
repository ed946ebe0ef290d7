"""The ledger of points. Rows are only added; what a lot still holds is kept by a trigger from the moves on it.

An entry says what happened to a member's three sums (spendable, pending, debt); its moves say on which lots. The
database refuses a lot below zero, a row without its cause, a cause twice, and a change of what was written.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import ApiKey, Staff
from shuke.records.membership.models.plans import Member, Plan
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store


class Entry(models.Model):
    """One row of the ledger: one member, one direction, one cause."""

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        ACTIVATE = "activate", _("released")
        REDEEM = "redeem", _("redeemed")
        EXPIRE = "expire", _("expired")
        ADJUST = "adjust", _("adjusted")
        REVERSE = "reverse", _("reversed")
        COMPENSATE = "compensate", _("compensation")
        TRANSFER = "transfer", _("transferred")
        DEBT = "debt", _("owed")
        SETTLE = "settle", _("debt settled")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="entries", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    points = models.BigIntegerField(default=0)  # change of what can be spent
    pending = models.BigIntegerField(default=0)  # change of what waits for the return window to end
    debt = models.BigIntegerField(default=0)  # change of what is owed after a return; stands outside the balance
    at = models.DateTimeField()
    # What caused it, in the cause's own words: ("order", "17"), ("lot", "expire:4"). Once a plan, for ever.
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=200)
    reason = models.CharField(max_length=200, blank=True)  # the customer reads it
    note = models.CharField(max_length=200, blank=True)  # only staff read it
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", db_index=False
    )
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    api_key = models.ForeignKey(ApiKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["member", "-id"], name="entry_of_member"),
            models.Index(fields=["member", "debt"], condition=~Q(debt=0), name="entry_of_debt"),
            models.Index(fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reversing"),
            models.Index(fields=["order"], condition=Q(order__isnull=False), name="entry_of_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "source", "source_key"], name="entry_caused_once"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(source_key=""), name="entry_names_its_cause"),
            models.CheckConstraint(
                condition=~Q(points=0) | ~Q(pending=0) | ~Q(debt=0),
                name="entry_changes_something",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["earn", "compensate"]) | Q(points__gte=0, pending__gte=0, debt=0),
                name="entry_earns_upwards",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["redeem", "expire"]) | Q(points__lte=0, pending__lte=0, debt=0),
                name="entry_spends_downwards",
            ),
            models.CheckConstraint(
                condition=~Q(kind="activate") | Q(points__gt=0, pending=-F("points"), debt=0),
                name="entry_releases_what_waited",
            ),
            models.CheckConstraint(
                condition=Q(debt=0)
                | Q(kind="debt", debt__gt=0, points=0, pending=0)
                | Q(kind="settle", debt__lt=0, points__lte=0, pending=0),
                name="entry_debt_has_its_own_rows",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["reverse", "debt"]) | Q(reverses__isnull=False), name="entry_reverses_something"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="entry_reverses_another"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["adjust", "compensate"]) | ~Q(reason=""), name="entry_by_hand_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points:+d} ({self.source} {self.source_key})"


class Lot(models.Model):
    """Points that came together and expire together. `active` and `pending` are what is left of them.

    The migration's trigger adds each move to them; nothing else writes them.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="lots", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lots")  # the row that brought them
    points = models.BigIntegerField()
    active = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    starts_at = models.DateTimeField()  # when they may be spent
    expires_at = models.DateTimeField(null=True, blank=True)  # first moment they are gone; midnight in the store's zone

    class Meta:
        indexes = [
            models.Index(
                fields=["member", "expires_at"], condition=Q(active__gt=0) | Q(pending__gt=0), name="lot_with_points"
            ),
            models.Index(fields=["expires_at"], condition=Q(active__gt=0) | Q(pending__gt=0), name="lot_to_expire"),
            models.Index(fields=["starts_at"], condition=Q(pending__gt=0), name="lot_to_activate"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="lot_holds_points"),
            models.CheckConstraint(condition=Q(active__gte=0), name="lot_never_overspent"),
            models.CheckConstraint(condition=Q(pending__gte=0), name="lot_pending_not_negative"),
            models.CheckConstraint(condition=Q(points__gte=F("active") + F("pending")), name="lot_never_overfilled"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("starts_at")),
                name="lot_starts_before_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.active}/{self.points}"


class Move(models.Model):
    """What an entry takes from a lot, or puts into it. Append-only."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="moves")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="moves")
    points = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "lot"], name="move_once_a_lot"),
            models.CheckConstraint(condition=~Q(points=0) | ~Q(pending=0), name="move_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d}"


class GrowthRow(models.Model):
    """Growth value 成长值, which tiers run on and nobody spends. Append-only; a return takes its part back."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="growth_rows", db_index=False)
    growth = models.BigIntegerField()
    on = models.DateField()  # a return counts on the day of its sale: the period it was gathered in loses it
    at = models.DateTimeField()
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=200)
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["member", "on"], name="growth_of_member")]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key", "member"], name="growth_caused_once"),
            models.CheckConstraint(condition=~Q(growth=0), name="growth_changes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.growth:+d}"
