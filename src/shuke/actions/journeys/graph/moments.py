"""When a delay is over, in the time zone of the person who waits."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shuke.actions.journeys.graph.nodes import Delay


def over_at(
    delay: Delay, *, entered_at: datetime, arrived_at: datetime, days: Mapping[str, date], zone: str
) -> datetime | None:
    """The moment from which the person goes on; None where the day waited for is unknown.

    Days are days of the calendar in `zone`, so that “7 days later at 10:00” is 10:00 across a change of the clock too.
    """
    place = ZoneInfo(zone)
    if delay.until:
        day = days.get(delay.until)
        if day is None:
            return None
        moment = datetime.combine(day + timedelta(days=delay.offset_days), time(), tzinfo=place)
        moment = max(moment, arrived_at.astimezone(place))
    else:
        begin = (entered_at if delay.is_since_entry else arrived_at).astimezone(place)
        moment = (begin + timedelta(days=delay.days)).astimezone(UTC) + timedelta(hours=delay.hours)
        moment = max(moment, arrived_at).astimezone(place)
    if delay.at or delay.weekdays:
        # “7 days later at 10:00” is the seventh day at 10:00, even for who came in at noon.
        earliest = moment if delay.hours or delay.until else arrived_at.astimezone(place)
        moment = _suitable(moment, delay, earliest=earliest)
    return moment.astimezone(UTC)


def _suitable(moment: datetime, delay: Delay, *, earliest: datetime) -> datetime:
    """The first moment from the day of `moment` on, not before `earliest`, with the time and weekday asked for."""
    at = time.fromisoformat(delay.at) if delay.at else None
    day = moment.date()
    if at is not None and datetime.combine(day, at, tzinfo=moment.tzinfo) < earliest:
        day += timedelta(days=1)
    while delay.weekdays and day.isoweekday() not in delay.weekdays:
        day += timedelta(days=1)
    if at is not None:
        return datetime.combine(day, at, tzinfo=moment.tzinfo)
    return moment if day == moment.date() else datetime.combine(day, time(), tzinfo=moment.tzinfo)
