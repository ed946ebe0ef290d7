"""Why customers left, what was done about it, and for how long it is watched whether they come back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer


class Departure(models.Model):
    """One cause of leaving as somebody learned it; a customer who leaves twice has two."""

    class Cause(models.TextChoices):
        PRICE = "price", _("price")
        PRODUCT = "product", _("product")
        SERVICE = "service", _("service failure")
        REACTION = "reaction", _("our reaction to a problem")
        INCONVENIENCE = "inconvenience", _("inconvenience")
        COMPETITOR = "competitor", _("competitor")
        ETHICS = "ethics", _("ethics")
        MOVED = "moved", _("moved away")
        NATURAL_END = "natural_end", _("natural end of the need")

    class Countermeasure(models.TextChoices):
        CONTACT = "contact", _("called, wrote or visited")
        APOLOGY = "apology", _("apologised and explained")
        REMEDY = "remedy", _("replaced, repaired or refunded")
        PRICE = "price", _("matched the price")
        OFFER = "offer", _("gave a voucher, gift or points")
        PRODUCT = "product", _("found or ordered the product")
        EASIER = "easier", _("made it easier: delivery, hours, place")
        LET_GO = "let_go", _("let go on purpose")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="departures")
    cause = models.CharField(_("cause"), max_length=16, choices=Cause)
    note = models.CharField(_("in their words"), max_length=300, blank=True)
    noted_on = models.DateField(_("learned on"))
    noted_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    countermeasure = models.CharField(_("what was done"), max_length=16, choices=Countermeasure, blank=True)
    taken_on = models.DateField(_("done on"), null=True, blank=True)
    spent = models.DecimalField(_("what it cost"), max_digits=12, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(countermeasure="", taken_on__isnull=True, spent__isnull=True)
                | (~Q(countermeasure="") & Q(taken_on__isnull=False)),
                name="countermeasure_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(spent__isnull=True) | Q(spent__gte=0), name="departure_spent_not_below_0"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.cause}"
