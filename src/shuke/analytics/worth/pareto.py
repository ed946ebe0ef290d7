"""How unevenly customers bring money: A/B/C, the Pareto curve, Gini (docs/definitions.md, Pareto, pyramid, quadrant).

Shares are of the money brought: customers whose returns outweigh their purchases count as 0 in sums, so that shares
stay between 0 and 1. All over the customers with a purchase in the summary's window.
"""

import ibis
from ibis.expr.types import Scalar, Table, Value

from shuke.analytics.worth.columns import as_text, exact_sum, ratio, steady


def ranked(summary: Table) -> Table:
    """Customers with a purchase in the window, best first: `customer_id, spend, rank` (from 1), `customers` (n)."""
    current = summary.filter(summary.in_window).select("customer_id", "spend")
    place = ibis.row_number().over(order_by=[current.spend.desc(), as_text(current.customer_id).asc()])
    return current.mutate(rank=(place + 1).cast("int64"), customers=current.count().over().cast("int64"))


def abc(summary: Table, *, a_share: float = 0.80, b_share: float = 0.95) -> Table:
    """`customer_id, spend_share_before` (0–1), `abc`: A while the share brought by those before is below `a_share`,
    B below `b_share`, else C; C without positive spend.

    Source: docs/definitions.md, ABC.
    """
    shared = _with_share_before(ranked(summary))
    return shared.select(
        "customer_id",
        "spend_share_before",
        abc=ibis.cases(
            (shared.spend <= 0, "C"),
            (shared.spend_share_before < a_share, "A"),
            (shared.spend_share_before < b_share, "B"),
            else_="C",
        ),
    )


def curve(summary: Table, *, points: int = 100) -> Table:
    """The Pareto curve in at most `points` steps: `customer_share, spend_share, customers, spend`.

    Each row says what the first `customer_share` (0–1) of the customers bring, best first; it starts at (0, 0).
    """
    rows = ranked(summary)
    stepped = rows.mutate(step=(rows["rank"] * points + rows.customers - 1) // rows.customers, brought=_brought(rows))
    steps = stepped.group_by("step").aggregate(
        customers=stepped["rank"].max(), of=stepped.customers.max(), step_spend=exact_sum(stepped.brought)
    )
    amount = exact_sum(steps.step_spend)
    running = steps.mutate(spend=amount.over(order_by="step", rows=(None, 0)), total=amount.over())
    shares = running.select(
        customer_share=ratio(running.customers, running.of),
        spend_share=_share(running.spend, running.total),
        customers=running.customers,
        spend=running.spend,
    )
    return shares.order_by("customers")


def gini(summary: Table) -> Scalar:
    """Gini coefficient of spend over customers, 0 (all bring the same, or nothing) to 1 (one brings all), float64.

    Source: G = Σ (n + 1 − 2·rank) · spend ÷ (n · Σ spend), rank 1 the best.
    """
    rows = ranked(summary)
    brought = _brought(rows).cast("float64")
    unevenness = ((rows.customers + 1 - 2 * rows["rank"]) * brought).sum()
    return ratio(steady(unevenness), steady((rows.customers * brought).sum())).fill_null(0.0)


def share_bringing(summary: Table, *, share: float = 0.8) -> Scalar:
    """The smallest share of customers (0–1, float64) that brings `share` of the spend; 0 when nothing was spent."""
    rows = _with_share_before(ranked(summary))
    needed = ((rows.spend_share_before < share) & (rows.spend > 0)).cast("int64")
    return ratio(needed.sum(), rows.count()).fill_null(0.0)


def _with_share_before(rows: Table) -> Table:
    brought = rows.mutate(brought=_brought(rows))
    amount = exact_sum(brought.brought)
    running = brought.mutate(until_here=amount.over(order_by="rank", rows=(None, 0)), total=amount.over())
    return running.mutate(spend_share_before=_share(running.until_here - running.brought, running.total))


def _brought(rows: Table) -> Value:
    return ibis.greatest(rows.spend, 0)


def _share(part: Value, total: Value) -> Value:
    return ratio(part, total).fill_null(0.0)
