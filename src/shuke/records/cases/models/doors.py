"""Where the outside comes in: signed webhooks and the telephone system."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.cases.models.case import Case
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store


class Hook(models.Model):
    """A chat or social system that sends us what people write; its secret signs every message."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    channel = models.CharField(
        _("channel"), max_length=8, choices=[(key, Case.Channel(key).label) for key in ("chat", "social")]
    )
    secret = models.CharField(max_length=80)
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("store"))
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Ring(models.Model):
    """A call that comes in; the browser of who takes it opens the caller's page."""

    phone = models.CharField(max_length=40)  # E.164, or as the telephone system wrote it
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    call_key = models.CharField(max_length=120, unique=True)  # the telephone system's own: told twice it rings once
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-at"], condition=models.Q(seen_at__isnull=True), name="ring_to_answer")
        ]

    def __str__(self) -> str:
        return f"{self.call_key} → {self.staff_id}"
