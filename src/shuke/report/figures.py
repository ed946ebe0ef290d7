"""Every figure of the report, worked out in an engine of its own in memory that spills into the given folder."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from shuke.analytics.worth import cohorts, lifecycle, months, orders, pareto, pyramid, rfm, rhythm, risk, scorecard
from shuke.report.attention import SLIPPING, Candidate, most_pressing
from shuke.report.page.strip import STRIP_DAYS

WINDOW_DAYS = 365
HEALTH_MONTHS = 25  # a year, and the same months of the year before
TO_ACT_ON = 20
THREADS = 2
MEMORY = "2GB"


@dataclass(frozen=True)
class Figures:
    """Money columns are in the unit of `Sales.lines`; frames are sorted and carry plain indexes."""

    as_of: dt.date
    earlier_on: dt.date  # a month before, which stages and levels are compared with
    customers: (
        pd.DataFrame
    )  # `scorecard.wide` by customer id, plus stage_before and level_before (null: not known then)
    health: pd.DataFrame  # `rfm.health`
    curve: pd.DataFrame  # `pareto.curve`
    gini: float
    share_bringing_80: float
    bands: pd.DataFrame  # `risk.bands`
    bought_again: int
    slipping: pd.DataFrame  # rows of `customers` whose silence or spend departs from their own habit
    to_act_on: pd.DataFrame  # the first of them, most pressing first
    visits: dict[str, list[int]]  # of `to_act_on`: purchase days of the strip, as days before as_of

    @property
    def in_window(self) -> pd.DataFrame:
        return self.customers[self.customers["in_window"]]


def work_out(lines: pa.Table, *, as_of: dt.date, spill: Path) -> Figures:
    """All figures of `lines` (schema of `sales.LINE_SCHEMA`) as of a day that has at least one purchase before it."""
    with _engine(spill) as engine:
        return _work_out(engine.create_table("lines", lines), as_of=as_of)


def _work_out(lines: Any, *, as_of: dt.date) -> Figures:
    """Apart from opening the engine: cached tables go with these names, before the engine is closed."""
    bought = _purchases(lines, as_of=as_of).cache()
    gaps = rhythm.gaps(bought, as_of=as_of).cache()
    earlier_on = months.one_month_before(as_of)
    customers = scorecard.wide(bought, lines, as_of=as_of).to_pandas()
    customers = customers.merge(_earlier(bought, gaps, as_of=earlier_on), on="customer_id", how="left")
    customers = customers.sort_values("customer_id", ignore_index=True)
    slipping = customers[customers["stage"] == SLIPPING]
    to_act_on = _to_act_on(slipping)
    summary = rfm.summary(bought, as_of=as_of).cache()
    repeats = cohorts.repeat_counts(bought, as_of=as_of).to_pandas()
    return Figures(
        as_of=as_of,
        earlier_on=earlier_on,
        customers=customers,
        health=rfm.health(bought, as_of=as_of, months=HEALTH_MONTHS).to_pandas(),
        curve=pareto.curve(summary).to_pandas(),
        gini=float(pareto.gini(summary).to_pandas()),
        share_bringing_80=float(pareto.share_bringing(summary).to_pandas()),
        bands=risk.bands(gaps, as_of=as_of).to_pandas(),
        bought_again=int(repeats.loc[repeats["repeat_orders"] > 0, "customers"].sum()),
        slipping=slipping,
        to_act_on=to_act_on,
        visits=_visits(bought, to_act_on["customer_id"].tolist(), as_of=as_of),
    )


def _to_act_on(slipping: pd.DataFrame) -> pd.DataFrame:
    known = (None if pd.isna(value) else value for value in slipping["value_at_risk"])
    candidates = map(Candidate, slipping["customer_id"], known, slipping["spend"])
    first = [candidate.number for candidate in most_pressing(candidates, count=TO_ACT_ON)]
    return slipping.set_index("customer_id", drop=False).loc[first]


@contextmanager
def _engine(spill: Path) -> Iterator[Any]:
    engine = ibis.duckdb.connect(
        threads=THREADS,
        memory_limit=MEMORY,
        temp_directory=str(spill),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    yield engine
    engine.disconnect()  # not after a failure: its traceback still holds tables that only an open engine can drop


def _purchases(lines: Any, *, as_of: dt.date) -> Any:
    """Orders; one whose every product came back by `as_of`, by returns that name it, is no purchase."""
    bought = orders.from_lines(lines)
    named = lines.mutate(product_id=lines.product_id.fill_null(""))
    undone = named.filter(
        named.quantity < 0, named.original_order.notnull(), named.ordered_on <= ibis.literal(as_of, type="date")
    )
    back = undone.group_by(order_id=undone.original_order, product_id=undone.product_id).aggregate(
        returned=-undone.quantity.sum()
    )
    sold = named.filter(named.quantity > 0).semi_join(back, "order_id")
    sold = sold.group_by("order_id", "product_id").aggregate(sold=sold.quantity.sum())
    compared = sold.left_join(back, ["order_id", "product_id"])
    whole = compared.group_by("order_id").aggregate(is_whole=(compared.returned.fill_null(0) >= compared.sold).all())
    undone_orders = whole.filter(whole.is_whole).select("order_id", is_undone=ibis.literal(True))
    marked = bought.left_join(undone_orders, "order_id")
    return marked.select(
        "customer_id", "order_id", "ordered_on", "amount", is_purchase=marked.is_purchase & marked.is_undone.isnull()
    )


def _earlier(bought: Any, gaps: Any, *, as_of: dt.date) -> pd.DataFrame:
    """Stage and level of each customer known at an earlier day."""
    summary = rfm.summary(bought, as_of=as_of).cache()
    staged = lifecycle.stages(summary, bought, rhythm.alerts_of(gaps, as_of=as_of), as_of=as_of)
    rows = staged.left_join(pyramid.levels(summary), "customer_id")
    rows = rows.select("customer_id", stage_before=rows.stage, level_before=rows.pyramid_level)
    frame: pd.DataFrame = rows.to_pandas()
    return frame


def _visits(bought: Any, customer_ids: list[str], *, as_of: dt.date) -> dict[str, list[int]]:
    days = orders.purchase_days(bought, as_of=as_of)
    days = days.filter(
        days.customer_id.isin(customer_ids or [""]),
        days.ordered_on >= ibis.literal(as_of - dt.timedelta(days=STRIP_DAYS), type="date"),
    )
    found: dict[str, list[int]] = {customer: [] for customer in customer_ids}
    for row in days.order_by("customer_id", "ordered_on").to_pandas().itertuples():
        found[row.customer_id].append((as_of - row.ordered_on.date()).days)
    return found
