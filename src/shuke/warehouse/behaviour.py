"""Orders with what the library's groups read beside the counting scores: the hour."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from shuke.warehouse.tables import Tables

SECONDS = 3600


def behaviour_orders(tables: Tables, *, as_of: date, window_days: int) -> Any:
    """`Tables.orders` of the window, with `hour` (0–23 by the store's clock)."""
    first = ibis.literal(as_of - timedelta(days=window_days), type="date")
    orders = tables.orders(as_of=as_of)
    recent = orders.filter(orders.ordered_on > first)
    placed = tables["fact_order"].select("order_key", "ordered_at")
    zones = tables["dim_store"].select(zone_store_key="store_key", time_zone="time_zone")
    timed = recent.inner_join(placed, recent.order_id == placed.order_key)
    zoned = timed.left_join(zones, timed.store_key == zones.zone_store_key)
    hour = _hour(zoned, zones=_zones(tables), first_on=as_of - timedelta(days=window_days), as_of=as_of)
    return zoned.select("customer_id", "order_id", "ordered_on", "amount", "is_purchase", hour=hour)


def _zones(tables: Tables) -> list[str]:
    found = tables["dim_store"].select("time_zone").distinct().to_pyarrow()
    return sorted(zone for zone in found["time_zone"].to_pylist() if zone)


def _hour(orders: Any, *, zones: list[str], first_on: date, as_of: date) -> Any:
    """The hour on the store's clock. Engines disagree on time zones: when their clocks change is worked out here."""
    seconds = orders.ordered_at.epoch_seconds()
    spans = [
        ((orders.time_zone == zone) & (seconds < end), offset)
        for zone in zones
        for end, offset in _offsets(ZoneInfo(zone), first_on=first_on, as_of=as_of)
    ]
    offset = ibis.cases(*spans, else_=0) if spans else ibis.literal(0)
    return ((seconds + offset) % (24 * SECONDS) / SECONDS).floor().cast("int64")


def _offsets(zone: ZoneInfo, *, first_on: date, as_of: date) -> Iterator[tuple[int, int]]:
    """(second of the epoch until which, seconds ahead of UTC) for the days asked for, oldest first."""
    hours = ((as_of - first_on).days + 2) * 24
    moment = datetime.combine(first_on - timedelta(days=1), time(), UTC)
    offset = _ahead(zone, moment)
    for _ in range(hours + 24):
        later = moment + timedelta(hours=1)
        if _ahead(zone, later) != offset:
            yield int(later.timestamp()), offset
            offset = _ahead(zone, later)
        moment = later
    yield int(moment.timestamp()), offset


def _ahead(zone: ZoneInfo, moment: datetime) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())
