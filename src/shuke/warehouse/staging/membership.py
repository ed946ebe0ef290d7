"""The ledger of points, and the accounts its rows are on."""

from typing import Any


def point_entries(raw: Any) -> Any:
    """`month` and `utc_on` are UTC's: the ledger is cut by moments, its days are found in the mart."""
    return raw.select(
        entry_key=raw.id,
        member_key=raw.member_id,
        order_key=raw.order_id,
        store_key=raw.store_id,
        kind=raw.kind,
        source=raw.source,
        points=raw.points,
        pending=raw.pending,
        debt=raw.debt,
        happened_at=raw.at,
        utc_on=raw.at.date(),
        month=raw.at.strftime("%Y-%m"),
    )


def members(raw: Any) -> Any:
    return raw.select(
        member_key=raw.id, plan_key=raw.plan_id, customer_key=raw.customer_id, home_store_key=raw.home_store_id
    )


def plans(raw: Any) -> Any:
    return raw.select(plan_key=raw.id, time_zone=raw.time_zone)
