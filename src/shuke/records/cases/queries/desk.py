from datetime import date
from functools import partial

from shuke.records.cases.clock.deadlines import Aim, Rules
from shuke.records.cases.clock.holidays import is_announced, public_day
from shuke.records.cases.clock.hours import Hours
from shuke.records.cases.clock.spans import read_spans
from shuke.records.cases.models import Desk, DeskDay, Target
from shuke.records.stores.queries import business


def desk() -> Desk:
    """The one row; its defaults where a test emptied it away."""
    return Desk.objects.select_related("escalate_to").filter(pk=1).first() or Desk(pk=1)


def desk_hours(held: Desk | None = None) -> Hours:
    """The desk's opening hours with its calendar, in the time zone of the business: three queries."""
    held, shop = held or desk(), business()
    return Hours(
        zone=shop.time_zone,
        week={weekday: read_spans(text) for weekday, text in enumerate(held.week)},
        days={row.day: read_spans(row.spans) for row in DeskDay.objects.all()},
        public_day=partial(public_day, shop.country) if held.closes_on_holidays else _every_day_alike,
    )


def rules_of(held: Desk) -> Rules:
    return Rules(warn_minutes=held.warn_minutes, escalate_minutes=held.escalate_minutes)


def promises() -> list[Aim]:
    columns = ("priority", "service_class", "first_minutes", "resolve_minutes")
    return [Aim(**row) for row in Target.objects.values(*columns)]


def unannounced_year(held: Desk, *, today: date, country: str) -> int | None:
    """The first of this year and the next whose holidays are not known here; None when both are, or none matter."""
    if not held.closes_on_holidays:
        return None
    return next((year for year in (today.year, today.year + 1) if not is_announced(country, year)), None)


def _every_day_alike(day: date) -> bool | None:
    return None
