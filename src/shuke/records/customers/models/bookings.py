"""Who said when they come, so that they are awaited."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.customers.models.people import Customer
from shuke.records.customers.querysets import BookingQuerySet
from shuke.records.stores.models import Store

LARGEST_PARTY = 500  # people; more is a mistyped number


class Booking(models.Model):
    """A customer comes to a store at a time; a stranger who books becomes a customer first."""

    class Status(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("of a booking", "booked")
        CAME = "came", pgettext_lazy("of a booking", "is here")
        MISSED = "missed", pgettext_lazy("of a booking", "did not come")
        CANCELLED = "cancelled", pgettext_lazy("of a booking", "cancelled")

    class Source(models.TextChoices):
        PHONE = "phone", pgettext_lazy("how it was booked", "by phone")
        STAFF = "staff", pgettext_lazy("how it was booked", "in the store")
        WEB = "web", pgettext_lazy("how it was booked", "on the web")
        API = "api", pgettext_lazy("how it was booked", "by a booking system")

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="bookings")
    # A booking system's own number; of a booking taken at the counter the key of its form: posted twice, it is one.
    number = models.CharField(pgettext_lazy("of a booking", "number"), max_length=120)
    starts_on = models.DateField(_("day"))  # in the store
    starts_at = models.DateTimeField(_("time"))
    party_size = models.PositiveSmallIntegerField(_("people"))
    seat = models.CharField(_("seat or room"), max_length=80, blank=True)
    request = models.CharField(_("special request"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.BOOKED)
    source = models.CharField(_("booked"), max_length=8, choices=Source)
    recorded_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="booking_number_once"),
            models.UniqueConstraint(
                fields=["customer", "starts_at"],
                condition=Q(status__in=("booked", "came")),
                name="one_booking_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(party_size__gte=1, party_size__lte=LARGEST_PARTY), name="booking_party_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("booked", "came", "missed", "cancelled")), name="booking_status_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=("phone", "staff", "web", "api")), name="booking_source_known"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="booking_has_a_number"),
        ]
        indexes = [models.Index(fields=["store", "starts_on", "starts_at"], name="booking_of_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def guest(self) -> Customer:
        """Who comes: the record that the customer is part of now."""
        return self.customer.merged_into or self.customer

    @property
    def clock(self) -> str:
        """ "18:30", as the store's clock shows it."""
        return f"{self.starts_at.astimezone(ZoneInfo(self.store.time_zone)):%H:%M}"
