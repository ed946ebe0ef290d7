"""When a booking can be taken, and what may become of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.customers.models import LARGEST_PARTY, Booking

FURTHEST_DAYS = 730  # a later day is a mistyped year

_S = Booking.Status
# A finger slips: who is here may be put down as not come, and the other way round. What was cancelled is booked again.
_MAY_BECOME: Mapping[str, frozenset[str]] = {
    _S.BOOKED: frozenset({_S.CAME, _S.MISSED, _S.CANCELLED}),
    _S.CAME: frozenset({_S.MISSED}),
    _S.MISSED: frozenset({_S.CAME}),
    _S.CANCELLED: frozenset(),
}


class ImpossibleBooking(ShukeError):
    """A day that is over, a time that no clock shows, a party of nobody; or a booking that cannot become that."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for, in the words of the store's own clock."""

    on: date
    at: time
    party_size: int
    seat: str = ""
    request: str = ""


def moment_of(on: date, at: time, zone: str) -> datetime:
    """The moment at which the store's clock shows it; of an hour that comes twice, the first.

    Raises ImpossibleBooking for an hour that the clock skips.
    """
    local = datetime.combine(on, at.replace(tzinfo=None), tzinfo=ZoneInfo(zone))
    try:
        moment = local.astimezone(UTC)
    except OverflowError:
        raise ImpossibleBooking(_too_far(on)) from None
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ImpossibleBooking(
            _("There is no %(time)s on %(day)s: the clocks go forward then. Choose an earlier or a later time.")
            % {"time": f"{at:%H:%M}", "day": on.isoformat()}
        )
    return moment


def require_day(on: date, *, today: date) -> None:
    if on < today:
        raise ImpossibleBooking(_("%(day)s is over; give today or a later day.") % {"day": on.isoformat()})
    if on > today + timedelta(days=FURTHEST_DAYS):
        raise ImpossibleBooking(_too_far(on))


def _too_far(on: date) -> str:
    return _("%(day)s is more than two years away; check the year.") % {"day": on.isoformat()}


def require_party(party_size: int) -> None:
    if not 1 <= party_size <= LARGEST_PARTY:
        raise ImpossibleBooking(
            _("A booking is for 1 to %(most)s people; write how many come.") % {"most": LARGEST_PARTY}
        )


def require_may_become(booking: Booking, status: str, *, today: date, now: datetime) -> None:
    """Nobody has come before the day, and nobody has stayed away before the time."""
    if status not in _MAY_BECOME[booking.status]:
        raise ImpossibleBooking(
            _("This booking cannot be changed so: it is marked “%(status)s”.")
            % {"status": booking.get_status_display()}
        )
    if status == _S.CAME and booking.starts_on > today:
        raise ImpossibleBooking(
            _("This booking is for %(day)s; change its day if they are here today.")
            % {"day": booking.starts_on.isoformat()}
        )
    if status == _S.MISSED and booking.starts_at > now:
        raise ImpossibleBooking(_("Their time has not come yet; cancel the booking if they called it off."))
