"""What classes of customers bring and what is spent on them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from shuke.warehouse.read.shapes import StoreIds
from shuke.warehouse.read.state import in_stores, kept, scored_tables
from shuke.warehouse.tables import Tables

WINDOW_DAYS = 365
GIVEN = ("earn", "compensate")  # kinds of ledger rows by which points are given
Classed = Literal["value_class", "pyramid_level", "abc"]  # columns of the scores that put customers into classes


@dataclass(frozen=True)
class ClassMoney:
    """One class over the window; money in minor units."""

    key: str
    customers: int
    spend_minor: int
    profit_minor: int  # margin where costs are known, else spend
    discount_minor: int  # given on what they bought, by card, coupon and points that paid
    points_by_plan: Mapping[int, int]  # given to them, whether they wait, can be spent, or were spent since

    @property
    def points(self) -> int:
        return sum(self.points_by_plan.values())


@dataclass(frozen=True)
class ClassesMoney:
    classes: list[ClassMoney]
    knows_costs: bool  # of any line of the window; else profit is spend


@kept
def class_money(by: Classed = "value_class", *, as_of: date | None = None, stores: StoreIds = None) -> ClassesMoney:
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = in_stores(snapshots.needed(tables, day), stores, key="home_store_key")
        people = snapshot.select(
            "customer_key", key=snapshot[by].fill_null(""), spend="spend_minor", profit="current_value_minor"
        )
        sums = people.group_by("key").aggregate(
            customers=people.count(), spend=people.spend.sum().fill_null(0), profit=people.profit.sum().fill_null(0)
        )
        given, knows_costs = _given(tables, people, day)
        points = _points(tables, people, day)
        rows = sums.order_by("key").to_pyarrow().to_pylist()
    return ClassesMoney(
        [
            ClassMoney(
                key=row["key"],
                customers=row["customers"],
                spend_minor=row["spend"],
                profit_minor=row["profit"],
                discount_minor=given.get(row["key"], 0),
                points_by_plan=points.get(row["key"], {}),
            )
            for row in rows
        ],
        knows_costs,
    )


def _given(tables: Tables, people: Any, day: date) -> tuple[dict[str, int], bool]:
    lines = tables["fact_order_line"]
    window = tables.with_cost(
        lines.filter(lines.ordered_on > day - timedelta(days=WINDOW_DAYS), lines.ordered_on <= day)
    )
    bought = window.select("customer_key", "discount_minor", "cost_minor")
    named = _named(bought, tables, people)
    found = named.group_by("key").aggregate(
        discount=named.discount_minor.sum().fill_null(0), costed=named.cost_minor.notnull().sum()
    )
    rows = found.to_pyarrow().to_pylist()
    return {row["key"]: row["discount"] for row in rows}, any(row["costed"] for row in rows)


def _points(tables: Tables, people: Any, day: date) -> Mapping[str, Mapping[int, int]]:
    entries = tables["fact_points"]
    window = entries.filter(
        entries.happened_on > day - timedelta(days=WINDOW_DAYS), entries.happened_on <= day, entries.kind.isin(GIVEN)
    )
    named = _named(window.select("customer_key", "plan_key", given=window.points + window.pending), tables, people)
    rows = named.group_by("key", "plan_key").aggregate(given=named.given.sum()).to_pyarrow().to_pylist()
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        found[row["key"]][row["plan_key"]] = int(row["given"] or 0)
    return dict(found)


def _named(rows: Any, tables: Tables, people: Any) -> Any:
    """Rows of a customer with the `key` of her class, or of who she was merged into."""
    mapped = rows.inner_join(tables["customer_map"].select("customer_key", "current_key"), "customer_key")
    owners = people.select("key", own_key="customer_key")
    return mapped.inner_join(owners, mapped.current_key == owners.own_key)
