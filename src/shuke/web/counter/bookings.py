"""Bookings as the counter shows them: the days looked at, the words, who is awaited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shuke.lib.dates import day_written
from shuke.records.customers.models import Booking
from shuke.records.customers.queries import bookings_ahead
from shuke.web import figures
from shuke.web.counter.place import Place

WEEK_DAYS = 7
AHEAD_SHOWN = 3


@dataclass(frozen=True)
class Span:
    """The days a page of the expected shows: one, or the week that begins today."""

    first: date
    final: date
    today: date

    @property
    def is_day(self) -> bool:
        return self.first == self.final

    @property
    def is_today(self) -> bool:
        return self.is_day and self.first == self.today

    @property
    def is_ahead(self) -> bool:
        """One day that is not over: who is likely to come can be said of it."""
        return self.is_day and self.first >= self.today

    @property
    def is_tomorrow(self) -> bool:
        return self.is_day and self.first == self.tomorrow

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def fields(self) -> Mapping[str, str]:
        """What the page's address says of it; of today nothing, so that the address stays true tomorrow."""
        if not self.is_day:
            return {"days": str(WEEK_DAYS)}
        return {} if self.is_today else {"day": self.first.isoformat()}


def span_in(sent: Mapping[str, str], *, today: date) -> Span:
    """Today where nothing, or nothing readable, is asked for."""
    if sent.get("days") == str(WEEK_DAYS):
        return Span(today, today + timedelta(days=WEEK_DAYS - 1), today)
    day = day_written(sent.get("day", "")) or today
    return Span(day, day, today)


def booked_words(booking: Booking, *, today: date) -> str:
    """“Booked today 18:30, 2 people, window seat”."""
    if booking.starts_on == today:
        when = _("Booked today %(time)s") % {"time": booking.clock}
    else:
        day = figures.short_day(booking.starts_on, today=today)
        when = _("Booked for %(day)s %(time)s") % {"day": day, "time": booking.clock}
    party = ngettext("%(count)s person", "%(count)s people", booking.party_size) % {"count": booking.party_size}
    return pgettext("of a booking", ", ").join(part for part in (when, party, booking.seat, booking.request) if part)


@dataclass(frozen=True)
class Ahead:
    booking: Booking
    says: str
    is_today: bool

    @property
    def is_awaited(self) -> bool:
        return self.is_today and self.booking.status == Booking.Status.BOOKED


def ahead_of(customer_id: int, place: Place) -> list[Ahead]:
    """What a customer has booked here from today on, the next first."""
    today = place.today
    found = bookings_ahead(customer_id, place.store, since=today, scope=place.scope, at_most=AHEAD_SHOWN)
    return [Ahead(one, booked_words(one, today=today), one.starts_on == today) for one in found]
