"""How each customer bought in the days before a day, as numbers: what customers are grouped and compared by."""

from collections.abc import Sequence
from datetime import date

import ibis
import pandas as pd
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import attach, day_before_window, days_until, exact_sum, ratio, require, steady
from shuke.analytics.worth.orders import lines_between
from shuke.lib.errors import ShukeError

CATEGORY = "category:"  # begins the name of a category's share; the category's id follows
SATURDAY = 5  # counting from Monday, 0
EVENING_FROM = 17  # o'clock, in the store
MORNING_UNTIL = 11
LARGEST_CATEGORIES = 5

# What a person chooses between: kinds of behaviour, each of which weighs the same whatever its number of columns.
FAMILIES: dict[str, tuple[str, ...]] = {
    "rfm": ("recency_days", "orders", "spend"),
    "basket": ("spend_per_order", "lines_per_order", "categories"),
    "time": ("weekend_share", "evening_share", "morning_share"),
    "discount": ("discount_share",),
    "returns": ("return_share",),
    "categories": (),  # named by the data: see `largest_categories`
}
# How much somebody buys; the rest is how.
AMOUNTS = frozenset({"recency_days", "orders", "spend", "spend_per_order"})


class UnknownFamily(ShukeError):
    """A kind of behaviour that does not exist."""


def largest_categories(
    lines: Table, *, as_of: date, window_days: int = 365, count: int = LARGEST_CATEGORIES
) -> list[str]:
    """Ids of the categories with most spend in the window, largest first; empty where lines name none."""
    if "category_id" not in lines.columns:
        return []
    known = _within(lines, as_of=as_of, window_days=window_days)
    named = known.filter(known.category_id.notnull(), known.amount > 0)
    totals = named.group_by(category=named.category_id.cast("string")).aggregate(spend=exact_sum(named.amount))
    found = totals.order_by(totals.spend.desc(), totals.category).limit(count).to_pyarrow()
    return [str(category) for category in found["category"].to_pylist()]


def columns_of(families: Sequence[str], *, categories: Sequence[str] = ()) -> list[str]:
    """Columns of `behaviour` that the chosen kinds of behaviour stand for.

    Raises:
        UnknownFamily: with the names there are.
    """
    unknown = [name for name in families if name not in FAMILIES]
    if unknown or not families:
        raise UnknownFamily(
            f"There is no kind of behaviour {', '.join(unknown) or 'chosen'}; choose among {', '.join(FAMILIES)}."
        )
    named = {**FAMILIES, "categories": tuple(f"{CATEGORY}{category}" for category in categories)}
    return [column for family in FAMILIES if family in families for column in named[family]]


def family_of(column: str) -> str:
    """The kind of behaviour a column belongs to; its own name where it is none of ours."""
    if column.startswith(CATEGORY):
        return "categories"
    return next((family for family, columns in FAMILIES.items() if column in columns), column)


def behaviour(
    orders: Table, lines: Table, *, as_of: date, window_days: int = 365, categories: Sequence[str] = ()
) -> pd.DataFrame:
    """One row per customer with a purchase in the window, indexed and sorted by customer id; float64, NaN where there
    is nothing to say. Nothing later than `as_of` is read.

    Args:
        orders: `customer_id, order_id, ordered_on, amount`, optional `is_purchase` (true) and `hour` (0–23, the
            store's clock).
        lines: `customer_id, order_id, ordered_on, product_id, amount`, optional `category_id` and `discount` (what was
            taken off, same unit as `amount`). A negative amount is a return.
        categories: whose shares of spend are wanted, by id.

    Returns:
        `recency_days` (latest purchase to `as_of`), `orders` (purchases), `spend` (all rows, unit of `amount`),
        `spend_per_order`, `lines_per_order`, `categories` (different ones), `weekend_share`, `evening_share` (from
        17:00), `morning_share` (before 11:00) of purchases, `discount_share` (of the price before it), `return_share`
        (returned ÷ bought), `category:<id>` (share of what was bought).

    Raises:
        MissingColumns: a column is missing.
    """
    require(orders, columns=("customer_id", "order_id", "ordered_on", "amount"), kind="orders")
    counted = _by_orders(_window(orders, as_of=as_of, window_days=window_days), as_of=as_of)
    rows = attach(counted, _by_lines(_within(lines, as_of=as_of, window_days=window_days), categories))
    rows = rows.mutate(
        spend_per_order=ratio(rows.spend, rows.orders),
        lines_per_order=ratio(rows.bought_lines, rows.orders),
    )
    wanted = columns_of(tuple(FAMILIES), categories=categories)
    frame = rows.select("customer_id", **{name: steady(rows[name]) for name in wanted}).to_pandas()
    return pd.DataFrame(frame.sort_values("customer_id").set_index("customer_id"), dtype="float64")


def _window(orders: Table, *, as_of: date, window_days: int) -> Table:
    after = ibis.literal(day_before_window(as_of=as_of, window_days=window_days), type="date")
    recent = orders.filter(
        orders.customer_id.notnull(),
        orders.ordered_on > after,
        orders.ordered_on <= ibis.literal(as_of, type="date"),
    )
    is_purchase = recent.is_purchase.fill_null(True) if "is_purchase" in recent.columns else ibis.literal(True)
    hour = recent.hour.cast("int64") if "hour" in recent.columns else ibis.null("int64")
    return recent.select("customer_id", "ordered_on", "amount", is_purchase=is_purchase, hour=hour)


def _within(lines: Table, *, as_of: date, window_days: int) -> Table:
    return lines_between(lines, after=day_before_window(as_of=as_of, window_days=window_days), as_of=as_of)


def _by_orders(orders: Table, *, as_of: date) -> Table:
    bought = orders.is_purchase
    weekend = orders.ordered_on.day_of_week.index() >= SATURDAY
    totals = orders.group_by("customer_id").aggregate(
        latest_on=orders.ordered_on.max(where=bought),
        orders=orders.count(where=bought),
        spend=exact_sum(orders.amount),
        weekend=orders.count(where=bought & weekend),
        timed=orders.count(where=bought & orders.hour.notnull()),
        evening=orders.count(where=bought & (orders.hour >= EVENING_FROM)),
        morning=orders.count(where=bought & (orders.hour < MORNING_UNTIL)),
    )
    buyers = totals.filter(totals.orders > 0)
    return buyers.select(
        "customer_id",
        "orders",
        "spend",
        recency_days=days_until(as_of, buyers.latest_on),
        weekend_share=ratio(buyers.weekend, buyers.orders),
        evening_share=ratio(buyers.evening, buyers.timed),
        morning_share=ratio(buyers.morning, buyers.timed),
    )


def _by_lines(lines: Table, categories: Sequence[str]) -> Table:
    category = lines.category_id.cast("string") if "category_id" in lines.columns else ibis.null("string")
    named = lines.mutate(
        category=category,
        discount=(lines.discount.fill_null(0) if "discount" in lines.columns else ibis.literal(0)).cast("float64"),
    )
    is_bought = named.amount > 0
    shares = {f"spent_{place}": _sum(named.amount, is_bought & (named.category == category_id))
              for place, category_id in enumerate(categories)}  # fmt: skip
    totals = named.group_by("customer_id").aggregate(
        bought_lines=named.count(where=is_bought),
        categories=named.category.nunique(where=is_bought),
        bought=_sum(named.amount, is_bought),
        returned=-_sum(named.amount, named.amount < 0),
        discount=exact_sum(named.discount, where=is_bought).fill_null(0),
        **shares,
    )
    return totals.select(
        "customer_id",
        "bought_lines",
        "categories",
        discount_share=ratio(totals.discount, totals.discount + totals.bought),
        return_share=ratio(totals.returned, totals.bought),
        **{
            f"{CATEGORY}{category_id}": ratio(totals[f"spent_{place}"], totals.bought)
            for place, category_id in enumerate(categories)
        },
    )


def _sum(column: Value, where: Value) -> Value:
    return exact_sum(column, where=where).fill_null(0)
