"""Ways into a customer's own page. What opens it is never stored: links and codes are computed from these rows
and the installation's secret, so that a copy of the database opens nothing.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Card


class OwnKey(models.Model):
    """A link, a card's QR code, or a device that typed a code. Ends by its day, or when somebody takes it back."""

    class Kind(models.TextChoices):
        LINK = "link", _("link")
        CARD = "card", _("QR code of a card")
        CODE = "code", _("one-time code")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    card = models.ForeignKey(Card, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    secret = models.CharField(max_length=40)
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)  # a card's ends with the card
    opened_at = models.DateTimeField(null=True, blank=True)  # the latest time
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="card", card__isnull=False, expires_at__isnull=True)
                | (~Q(kind="card") & Q(card__isnull=True, expires_at__isnull=False)),
                name="own_key_ends",
            ),
            models.UniqueConstraint(
                fields=["card"], condition=Q(revoked_at__isnull=True, card__isnull=False), name="own_key_once_a_card"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"


class OwnCode(models.Model):
    """Six digits asked for with a phone number or an e-mail address. Made for unknown ones too, and never right there:
    nobody learns from an answer who is a customer.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=5)  # "phone" or "email"
    address_mark = models.CharField(max_length=64)  # keyed hashes: they count without saying whom
    caller_mark = models.CharField(max_length=64)
    secret = models.CharField(max_length=40)
    asked_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["address_mark", "asked_at"], name="own_code_of_address"),
            models.Index(fields=["caller_mark", "asked_at"], name="own_code_of_caller"),
        ]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="own_code_tried_five_times")]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d %H:%M}"
