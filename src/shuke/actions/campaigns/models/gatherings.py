"""Events that customers are asked to: a tasting, a thanks day, a charity sale. Named so beside the log's `Event`."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.campaigns.models.campaign import LONGEST_DAYS
from shuke.actions.offers.models import Gift, Offer
from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store


class Gathering(models.Model):
    class Kind(models.TextChoices):
        TASTING = "tasting", _("Tasting")
        THANKS_DAY = "thanks_day", _("Thanks day")
        CHARITY = "charity", _("Charity event")
        COMMUNITY = "community", _("Community event")
        OTHER = "other", pgettext_lazy("kind of event", "Other")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("event", "Planned")
        INVITED = "invited", pgettext_lazy("event", "Invitations sent")
        CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # Whose event it is; empty: of the whole business.
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField(_("day"))  # where the store is
    from_time = models.TimeField(_("from"))
    until_time = models.TimeField(pgettext_lazy("time of day", "until"))
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1)]
    )  # empty: whoever comes
    cost = models.DecimalField(
        pgettext_lazy("event", "cost"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)]
    )
    audience = models.JSONField(null=True, blank=True)  # a segment's tree; null: everybody
    segment_key = models.CharField(max_length=60, blank=True)  # of the saved segment whose tree was taken
    # What each who is invited gets; empty: nobody is written to, and who comes is counted at the door.
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, blank=True, related_name="gathering")
    hold_out_share = models.DecimalField(_("held out"), max_digits=5, decimal_places=4)
    net_revenue_per_sale = models.DecimalField(
        _("net revenue per sale"), max_digits=12, decimal_places=4, validators=[MinValueValidator(0)]
    )
    window_days = models.PositiveSmallIntegerField(
        _("days that count"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )

    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    seed = models.BigIntegerField(default=0)  # of the draw
    invited_at = models.DateTimeField(null=True)  # its guests stand since
    invited_on = models.DateField(null=True)
    strangers = models.PositiveIntegerField(default=0)  # who came and is no known customer
    counted = models.JSONField(default=dict)  # see `gatherings.counting`
    counted_as_of = models.DateField(null=True)

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(hold_out_share__gte=0, hold_out_share__lt=1), name="gathering_holds_out"
            ),
            models.CheckConstraint(condition=Q(until_time__gt=F("from_time")), name="gathering_ends_after_begin"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="gathering_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def until_on(self) -> date:
        """The latest day on which a purchase counts; the day of the event is the first."""
        return self.held_on + timedelta(days=self.window_days - 1)

    def cost_with(self, invitations: int) -> Decimal:
        """The event itself, and so many invitations."""
        return self.cost + (self.offer.cost_per_piece * invitations if self.offer else 0)


class Guest(models.Model):
    """Somebody asked to an event, held out of it, or who came without being asked."""

    class Arm(models.TextChoices):
        INVITED = "invited", pgettext_lazy("event", "invited")
        HELD = "held", _("held out")
        OUT = "out", _("not to be reached")
        WALK_IN = "walk_in", _("came without being asked")

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("event", "comes")
        NO = "no", pgettext_lazy("event", "cannot come")
        NO_ANSWER = "no_answer", pgettext_lazy("event", "no answer")

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="guests", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    arm = models.CharField(max_length=8, choices=Arm)
    reason = models.CharField(max_length=16, blank=True)  # of those not to be reached, a code
    is_served = models.BooleanField(default=False)  # the invitation was tried: given, or refused
    gift = models.ForeignKey(Gift, models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # at the door

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "customer"], name="guest_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="guest_answer_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gathering", "id"], condition=Q(is_served=False, arm="invited"), name="guest_to_invite"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.gathering_id}: {self.arm}"
