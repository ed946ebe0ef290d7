"""How right the scores were: earlier forecasts against what happened since."""

from datetime import date, timedelta
from typing import Any

from shuke.analytics.worth import rhythm
from shuke.analytics.worth.rhythm import RhythmRules
from shuke.warehouse.snapshots import Snapshots
from shuke.warehouse.tables import Tables

HORIZON_DAYS = 90  # the simple churn probability speaks of so many days (docs/definitions.md, Churn probability)


def metrics_of(tables: Tables, snapshots: Snapshots, *, as_of: date, rules: RhythmRules) -> dict[str, Any]:
    """What is kept with the run: each band's churn probability, each group's usual gap, the business's closing days,
    the last forecast's error."""
    snapshot = snapshots.table(tables, as_of, name="judged")
    return {
        "churn_bands": _churn_bands(snapshot),
        "rhythm_groups": _rhythm_groups(snapshot),
        "closings": closings_of(tables.orders(as_of=as_of), as_of=as_of, rules=rules),
        "forecast": forecast_error(tables, snapshots, as_of=as_of),
    }


def forecast_error(tables: Tables, snapshots: Snapshots, *, as_of: date) -> dict[str, Any] | None:
    """The latest forecast whose time is over: the share of customers it expected to stay away, and that did.

    None until there is a snapshot at least 90 days old that held churn probabilities.
    """
    latest = as_of - timedelta(days=HORIZON_DAYS)
    day = max((day for day in snapshots.days() if day <= latest), default=None)
    then = snapshots.table(tables, day, name="forecast")
    if then is None or day is None:
        return None
    until = day + timedelta(days=HORIZON_DAYS)
    orders = tables.orders(as_of=until)
    came = orders.filter(orders.is_purchase, orders.ordered_on > day).select(came_id="customer_id").distinct()
    expected = then.filter(simple(then).notnull()).select("customer_id", "overdue_band", churn_probability=simple(then))
    judged = expected.left_join(came, expected.customer_id == came.came_id)
    bands = judged.group_by("overdue_band").aggregate(
        customers=judged.count(), predicted=judged.churn_probability.sum(), stayed_away=judged.came_id.isnull().sum()
    )
    rows = bands.order_by("overdue_band").to_pyarrow().to_pylist()
    return _error(rows, day=day) if rows else None


def _error(bands: list[dict[str, Any]], *, day: date) -> dict[str, Any]:
    customers = sum(band["customers"] for band in bands)
    predicted, actual = sum(band["predicted"] for band in bands), sum(band["stayed_away"] for band in bands)
    return {
        "forecast_on": day.isoformat(),
        "horizon_days": HORIZON_DAYS,
        "customers": customers,
        "predicted": round(predicted / customers, 6),
        "actual": round(actual / customers, 6),
        "error": round((predicted - actual) / customers, 6),
        "bands": [
            {
                "band": band["overdue_band"],
                "customers": band["customers"],
                "predicted": round(band["predicted"] / band["customers"], 6),
                "actual": round(band["stayed_away"] / band["customers"], 6),
            }
            for band in bands
        ],
    }


def simple(snapshot: Any) -> Any:
    """What the bands say, also of those for whom a model speaks; older snapshots know nothing else."""
    return snapshot["band_probability" if "band_probability" in snapshot.columns else "churn_probability"]


def _churn_bands(snapshot: Any) -> list[dict[str, Any]]:
    banded = snapshot.filter(snapshot.overdue_band.notnull())
    bands = banded.group_by("overdue_band").aggregate(customers=banded.count(), churn_probability=simple(banded).max())
    found: list[dict[str, Any]] = bands.order_by("overdue_band").to_pyarrow().to_pylist()
    return found


def _rhythm_groups(snapshot: Any) -> dict[str, float]:
    """The group's median gap by home store (key as text, "" without one): what a live rhythm is shrunk towards."""
    grouped = snapshot.filter(snapshot.group_median_days.notnull())
    medians = grouped.group_by("home_store_key").aggregate(days=grouped.group_median_days.max())
    return {
        "" if row["home_store_key"] is None else str(row["home_store_key"]): row["days"]
        for row in medians.to_pyarrow().to_pylist()
    }


def closings_of(orders: Any, *, as_of: date, rules: RhythmRules) -> list[tuple[str, int]]:
    """Each day that followed closing days, and how many there had been by then: what a live rhythm leaves out."""
    counted = rhythm.closings(orders, as_of=as_of, rules=rules)
    steps = counted.filter(counted.closed_before > 0).group_by("closed_before")
    rows = steps.aggregate(open_again_on=counted.ordered_on.min()).order_by("closed_before").to_pyarrow().to_pylist()
    return [(row["open_again_on"].isoformat(), row["closed_before"]) for row in rows]
