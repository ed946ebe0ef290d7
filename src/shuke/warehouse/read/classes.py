"""What classes of customers bring and what is spent on them (SPEC 7.4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shuke.warehouse.read.shapes import StoreIds
from shuke.warehouse.read.state import in_stores, kept, scored_tables
from shuke.warehouse.tables import Tables

WINDOW_DAYS = 365


@dataclass(frozen=True)
class ClassMoney:
    """One value class over the window; money in minor units."""

    key: str
    customers: int
    profit_minor: int  # margin where costs are known, else spend
    discount_minor: int  # given on what they bought


@dataclass(frozen=True)
class ClassesMoney:
    classes: list[ClassMoney]
    knows_costs: bool  # of any line of the window; else profit is spend


@kept
def class_money(*, as_of: date | None = None, stores: StoreIds = None) -> ClassesMoney:
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = in_stores(snapshots.needed(tables, day), stores, key="home_store_key")
        people = snapshot.select("customer_key", key=snapshot.value_class.fill_null(""), profit="current_value_minor")
        sums = people.group_by("key").aggregate(customers=people.count(), profit=people.profit.sum().fill_null(0))
        given, knows_costs = _given(tables, people, day)
        rows = sums.order_by("key").to_pyarrow().to_pylist()
    return ClassesMoney(
        [ClassMoney(row["key"], row["customers"], row["profit"], given.get(row["key"], 0)) for row in rows],
        knows_costs,
    )


def _given(tables: Tables, people: Any, day: date) -> tuple[dict[str, int], bool]:
    lines = tables["fact_order_line"]
    window = tables.with_cost(
        lines.filter(lines.ordered_on > day - timedelta(days=WINDOW_DAYS), lines.ordered_on <= day)
    )
    bought = window.select("customer_key", "discount_minor", "cost_minor")
    mapped = bought.inner_join(tables["customer_map"].select("customer_key", "current_key"), "customer_key")
    owners = people.select("key", own_key="customer_key")
    named = mapped.inner_join(owners, mapped.current_key == owners.own_key)
    found = named.group_by("key").aggregate(
        discount=named.discount_minor.sum().fill_null(0), costed=named.cost_minor.notnull().sum()
    )
    rows = found.to_pyarrow().to_pylist()
    return {row["key"]: row["discount"] for row in rows}, any(row["costed"] for row in rows)
