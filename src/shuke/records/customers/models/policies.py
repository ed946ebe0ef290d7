"""What a business sets up for its customers: fields of its own, and how each class is looked after."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CustomField(models.Model):
    """A field an administrator adds without a migration; its values live in `Customer.custom`."""

    class Type(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DAY = "day", _("day")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("choice")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=80)
    type = models.CharField(_("type"), max_length=8, choices=Type)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label


class ClassPolicy(models.Model):
    """How customers of one class are looked after; later stages read it by `Customer.service_class`."""

    service_class = models.CharField(max_length=20, unique=True)  # platinum, gold, iron, lead
    service_level = models.CharField(
        _("service level"), max_length=200, blank=True
    )  # in words: "answered the same day"
    call_every_days = models.PositiveSmallIntegerField(_("call every … days"), null=True, blank=True)  # empty: never
    offer_ceiling_percent = models.DecimalField(
        _("largest discount, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )  # empty: no ceiling of its own
    may_discount = models.JSONField(_("who may give it"), default=list, blank=True)  # roles of the staff
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offer_ceiling_percent__isnull=True)
                | Q(offer_ceiling_percent__gte=0, offer_ceiling_percent__lte=100),
                name="offer_ceiling_is_a_percentage",
            )
        ]

    def __str__(self) -> str:
        return self.service_class
