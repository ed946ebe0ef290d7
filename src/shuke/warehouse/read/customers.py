"""Customers in groups, over the dated snapshots of their scores and the orders behind them."""

from collections import defaultdict
from datetime import date
from typing import Any, Literal

from shuke.analytics.worth import cohorts as cohort_tables
from shuke.analytics.worth import pareto as pareto_tables
from shuke.analytics.worth import rfm
from shuke.analytics.worth.months import one_month_before
from shuke.lib.dates import months_back
from shuke.warehouse.read.shapes import (
    Cohort,
    Group,
    HealthPoint,
    Move,
    Moves,
    Pareto,
    ParetoPoint,
    StoreIds,
    Volume,
)
from shuke.warehouse.read.state import in_stores, kept, scored_tables
from shuke.warehouse.snapshots import Snapshots, month_before
from shuke.warehouse.tables import Tables

GroupedBy = Literal[
    "stage", "pyramid_level", "value_class", "abc", "rfm_group", "rfm_eight", "rfm_four", "overdue_band"
]
MovedBy = Literal["stage", "pyramid_level", "value_class", "rfm_group"]


@kept
def health_curve(*, as_of: date | None = None, months: int = 13, stores: StoreIds = None) -> list[HealthPoint]:
    """Customers whose latest purchase lay within one month, at each month's end and at `as_of`; oldest first."""
    with scored_tables(as_of) as (tables, _, day):
        orders = in_stores(tables.orders(as_of=day), stores, key="home_store_id")
        points = _rows(rfm.health(orders, as_of=day, months=months))
    return [HealthPoint(row["month_end"], row["customers_active"], row["customers_total"]) for row in points]


@kept
def pareto(*, as_of: date | None = None, stores: StoreIds = None, points: int = 100) -> Pareto:
    """The Pareto curve of spend in the window, Gini, and the share of customers that brings 80 %."""
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = _snapshot(tables, snapshots, day, stores)
        summary = snapshot.select("customer_id", "in_window", spend="spend_minor")
        return Pareto(
            points=[
                ParetoPoint(row["customer_share"], row["spend_share"], row["customers"], row["spend"])
                for row in _rows(pareto_tables.curve(summary, points=points))
            ],
            gini=pareto_tables.gini(summary).to_pyarrow().as_py(),
            share_bringing_80=pareto_tables.share_bringing(summary, share=0.8).to_pyarrow().as_py(),
        )


@kept
def group_counts(by: GroupedBy, *, as_of: date | None = None, stores: StoreIds = None) -> list[Group]:
    """Customers, spend and risk by stage, level, class, ABC or RFM group, most customers first."""
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = _snapshot(tables, snapshots, day, stores)
        keyed = snapshot.mutate(key=snapshot[by].fill_null(""))
        rows = _rows(
            keyed.group_by("key").aggregate(
                customers=keyed.count(),
                spend=keyed.spend_minor.sum(),
                active=keyed.count(where=keyed.latest_on > one_month_before(day)),
                risk=keyed.value_at_risk_minor.sum().fill_null(0),
            )
        )
    customers, spend = sum(row["customers"] for row in rows), sum(row["spend"] for row in rows)
    groups = [
        Group(
            key=row["key"],
            customers=row["customers"],
            spend_minor=row["spend"],
            customers_active=row["active"],
            value_at_risk_minor=row["risk"],
            customer_share=row["customers"] / customers,
            spend_share=row["spend"] / spend if spend else 0.0,
        )
        for row in rows
    ]
    return sorted(groups, key=lambda group: (-group.customers, group.key))


@kept
def moves(
    by: MovedBy = "stage", *, as_of: date | None = None, before_on: date | None = None, stores: StoreIds = None
) -> Moves | None:
    """From which key to which between two snapshots; the earlier defaults to the end of the month before `as_of`,
    the same that `CustomerScore.previous_*` shows. None when there is no such snapshot."""
    with scored_tables(as_of) as (tables, snapshots, day):
        earlier_on = before_on or month_before(day)
        earlier = snapshots.table(tables, earlier_on, name="moved_before")
        if earlier is None:
            return None
        before = earlier.select(earlier_key="customer_key", before=earlier[by])
        now = _snapshot(tables, snapshots, day, stores)
        pairs = now.select("customer_key", after=now[by]).left_join(before, now.customer_key == before.earlier_key)
        named = pairs.mutate(before=pairs.before.fill_null(""), after=pairs.after.fill_null(""))
        rows = _rows(named.group_by("before", "after").aggregate(customers=named.count()))
    found = sorted((Move(**row) for row in rows), key=lambda move: (-move.customers, move.before, move.after))
    return Moves(before_on=earlier_on, as_of=day, moves=found)


@kept
def volumes(
    by: MovedBy = "stage", *, as_of: date | None = None, months: int = 13, stores: StoreIds = None
) -> list[Volume]:
    """How many customers each key held at every month's end and at `as_of`, oldest first."""
    with scored_tables(as_of) as (tables, snapshots, day):
        ends = [date.fromordinal(months_back(day, back).toordinal() - 1) for back in range(months - 1, -1, -1)]
        found = []
        for end in [*(end for end in ends if end in set(snapshots.days())), day]:
            rows = _snapshot(tables, snapshots, end, stores)
            keyed = rows.mutate(key=rows[by].fill_null(""))
            counts = _rows(keyed.group_by("key").aggregate(customers=keyed.count()).order_by("key"))
            found += [Volume(day=end, key=row["key"], customers=row["customers"]) for row in counts]
    return found


@kept
def cohorts(*, as_of: date | None = None, months: int = 12, stores: StoreIds = None) -> list[Cohort]:
    """Retention by month of the first purchase, oldest first; the latest month may not be over yet."""
    with scored_tables(as_of) as (tables, _, day):
        orders = in_stores(tables.orders(as_of=day), stores, key="home_store_id")
        rows = _rows(cohort_tables.retention(orders, as_of=day))
    first = months_back(day, months - 1)
    sizes: dict[date, int] = {}
    bought: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row["cohort_month"] >= first:
            sizes[row["cohort_month"]] = row["cohort_customers"]
            bought[row["cohort_month"]][row["months_since"]] = row["customers"]
    return [
        Cohort(
            month=month, customers=sizes[month], bought=[bought[month].get(n, 0) for n in range(_age(month, day) + 1)]
        )
        for month in sorted(sizes)
    ]


def _age(month: date, day: date) -> int:
    return (day.year - month.year) * 12 + day.month - month.month


def _snapshot(tables: Tables, snapshots: Snapshots, day: date, stores: StoreIds) -> Any:
    return in_stores(snapshots.needed(tables, day), stores, key="home_store_key")


def _rows(table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return found
