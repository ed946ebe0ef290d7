"""Who comes to a store, and when."""

from collections.abc import Sequence
from datetime import date

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Booking
from shuke.records.customers.queries.merges import own_and_merged
from shuke.records.customers.querysets import BookingQuerySet
from shuke.records.stores.models import Store


def bookings_for_lists(scope: Scope) -> BookingQuerySet:
    """Of the caller's stores, with store and guest: no further query a row."""
    return Booking.objects.visible_to(scope).select_related(
        "store", "customer__home_store", "customer__merged_into__home_store"
    )


def bookings_between(store: Store, first: date, final: date, *, scope: Scope) -> list[Booking]:
    """Of the days `first` to `final` in the store, both included, in the order of their time; cancelled ones too."""
    found = bookings_for_lists(scope).filter(store=store, starts_on__gte=first, starts_on__lte=final)
    return list(found.order_by("starts_at", "pk"))


def bookings_ahead(customer_id: int, store: Store, *, since: date, scope: Scope, at_most: int) -> Sequence[Booking]:
    """What the customer has booked here from a day on, the next first; also what those merged into them booked."""
    found = bookings_for_lists(scope).awaited().filter(customer__in=own_and_merged(customer_id), store=store)
    return list(found.filter(starts_on__gte=since).order_by("starts_at", "pk")[:at_most])
