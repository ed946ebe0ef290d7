from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.cases.models.case import Case
from shuke.records.cases.models.desk import Topic
from shuke.records.membership.models import Coupon, CouponCode
from shuke.records.membership.models import Entry as LedgerEntry
from shuke.records.stores.models import validate_currency


class Step(models.Model):
    """A stamp of the complaint procedure: done, when, by whom. Append-only; a re-opened case begins a new round."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps", db_index=False)
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=12)  # key of `procedure.STEPS`
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round", "step"], name="step_stamped_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round} {self.step}"


class Compensation(models.Model):
    """What makes good: proposed, then given or turned down; above the proposer's limit by a second person."""

    class Kind(models.TextChoices):
        POINTS = "points", _("points")
        COUPON = "coupon", _("coupon")
        REFUND = "refund", _("refund")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for approval")
        GIVEN = "given", _("given")
        REJECTED = "rejected", _("turned down")

    case = models.ForeignKey(Case, models.PROTECT, related_name="compensations")
    round = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    points = models.PositiveIntegerField(_("points"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, validators=[validate_currency])
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(_("reason, which the customer reads"), max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    needs_second = models.BooleanField()
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=200, blank=True)  # why it was turned down
    ledger_entry = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+")
    coupon_code = models.OneToOneField(CouponCode, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(state="proposed"), name="compensation_to_decide")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="points", points__gt=0)
                | Q(kind="coupon", coupon__isnull=False)
                | Q(kind="refund", amount__gt=0),
                name="compensation_gives_something",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="compensation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False) | ~Q(state="given") | ~Q(decided_by=F("proposed_by")),
                name="compensation_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points or self.amount or self.coupon_id}"


class Improvement(models.Model):
    """What is changed so that it does not happen again: by whom, until when."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="improvements")
    cause = models.ForeignKey(Topic, models.PROTECT, related_name="improvements")
    text = models.CharField(_("what is changed"), max_length=300)
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False)
    due_on = models.DateField(_("until"))
    made_at = models.DateTimeField()
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(done_on__isnull=True), name="improvement_due")]

    def __str__(self) -> str:
        return self.text
