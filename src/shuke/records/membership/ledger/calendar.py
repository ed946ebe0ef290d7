"""When points may be spent and when they are gone: whole days in the store's time zone."""

from datetime import date, datetime, timedelta

from shuke.lib.dates import day_in, midnight
from shuke.records.membership.ledger.decide import NewLot


def earned_lot(points: int, *, now: datetime, zone: str, return_window_days: int, validity_days: int | None) -> NewLot:
    """`points` earned now: pending through the return window's last day, then kept for `validity_days` whole days."""
    today = day_in(zone, now)
    first_on = today + timedelta(days=return_window_days + 1) if return_window_days else today
    return NewLot(
        points=points,
        starts_at=midnight(zone, first_on) if return_window_days else now,
        expires_at=None if validity_days is None else end_of(zone, first_on + timedelta(days=validity_days)),
        is_pending=bool(return_window_days),
    )


def end_of(zone: str, day: date) -> datetime:
    """The first moment after `day`."""
    return midnight(zone, day + timedelta(days=1))


def last_day(zone: str, expires_at: datetime) -> date:
    """On which points that are gone at `expires_at` can still be spent: gone at midnight is good the day before."""
    return day_in(zone, expires_at - timedelta(seconds=1))


def grace_end(*, now: datetime, zone: str, grace_days: int) -> datetime:
    return end_of(zone, day_in(zone, now) + timedelta(days=grace_days))
