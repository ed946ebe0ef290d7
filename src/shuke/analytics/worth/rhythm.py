"""Each customer's own purchase rhythm: usual gap, overdue ratio, how unusual this silence is.

Gaps lie between distinct purchase days. Shares of longer gaps are read from a histogram by gap length, summed from the
longest down, so that nobody's silence is compared with everybody's gaps. Days on which the business was closed count
in neither gaps nor silences: nobody is overdue because of the New Year's holidays.
"""

from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import attach, days_until, ratio
from shuke.analytics.worth.orders import purchase_days, until

EVERYBODY = ""  # the group of the whole reporting set, beside the groups named by a store
# Where fewer days than this share saw a purchase, days without one are no exception: monthly bills, weekend stalls.
LEAST_OPEN_SHARE = 0.5
SHARE_DECIMALS = 12  # sums of shares, free of the last bits: exactly 5 % is not below 5 %


@dataclass(frozen=True)
class RhythmRules:
    """How much a customer's own gaps must say, and when a silence is abnormal."""

    min_own_gaps: int = 3  # for a probability, for an alert, for counting in the group
    group_weight: int = 3  # the group counts like so many gaps of one's own
    store_min_customers: int = 50  # a home store with so many such customers is a group of its own
    abnormal_below: float = 0.05  # silence probability
    # A day without any purchase was a closing day where the days with one have seen so many purchases on average: by
    # chance (Poisson) it happens to a shop that is open once in 148 days.
    closed_from_orders: int = 5


def alerts(orders: Table, *, as_of: date, home_store: Table | None = None, rules: RhythmRules | None = None) -> Table:
    """One row per customer with a purchase up to `as_of`.

    Args:
        orders: see the package.
        home_store: `customer_id, home_store_id` (one row per customer), or None: one group for all.

    Returns:
        `customer_id, own_gaps` (count), `own_median_days, group_median_days, rhythm_days` (usual gap; null when
        neither the customer nor the group has one), `silence_days, overdue_ratio, silence_probability` (share of gaps
        longer than this silence, 0–1; null below `min_own_gaps`), `is_abnormal`; of the silence that the latest
        purchase ended: `latest_gap_days, latest_gap_ratio` (its overdue ratio by the gaps before it; null without).

    Source: docs/definitions.md, Rhythm and risk.
    """
    return alerts_of(gaps(orders, as_of=as_of, rules=rules), as_of=as_of, home_store=home_store, rules=rules)


def gaps(orders: Table, *, as_of: date, rules: RhythmRules | None = None) -> Table:
    """`customer_id, ordered_on, gap_days, closed_before`: purchase days, the open days since the one before (null:
    first), and the closing days there had been until then."""
    days = attach(purchase_days(orders, as_of=as_of), closings(orders, as_of=as_of, rules=rules), "ordered_on")
    before = ibis.window(group_by="customer_id", order_by="ordered_on")
    dated = days.mutate(
        previous_on=days.ordered_on.lag().over(before), previously=days.closed_before.lag().over(before)
    )
    passed = dated.ordered_on.delta(dated.previous_on, unit="day").cast("int64")
    return dated.select(
        "customer_id", "ordered_on", "closed_before", gap_days=passed - (dated.closed_before - dated.previously)
    )


def closings(orders: Table, *, as_of: date, rules: RhythmRules | None = None) -> Table:
    """`ordered_on, closed_before`: each day with a purchase, and the closing days from the first of them to it.

    Nothing later is looked at: what was a closing day by the orders until then stays one.
    """
    rules = rules or RhythmRules()
    known = until(orders, as_of=as_of)
    bought = known.filter(known.is_purchase)
    daily = bought.group_by("ordered_on").aggregate(orders=bought.count())
    so_far = ibis.window(order_by="ordered_on", preceding=None, following=0)
    passed = daily.ordered_on.delta(daily.ordered_on.lag().over(order_by=daily.ordered_on), unit="day")
    span = daily.ordered_on.delta(daily.ordered_on.min().over(so_far), unit="day").cast("int64") + 1
    daily = daily.mutate(
        missed=(passed.cast("int64") - 1).fill_null(0),
        usual=daily.orders.mean().over(so_far),
        open_share=daily.count().over(so_far).cast("float64") / span,
    )
    is_exception = (daily.usual >= rules.closed_from_orders) & (daily.open_share >= LEAST_OPEN_SHARE)
    closed = ibis.ifelse(is_exception, daily.missed, 0)
    return daily.select("ordered_on", closed_before=closed.sum().over(so_far).cast("int64"))


def alerts_of(gaps: Table, *, as_of: date, home_store: Table | None = None, rules: RhythmRules | None = None) -> Table:
    """`alerts` for callers that have `gaps` already; gaps later than `as_of` are not read."""
    rules = rules or RhythmRules()
    known = _until(gaps, as_of=as_of)
    by_customer = ibis.window(group_by="customer_id")
    known = known.mutate(
        latest_on=known.ordered_on.max().over(by_customer), silence_days=known.days_since.min().over(by_customer)
    )
    placed, members = _placed(_own(known), home_store=home_store, rules=rules)
    shares = _shares_longer(known, members, placed)
    return _judged(attach(placed, shares, "group_id", "silence_days"), rules)


def overdue_of(gaps: Table, *, as_of: date, home_store: Table | None = None, rules: RhythmRules | None = None) -> Table:
    """`customer_id, overdue_ratio` of `alerts_of` alone, at a fraction of its cost."""
    rules = rules or RhythmRules()
    known = _until(gaps, as_of=as_of)
    own = known.group_by("customer_id").aggregate(
        silence_days=known.days_since.min(),
        own_gaps=known.gap_days.count(),
        own_median_days=known.gap_days.quantile(0.5).cast("float64"),
    )
    placed, _ = _placed(own, home_store=home_store, rules=rules)
    usual = _usual(placed.own_gaps, placed.own_median_days, placed.group_median_days, float(rules.group_weight))
    return placed.select("customer_id", overdue_ratio=ratio(placed.silence_days, usual))


def _until(gaps: Table, *, as_of: date) -> Table:
    """The gaps up to `as_of`, each purchase with `days_since`: open days from it to `as_of`."""
    known = gaps.filter(gaps.ordered_on <= ibis.literal(as_of, type="date"))
    rows = known.cross_join(known.aggregate(closed_until=known.closed_before.max()))
    closed = rows.closed_until - rows.closed_before
    return rows.mutate(days_since=days_until(as_of, rows.ordered_on) - closed).drop("closed_until", "closed_before")


def _placed(own: Table, *, home_store: Table | None, rules: RhythmRules) -> tuple[Table, Table]:
    """Every customer's own gaps beside her group's median, and who makes up the groups."""
    members = _memberships(own.filter(own.own_gaps >= rules.min_own_gaps), home_store=home_store, rules=rules)
    groups = members.group_by("group_id").aggregate(
        regulars=members.count(), group_median_days=members.own_median_days.quantile(0.5)
    )
    return attach(_grouped(own, groups, home_store=home_store), groups, "group_id"), members


def _own(gaps: Table) -> Table:
    is_latest = gaps.ordered_on == gaps.latest_on
    return gaps.group_by("customer_id").aggregate(
        silence_days=gaps.silence_days.max(),
        own_gaps=gaps.gap_days.count(),
        own_median_days=gaps.gap_days.quantile(0.5).cast("float64"),
        longer_gaps=gaps.count(where=gaps.gap_days > gaps.silence_days),
        latest_gap_days=gaps.gap_days.max(where=is_latest),
        earlier_median_days=gaps.gap_days.quantile(0.5, where=~is_latest).cast("float64"),
    )


def _memberships(regulars: Table, *, home_store: Table | None, rules: RhythmRules) -> Table:
    """Whose gaps make a group: all regulars for everybody, and those of a store that has enough of them."""
    members = regulars.select("customer_id", "own_gaps", "own_median_days", group_id=ibis.literal(EVERYBODY))
    if home_store is None:
        return members
    housed = regulars.inner_join(_homes(home_store), "customer_id")
    counted = housed.group_by("home_store_id").mutate(regulars=lambda t: t.count())
    large = counted.filter(counted.regulars >= rules.store_min_customers)
    return members.union(
        large.select("customer_id", "own_gaps", "own_median_days", group_id=large.home_store_id), distinct=False
    )


def _grouped(own: Table, groups: Table, *, home_store: Table | None) -> Table:
    """`own` with `group_id`: the home store's where that is a group, else everybody's."""
    if home_store is None:
        return own.mutate(group_id=ibis.literal(EVERYBODY))
    stores = groups.select("group_id")
    housed = attach(own, _homes(home_store))
    known = housed.left_join(stores, housed.home_store_id == stores.group_id)
    return known.mutate(group_id=known.group_id.fill_null(EVERYBODY)).drop("home_store_id")


def _homes(home_store: Table) -> Table:
    return home_store.filter(home_store.home_store_id.notnull()).select(
        "customer_id", home_store_id=home_store.home_store_id.cast("string")
    )


def _shares_longer(gaps: Table, members: Table, placed: Table) -> Table:
    """`group_id, silence_days, longer_weight`: for each silence that occurs in a group, the sum over its members of
    their share of gaps longer than it. Each gap weighs 1 ÷ its customer's gaps."""
    known = gaps.filter(gaps.gap_days.notnull()).select("customer_id", "gap_days")
    weighed = known.inner_join(members, "customer_id")
    lengths = weighed.group_by("group_id", "gap_days").aggregate(weight=(1.0 / weighed.own_gaps.cast("float64")).sum())
    lengths = lengths.mutate(asked=ibis.literal(False))
    silences = placed.select("group_id", gap_days=placed.silence_days).distinct()
    asked = silences.mutate(weight=ibis.literal(0.0), asked=ibis.literal(True))
    steps = lengths.union(asked.select(*lengths.columns), distinct=False)
    steps = steps.group_by("group_id", "gap_days").aggregate(weight=steps.weight.sum(), asked=steps.asked.any())
    longer = steps.weight.sum().over(group_by="group_id", order_by=steps.gap_days.desc(), rows=(None, -1))
    running = steps.mutate(longer_weight=longer.fill_null(0.0))
    return running.filter(running.asked).select(
        "group_id", silence_days=running.gap_days, longer_weight=running.longer_weight
    )


def _judged(rows: Table, rules: RhythmRules) -> Table:
    gaps, weight = rows.own_gaps.cast("float64"), float(rules.group_weight)
    own_share = ratio(rows.longer_gaps, rows.own_gaps).fill_null(0.0)
    group_share = ratio(rows.longer_weight, rows.regulars)
    probability = ((gaps * own_share + weight * group_share) / (gaps + weight)).round(SHARE_DECIMALS)
    usual = _usual(rows.own_gaps, rows.own_median_days, rows.group_median_days, weight)
    usual_before = _usual(rows.own_gaps - 1, rows.earlier_median_days, rows.group_median_days, weight)
    judged = rows.select(
        "customer_id",
        "own_gaps",
        "own_median_days",
        "group_median_days",
        "silence_days",
        "latest_gap_days",
        rhythm_days=usual,
        overdue_ratio=ratio(rows.silence_days, usual),
        silence_probability=ibis.ifelse(rows.own_gaps >= rules.min_own_gaps, probability, None),
        latest_gap_ratio=ratio(rows.latest_gap_days, usual_before),
    )
    return judged.mutate(is_abnormal=(judged.silence_probability < rules.abnormal_below).fill_null(False))


def _usual(own_gaps: Value, own_median: Value, group_median: Value, weight: float) -> Value:
    """(own gaps × own median + weight × group median) ÷ (own gaps + weight); without a group, the own median."""
    gaps = own_gaps.cast("float64")
    shrunk = (gaps * own_median.fill_null(0.0) + weight * group_median) / (gaps + weight)
    return ibis.coalesce(shrunk, own_median)
