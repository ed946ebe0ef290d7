"""Business time: minutes counted only while the desk is open, lunch breaks and holidays left out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError

MONDAY, SATURDAY = 0, 5
MINUTES_A_DAY = 24 * 60
# A desk that does not open within this many days has no hours.
_MOST_DAYS_CLOSED = 60

Span = tuple[int, int]  # minutes after midnight: (540, 720) is 9:00 to 12:00
Spans = tuple[Span, ...]
PublicDay = Callable[[date], bool | None]  # True: worked, False: a holiday, None: nothing was announced for the day


class NoHours(ShukeError):
    """The desk never opens, so nothing can ever be due."""

    def __init__(self) -> None:
        super().__init__(
            _("Every day is closed, so no promise could ever be due. Write down the hours of one day at least.")
        )


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When the desk is open, in its own time zone."""

    zone: str
    week: Mapping[int, Spans]  # by weekday, Monday 0; a day left out is closed
    days: Mapping[date, Spans]  # the editable calendar: stands above everything else; () is closed
    public_day: PublicDay

    def spans_of(self, day: date) -> Spans:
        """The spans in which `day` is open, in order.

        A weekend worked for a public holiday has the hours of its weekday, or of a Monday where that is closed.
        """
        if day in self.days:
            return self.days[day]
        is_worked = self.public_day(day)
        if is_worked is False:
            return ()
        usual = self.week.get(day.weekday(), ())
        if is_worked and not usual:
            return self.week.get(MONDAY, ())
        return usual

    def due_after(self, start: datetime, minutes: float) -> datetime:
        """The moment `minutes` of business time after `start`; `start` itself for none of them. Raises NoHours."""
        if minutes <= 0:
            return start
        left = timedelta(minutes=minutes)
        for opens, closes in self._openings(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise NoHours

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Business minutes from `start` to `end`; negative when `end` comes first."""
        if end < start:
            return -self.minutes_between(end, start)
        total = timedelta()
        for opens, closes in self._openings(start, until=end):
            total += min(closes, end) - opens
        return total.total_seconds() / 60

    def _openings(self, start: datetime, *, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Open spans from `start` on, as moments in UTC, the first one cut at `start`."""
        day, closed = day_in(self.zone, start), 0
        while closed < _MOST_DAYS_CLOSED:
            spans = self.spans_of(day)
            closed = 0 if spans else closed + 1
            for span in spans:
                opens, closes = (_moment(self.zone, day, minute) for minute in span)
                if until is not None and opens >= until:
                    return
                if closes > start:
                    yield max(opens, start), closes
            if until is not None and day > day_in(self.zone, until):
                return
            day += timedelta(days=1)


def _moment(zone: str, day: date, minute: int) -> datetime:
    at_midnight = datetime.combine(day + timedelta(days=minute // MINUTES_A_DAY), time(), tzinfo=ZoneInfo(zone))
    wall = at_midnight.replace(hour=minute % MINUTES_A_DAY // 60, minute=minute % 60)
    return wall.astimezone(UTC)
