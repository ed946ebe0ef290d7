"""What may be foretold of a customer, and to whom it happened in the days after a day."""

from datetime import date, timedelta
from enum import StrEnum

import ibis
import pandas as pd
from ibis.expr.types import Table

from shuke.analytics.worth import pyramid, rfm
from shuke.analytics.worth.orders import until
from shuke.lib.errors import ShukeError

HORIZON_DAYS = 90
FEWEST_PURCHASES = 3  # of the 90 days before, for spend that may halve


class NotOver(ShukeError):
    """The days in which it may have happened are not over yet."""


class Target(StrEnum):
    """left: bought in the 90 days up to the day, and nothing in the 90 after it. spend_halved: bought three times or
    more before, and spends less than half of it after. moved_up: stands on a higher level of the pyramid 90 days
    later."""

    LEFT = "left"
    SPEND_HALVED = "spend_halved"
    MOVED_UP = "moved_up"


def asked_and_happened(orders: Table, *, target: Target, as_of: date, known_until: date) -> "pd.Series[bool]":
    """Whether it happened in the 90 days after `as_of`, by customer id; customers who are not asked about are left out.

    Args:
        orders: `customer_id, order_id, ordered_on, amount`, optional `is_purchase`; reaching to `known_until`.

    Raises:
        NotOver: the 90 days end after `known_until`.
    """
    end = as_of + timedelta(days=HORIZON_DAYS)
    if end > known_until:
        raise NotOver(f"Whether it happened is known after {end}, but orders are known up to {known_until}.")
    rows = _moved_up(orders, as_of=as_of) if target is Target.MOVED_UP else _spend(orders, target, as_of=as_of)
    frame = rows.to_pandas().sort_values("customer_id").set_index("customer_id")
    return pd.Series(frame["happened"].astype(bool))


def asked_now(orders: Table, *, target: Target, as_of: date) -> list[str]:
    """Ids of the customers of whom it may be foretold as of a day whose 90 days are still to come."""
    rows = _levels(orders, as_of=as_of) if target is Target.MOVED_UP else _before(orders, target, as_of=as_of)
    if target is Target.MOVED_UP:
        rows = rows.filter(rows.place > 0)
    return sorted(str(customer) for customer in rows.select("customer_id").to_pyarrow()["customer_id"].to_pylist())


def _before(orders: Table, target: Target, *, as_of: date) -> Table:
    """`customer_id, before`: spend of the 90 days up to `as_of` of those who are asked about."""
    after = ibis.literal(as_of - timedelta(days=HORIZON_DAYS), type="date")
    rows = until(orders, as_of=as_of).filter(lambda t: t.ordered_on > after)
    totals = rows.group_by("customer_id").aggregate(
        before=rows.amount.sum(), purchases=rows.count(where=rows.is_purchase)
    )
    fewest = 1 if target is Target.LEFT else FEWEST_PURCHASES
    return totals.filter(totals.purchases >= fewest).select("customer_id", "before")


def _spend(orders: Table, target: Target, *, as_of: date) -> Table:
    asked = _before(orders, target, as_of=as_of)
    rows = until(orders, as_of=as_of + timedelta(days=HORIZON_DAYS))
    since = rows.filter(rows.ordered_on > ibis.literal(as_of, type="date"))
    later = since.group_by(later_id=since.customer_id).aggregate(
        after=since.amount.sum(), purchases=since.count(where=since.is_purchase)
    )
    joined = asked.left_join(later, asked.customer_id == later.later_id)
    if target is Target.LEFT:
        return joined.select("customer_id", happened=joined.purchases.fill_null(0) == 0)
    spent = joined.after.cast("float64").fill_null(0.0)
    return joined.select("customer_id", happened=spent < joined.before.cast("float64") / 2.0)


def _moved_up(orders: Table, *, as_of: date) -> Table:
    """Of those who could rise: a customer without a purchase in the window later has not."""
    before = _levels(orders, as_of=as_of)
    later = _levels(orders, as_of=as_of + timedelta(days=HORIZON_DAYS)).select(
        later_id="customer_id", later_place="place"
    )
    asked = before.filter(before.place > 0)
    joined = asked.left_join(later, asked.customer_id == later.later_id)
    return joined.select("customer_id", happened=(joined.later_place < joined.place).fill_null(False))


def _levels(orders: Table, *, as_of: date) -> Table:
    """`customer_id, place` (0 is the highest level)."""
    levels = pyramid.levels(rfm.summary(orders, as_of=as_of))
    places = [(levels.pyramid_level == level, place) for place, level in enumerate(pyramid.LEVELS)]
    return levels.select("customer_id", place=ibis.cases(*places, else_=len(pyramid.LEVELS)))
