"""customer_score: one row per customer of today, with every score as of one day; prospects have a row too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

# Taken over from the library as they are.
SAME = (
    "first_on", "latest_on", "in_window", "r", "f", "m", "rfm_group", "rfm_eight", "rfm_four", "abc",
    "spend_share_before", "pyramid_level", "rank_share", "is_spike", "largest_order_share", "active_months",
    "champion_products", "value_class", "rhythm_days", "group_median_days", "overdue_ratio", "overdue_band",
    "silence_probability", "is_abnormal", "spend_is_falling", "churn_probability", "stage", "is_returned",
)  # fmt: skip
WHOLE = ("total_orders", "recency_days", "orders", "silence_days", "own_gaps", "latest_gap_days")
MONEY = (
    "spend", "spend_90", "spend_90_before", "current_value", "potential_value", "headroom", "value_at_risk",
)  # fmt: skip
# Of a forecast of that day, and their types where there is none.
FORECAST = {
    "probability_alive": "float64", "expected_orders_90": "float64", "expected_orders_365": "float64",
    "expected_spend_90_minor": "int64", "expected_spend_365_minor": "int64", "staying_spend_minor": "int64",
    "lifetime_value_minor": "int64", "lifetime_later_minor": "int64", "past_margin_minor": "int64",
    "network_minor": "int64", "leaving_probability": "float64", "leaving_by": "string", "leaving_why": "string",
}  # fmt: skip
# What a customer without an order has instead of nothing.
PROSPECT: dict[str, Any] = {
    "stage": "potential", "rfm_group": "prospects", "in_window": False, "is_spike": False, "is_abnormal": False,
    "is_returned": False, "spend_is_falling": False, "total_orders": 0, "orders": 0, "champion_products": 0,
    "spend_minor": 0, "spend_90_minor": 0, "spend_90_before_minor": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """Snapshots of this mart to compare with; None where there is none."""

    month: Any | None  # of the end of the month before
    latest: Any | None  # of the latest day before


def customer_score(
    scored: Any,
    customers: Any,
    products: Any,
    earlier: Earlier,
    *,
    as_of: date,
    are_all_known: bool,
    forecast: Any = None,
) -> Any:
    """The columns above, money as `*_minor`, `rank` as `pyramid_rank`, `champion_product` (code), and what was before.

    Args:
        scored: from the library's `scorecard.wide`, as of the same day, customer ids being places, product ids keys.
        customers, products: dim_customer, dim_product.
        are_all_known: whether every customer of today counts as one of that day; else prospects are only those who
            had joined by then.
        forecast: from `Forecasts`, of the same day; None where there is none: its columns are null then.
    """
    codes = products.select(champion_key="product_key", champion_product="product_id")
    named = scored.left_join(codes, scored.champion_product_id == codes.champion_key)
    scores = named.select(
        "champion_product",
        *SAME,
        scored_id="customer_id",
        pyramid_rank=named["rank"].cast("int64"),
        **{name: named[name].cast("int64") for name in WHOLE},
        **{f"{name}_minor": named[name].round(0).cast("int64") for name in MONEY},
    )
    people = customers.select("customer_key", "customer_id", "place", "home_store_key", "joined_on")
    rows = people.left_join(scores, people.place == scores.scored_id)
    if not are_all_known:
        rows = rows.filter(lambda t: t.scored_id.notnull() | (t.joined_on <= ibis.literal(as_of, type="date")))
    filled = rows.mutate(**{name: _filled(name, value) for name, value in PROSPECT.items()})
    foretold = _with_forecast(filled.drop("place", "scored_id", "joined_on"), forecast)
    return _with_earlier(foretold, earlier, as_of=as_of)


def _with_forecast(rows: Any, forecast: Any) -> Any:
    """The columns of the forecast; where it says who leaves, its probability and its value at risk replace the simple
    ones, which `band_probability` keeps (docs/definitions.md, Churn probability)."""
    if forecast is None:
        joined = rows.mutate(**{name: ibis.null(kind) for name, kind in FORECAST.items()})
    else:
        joined = rows.left_join(forecast.select("customer_id", *FORECAST), "customer_id").drop("customer_id_right")
    is_foretold = joined.leaving_probability.notnull()
    by_rule = ibis.ifelse(joined.churn_probability.notnull(), "simple", "")
    at_risk = (joined.leaving_probability * joined.staying_spend_minor).round(0).cast("int64")
    return joined.mutate(
        band_probability=joined.churn_probability,
        churn_probability=joined.leaving_probability.coalesce(joined.churn_probability),
        churn_by=ibis.ifelse(is_foretold, joined.leaving_by, by_rule),
        value_at_risk_minor=at_risk.coalesce(joined.value_at_risk_minor),
    ).drop("leaving_probability", "leaving_by")


def _filled(name: str, value: Any) -> Any:
    return lambda table: table[name].fill_null(value)


def _with_earlier(rows: Any, earlier: Earlier, *, as_of: date) -> Any:
    """`previous_*` of the month before, and since when the stage has been seen without a break."""
    if earlier.month is None:
        rows = rows.mutate(**dict.fromkeys(("previous_stage", "previous_level", "previous_class"), ibis.null("string")))
    else:
        before = earlier.month.select(
            month_key="customer_key",
            previous_stage="stage",
            previous_level="pyramid_level",
            previous_class="value_class",
        )
        rows = rows.left_join(before, rows.customer_key == before.month_key).drop("month_key")
    if earlier.latest is None:
        return rows.mutate(stage_since_on=ibis.null("date"))
    seen = earlier.latest.select(seen_key="customer_key", seen_stage="stage", seen_since_on="stage_since_on")
    joined = rows.left_join(seen, rows.customer_key == seen.seen_key)
    stayed = joined.seen_stage == joined.stage
    since = joined.mutate(
        stage_since_on=ibis.ifelse(stayed.fill_null(False), joined.seen_since_on, ibis.literal(as_of, type="date"))
    )
    return since.drop("seen_key", "seen_stage", "seen_since_on")
