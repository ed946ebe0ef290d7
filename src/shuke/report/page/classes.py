"""How customers fall into classes: share of customers, share of spend, what is at stake."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from django.utils.safestring import SafeString

from shuke.analytics.worth.months import one_month_before
from shuke.report.figures import Figures
from shuke.report.page import charts
from shuke.report.page.numbers import Numbers, count, percent
from shuke.report.words import keys_of, meaning_of, name_of


@dataclass(frozen=True)
class ClassRow:
    """One class of one kind; every figure is written out."""

    key: str
    name: str
    meaning: str
    customers: str
    customer_share: str
    customer_bar: SafeString
    spend: str
    spend_share: str
    spend_bar: SafeString
    mean: str
    at_risk: str


@dataclass(frozen=True)
class LevelRow:
    row: ClassRow
    active_share: str  # bought within the month before as_of
    risen: str  # into this level from below since a month ago; empty: nobody, or not known
    fallen: str
    spikes: str  # owe their place to one event; empty: nobody


def class_rows(customers: pd.DataFrame, kind: str, numbers: Numbers) -> list[ClassRow]:
    """A row for each class somebody is in, best first. Spend is of the window; returns cannot make a share negative."""
    spend = customers["spend"].clip(lower=0)
    grouped = pd.DataFrame(
        {"key": customers[kind], "spend": customers["spend"], "brought": spend, "at_risk": customers["value_at_risk"]}
    ).groupby("key")
    sums = grouped.agg(
        customers=("spend", "size"), spend=("spend", "sum"), brought=("brought", "sum"), at_risk=("at_risk", "sum")
    )
    rows: dict[str, dict[str, float]] = sums.to_dict("index")  # type: ignore[assignment]
    total, brought = int(sums["customers"].sum()), float(sums["brought"].sum())
    return [
        _class_row(kind, key, rows[key], numbers, total=total, brought=brought) for key in keys_of(kind) if key in rows
    ]


def level_rows(figures: Figures, numbers: Numbers) -> list[LevelRow]:
    """The pyramid with who rose and who fell since a month before."""
    order = {key: place for place, key in enumerate(keys_of("pyramid_level"))}
    now = figures.customers["pyramid_level"].map(order)
    before = figures.customers["level_before"].map(order)
    is_active = figures.customers["latest_on"] > pd.Timestamp(one_month_before(figures.as_of))
    found = []
    for row in class_rows(figures.in_window, "pyramid_level", numbers):
        here = now == order[row.key]
        found.append(
            LevelRow(
                row=row,
                active_share=percent(float(is_active[here].mean())),
                risen=_some(here & (before > now)),
                fallen=_some((before == order[row.key]) & ~(now <= before)),
                spikes=_some(here & figures.customers["is_spike"]),
            )
        )
    return found


def day_range(days: "pd.Series[int]") -> str:
    """“18–41”."""
    low, high = int(days.min()), int(days.max())
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def is_known_before(figures: Figures, first_on: dt.date) -> bool:
    """Whether anybody had bought a month before, so that moves mean something."""
    return first_on <= figures.earlier_on


def _class_row(
    kind: str, key: str, sums: dict[str, float], numbers: Numbers, *, total: int, brought: float
) -> ClassRow:
    customer_share = sums["customers"] / total
    spend_share = sums["brought"] / brought if brought else 0.0
    return ClassRow(
        key=key,
        name=name_of(kind, key),
        meaning=meaning_of(kind, key),
        customers=count(sums["customers"]),
        customer_share=percent(customer_share, 1),
        customer_bar=charts.bar(customer_share),
        spend=numbers.money(sums["spend"]),
        spend_share=percent(spend_share, 1),
        spend_bar=charts.bar(spend_share, is_strong=True),
        mean=numbers.money(sums["spend"] / sums["customers"]),
        at_risk=numbers.money(sums["at_risk"]),
    )


def _some(mask: "pd.Series[bool]") -> str:
    return count(int(mask.sum())) if mask.any() else ""
