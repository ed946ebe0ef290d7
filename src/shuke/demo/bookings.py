"""A few tables kept for today and tomorrow, in the store whose counter the demo's cashier stands at."""

import datetime as dt

from django.db.models import Count

from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.booking_rules import Wanted
from shuke.records.customers.models import Customer
from shuke.records.customers.services import make_booking
from shuke.records.stores.models import Store

CASHIER = "cashier"
# Days from today, time, people, seat, special request.
_BOOKINGS = (
    (0, dt.time(11, 30), 2, "window seat", ""),
    (0, dt.time(12, 30), 6, "tasting table", "cheese plate without nuts"),
    (0, dt.time(18, 30), 4, "corner table", "birthday cake set aside"),
    (0, dt.time(19, 0), 1, "", "order to be picked up at the door"),
    (1, dt.time(12, 0), 2, "window seat", "high chair"),
    (1, dt.time(17, 45), 8, "back room", "coffee and fruit for a meeting"),
)


def take_bookings(*, now: dt.datetime) -> None:
    """Those of today and tomorrow that are not there yet."""
    store = Store.objects.filter(staff__username=CASHIER).order_by("pk").first()
    if store is None:
        return
    today, scope = day_in(store.time_zone, now), scope_of_system("demo")
    regulars = Customer.objects.current().filter(home_store=store).annotate(trade=Count("orders"))
    guests = regulars.order_by("-trade", "pk")
    for guest, (ahead, at, party_size, seat, request) in zip(guests[: len(_BOOKINGS)], _BOOKINGS, strict=False):
        on = today + dt.timedelta(days=ahead)
        wanted = Wanted(on=on, at=at, party_size=party_size, seat=seat, request=request)
        number = f"demo-{on.isoformat()}-{at:%H%M}"
        try:
            make_booking(scope=scope, now=now, origin="demo", store=store, customer=guest, wanted=wanted,
                         source="phone", number=number)  # fmt: skip
        except ShukeError:
            continue  # a visitor of the demo has changed it since
