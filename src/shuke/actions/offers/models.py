"""What people are offered, and what each of them got."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Coupon, CouponCode
from shuke.records.messages.models import MessageSend, Template

CALL = "call"  # the way of an offer that a person makes by telephone


class Offer(models.Model):
    """What one person gets, and what that costs."""

    way = models.CharField(_("how it arrives"), max_length=12, blank=True)  # a channel, CALL, or empty: nothing is said
    template = models.ForeignKey(Template, models.PROTECT, null=True, blank=True, related_name="+")
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True, blank=True, related_name="+")
    points = models.PositiveIntegerField(_("points"), default=0)
    script = models.TextField(_("what to say"), blank=True, max_length=2_000)  # of a call
    cost_per_piece = models.DecimalField(
        _("cost per piece"), max_digits=12, decimal_places=4, validators=[MinValueValidator(0)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(template__isnull=False) | Q(coupon__isnull=False) | Q(points__gt=0) | Q(way=CALL),
                name="offer_gives_something",
            ),
            models.CheckConstraint(
                condition=Q(way__in=("", CALL)) | Q(template__isnull=False), name="offer_message_has_template"
            ),
            models.CheckConstraint(condition=Q(cost_per_piece__gte=0), name="offer_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.pk}"

    @property
    def is_message(self) -> bool:
        return self.way not in ("", CALL)


class Gift(models.Model):
    """One offer to one person. `key` says for what: the same wish twice is one gift."""

    class Outcome(models.TextChoices):
        YES = "yes", _("says yes")
        NO = "no", _("says no")
        NO_ANSWER = "no_answer", _("no answer")

    key = models.CharField(max_length=160, unique=True)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="gifts")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    send = models.ForeignKey(MessageSend, models.SET_NULL, null=True, related_name="+")
    code = models.ForeignKey(CouponCode, models.SET_NULL, null=True, related_name="+")
    points = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=400, blank=True)  # a sentence: why nothing was given
    given_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)  # of a call; empty: still to be made
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["offer", "id"], condition=Q(outcome=""), name="gift_still_to_call"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at__isnull=True) | ~Q(outcome="") & Q(outcome_at__isnull=False),
                name="gift_outcome_has_moment",
            )
        ]

    def __str__(self) -> str:
        return self.key
