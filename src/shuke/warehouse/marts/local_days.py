"""local_days: one row per zone and day of UTC among the rows of a fact; by it moments get the day of their place."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ibis
import pyarrow as pa

from shuke.lib.dates import day_in, midnight

TURNS = {"zone": "string", "utc_on": "date", "first_on": "date", "latest_on": "date", "turns_at": "timestamp(6)"}


def dated(rows: Any, turns: Any) -> Any:
    """Rows with `happened_on`: the day of `happened_at` in their `zone`.

    Args:
        rows: with `zone`, `happened_at` and `utc_on`, its day in UTC.
        turns: `local_days` of every zone and day of UTC there is among the rows.
    """
    joined = rows.inner_join(turns, ["zone", "utc_on"])
    is_later = joined.happened_at >= joined.turns_at
    return joined.mutate(happened_on=ibis.ifelse(is_later, joined.latest_on, joined.first_on))


def located(rows: Any, customers: Any, stores: Any, businesses: Any) -> Any:
    """Rows with `zone`, that of their store, else of the customer's home store, else of the business; and without the
    customer where they were erased: that something happened stays, as a count.

    Args:
        rows: with `customer_key` and `store_key`, either may be null.
    """
    homes = customers.select("customer_key", "home_store_key", "is_erased")
    joined = rows.mutate(business_key=ibis.literal(1, type="int64")).left_join(homes, "customer_key")
    joined = joined.drop("customer_key_right")
    joined = joined.mutate(customer_key=ibis.ifelse(joined.is_erased.fill_null(False), None, joined.customer_key))
    for name, key in (("store_zone", "store_key"), ("home_zone", "home_store_key")):
        zones = stores.select(zone_key="store_key", **{name: "time_zone"})
        joined = joined.left_join(zones, joined[key] == zones.zone_key).drop("zone_key")
    own = businesses.select("business_key", own_zone="time_zone")
    joined = joined.left_join(own, "business_key").drop("business_key_right")
    return joined.mutate(zone=joined.store_zone.coalesce(joined.home_zone, joined.own_zone, ibis.literal("UTC")))


def local_days(days: Iterable[tuple[str, date]]) -> pa.Table:
    """Which days of a zone a day of UTC is part of: `zone, utc_on, first_on, latest_on, turns_at`, one row a pair.

    A table of its own, since no expression that every engine knows takes the time zone from a column.
    """
    rows = [dict(zip(TURNS, (zone, utc_on, *_turn(zone, utc_on)), strict=True)) for zone, utc_on in days]
    return pa.Table.from_pylist(rows, schema=ibis.schema(TURNS).to_pyarrow())


def _turn(zone: str, utc_on: date) -> tuple[date, date, datetime]:
    """The first and the latest day in `zone` during a day of UTC, and the moment the latest begins."""
    begins_at = datetime.combine(utc_on, time(), tzinfo=UTC)
    first_on = day_in(zone, begins_at)
    latest_on = day_in(zone, begins_at + timedelta(days=1, microseconds=-1))
    return first_on, latest_on, midnight(zone, latest_on).replace(tzinfo=None)
