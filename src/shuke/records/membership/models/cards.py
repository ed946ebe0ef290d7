from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.membership.models.plans import Member


class Card(models.Model):
    """A number somebody carries. A member may have several, and a friend one where the plan allows it."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("in use")
        LOST = "lost", _("lost")
        REPLACED = "replaced", _("replaced")
        BLOCKED = "blocked", _("blocked")

    member = models.ForeignKey(Member, models.PROTECT, related_name="cards")
    number = models.CharField(max_length=13, unique=True)  # EAN-13, its last digit the check digit
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    holder = models.CharField(_("carried by"), max_length=120, blank=True)  # a friend's name; empty: the member
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="replaced", replaced_by__isnull=False)
                | (~Q(status="replaced") & Q(replaced_by__isnull=True)),
                name="card_replaced_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="active", ended_at__isnull=True) | (~Q(status="active") & Q(ended_at__isnull=False)),
                name="card_ended_once_not_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.number
