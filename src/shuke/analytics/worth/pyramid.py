"""The customer pyramid 1 / 4 / 15 / 80, its one-off spikes and the champions of single products."""

from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import as_text, attach, day_before_window, days_until, exact_sum, ratio, steady
from shuke.analytics.worth.orders import lines_between, until
from shuke.analytics.worth.pareto import ranked

LEVELS = ("vip", "major", "ordinary", "small")
# Shares become whole millionths so that counts come out of integers: 1 % of 50 customers is one half, rounded up.
MILLION = 1_000_000


@dataclass(frozen=True)
class SpikeRules:
    """When a high place is owed to one event."""

    order_share: float = 0.5  # the largest order is more than this share of the window's spend
    period_days: int = 180  # six months: from this length on, all spend in one month is a spike


@dataclass(frozen=True)
class ChampionRules:
    """When somebody is the champion of a product."""

    buyers_share: float = 0.20  # among this first share of the product's buyers, by spend on it
    min_buyers: int = 50  # of a product with at least so many
    own_share: float = 0.10  # that is at least this share of the customer's own spend


def levels(summary: Table, *, shares: tuple[float, float, float] = (0.01, 0.05, 0.20)) -> Table:
    """Customers with a purchase in the window, in four levels by spend, then customer id as text.

    Args:
        summary: from `rfm.summary`.
        shares: where vip, major and ordinary end, as shares of the customers, rising.

    Returns:
        `customer_id, rank` (from 1), `rank_share` (rank ÷ n), `pyramid_level` (vip, major, ordinary, small). Levels
        end at round-half-up(n × share).

    Source: docs/definitions.md, Pyramid.
    """
    rows = ranked(summary)
    named = zip(shares, LEVELS, strict=False)
    ends = [(rows["rank"] <= _count(rows.customers, share), level) for share, level in named]
    return rows.select(
        "customer_id",
        "rank",
        rank_share=ratio(rows["rank"], rows.customers),
        pyramid_level=ibis.cases(*ends, else_=LEVELS[-1]),
    )


def spikes(
    orders: Table, levels: Table, *, as_of: date, window_days: int = 365, rules: SpikeRules | None = None
) -> Table:
    """Whom of the upper levels (all but small) one event put there.

    Returns:
        `customer_id, is_spike, largest_order_share` (largest purchase ÷ spend in the window; null without positive
        spend), `active_months` (calendar months with a purchase); one row per customer of the upper levels.

    Source: docs/definitions.md, Spike. The period is the window, or what of it the business has been selling.
    """
    rules = rules or SpikeRules()
    after = day_before_window(as_of=as_of, window_days=window_days)
    rows = until(orders, as_of=as_of).filter(lambda t: t.ordered_on > ibis.literal(after, type="date"))
    upper = levels.filter(levels.pyramid_level != "small").select("customer_id")
    months = _by_month(rows.semi_join(upper, "customer_id"))
    period = rows.aggregate(period_days=days_until(as_of, rows.ordered_on.min()) + 1)
    judged = months.cross_join(period).mutate(
        largest_order_share=ibis.ifelse(months.spend > 0, ratio(months.largest, months.spend), None)
    )
    one_order = judged.largest_order_share > rules.order_share
    one_month = (judged.spend_months == 1) & (judged.period_days >= rules.period_days)
    return judged.select(
        "customer_id", "largest_order_share", "active_months", is_spike=(one_order | one_month).fill_null(False)
    )


def champions(lines: Table, *, as_of: date, window_days: int = 365, rules: ChampionRules | None = None) -> Table:
    """Champions of single products in the window, even when small overall.

    Returns:
        `customer_id, product_id, product_rank` (from 1), `product_buyers, own_share` (of the customer's spend).

    Source: docs/definitions.md, Champion. Buyers are the customers whose spend on the product, returns netted, is
    positive.
    """
    rules = rules or ChampionRules()
    # Finished first: it is read twice, and an engine would add up all lines for each.
    spend = _product_spend(lines, as_of=as_of, window_days=window_days).cache()
    own = spend.group_by("customer_id").aggregate(own_spend=exact_sum(spend.spend))
    bought = spend.filter(spend.spend > 0, spend.product_id.notnull())
    shortlist = bought.spend.cast("float64").quantile(_shortlist_quantile(rules))
    buyers = bought.group_by("product_id").aggregate(product_buyers=bought.count(), shortlist_spend=shortlist)
    buyers = buyers.filter(buyers.product_buyers >= rules.min_buyers)
    contenders = bought.inner_join(buyers, "product_id")
    contenders = contenders.filter(contenders.spend.cast("float64") >= contenders.shortlist_spend)
    place = ibis.row_number().over(
        group_by="product_id", order_by=[contenders.spend.desc(), as_text(contenders.customer_id).asc()]
    )
    placed = contenders.mutate(product_rank=(place + 1).cast("int64"))
    first = placed.filter(placed.product_rank <= _count(placed.product_buyers, rules.buyers_share))
    first = attach(first, own).mutate(own_share=lambda t: ratio(t.spend, t.own_spend))
    return first.filter((first.own_share >= rules.own_share) & (first.own_spend > 0)).select(
        "customer_id", "product_id", "product_rank", "product_buyers", own_share=steady(first.own_share)
    )


def champion_flags(champions: Table) -> Table:
    """`customer_id, champion_products` (how many), `champion_product_id` (the one of the largest own share)."""
    order = [champions.own_share.desc(), as_text(champions.product_id).asc()]
    placed = champions.mutate(place=ibis.row_number().over(group_by="customer_id", order_by=order))
    return placed.group_by("customer_id").aggregate(
        champion_products=placed.count(), champion_product_id=placed.product_id.max(where=placed.place == 0)
    )


def _product_spend(lines: Table, *, as_of: date, window_days: int) -> Table:
    """`customer_id, product_id, spend`: what each customer spent on each product in the window, returns netted."""
    rows = lines_between(lines, after=day_before_window(as_of=as_of, window_days=window_days), as_of=as_of)
    return rows.group_by("customer_id", "product_id").aggregate(spend=exact_sum(rows.amount))


def _by_month(rows: Table) -> Table:
    """Per customer: `spend, largest` (purchase), `active_months` (with a purchase), `spend_months` (net not zero)."""
    dated = rows.mutate(month=rows.ordered_on.truncate("M"))
    months = dated.group_by("customer_id", "month").aggregate(
        spend=exact_sum(dated.amount),
        largest=dated.amount.max(where=dated.is_purchase),
        purchases=dated.count(where=dated.is_purchase),
    )
    return months.group_by("customer_id").aggregate(
        spend=exact_sum(months.spend),
        largest=months.largest.max(),
        active_months=months.count(where=months.purchases > 0),
        spend_months=months.count(where=months.spend != 0),
    )


def _shortlist_quantile(rules: ChampionRules) -> float:
    """Of n ≥ m buyers at least (n − 1)(1 − q) spend as much as the q-quantile or more; for
    q = 1 − (m·share + ½) ÷ (m − 1) all who can come first are among these, and only they need be ranked."""
    if rules.min_buyers < 2:
        return 0.0
    return max(0.0, 1 - (rules.min_buyers * rules.buyers_share + 0.5) / (rules.min_buyers - 1))


def _count(customers: Value, share: float) -> Value:
    """round-half-up(customers × share), in integers."""
    return (customers * (2 * round(share * MILLION)) + MILLION) // (2 * MILLION)
