"""Who is how long overdue by their own rhythm, and what became of those who were so before."""

from dataclasses import dataclass

import pandas as pd

from shuke.lib.numerals import NOTHING
from shuke.report.figures import Figures
from shuke.report.page.numbers import Numbers, count, percent
from shuke.report.words import keys_of, name_of


@dataclass(frozen=True)
class BandRow:
    name: str
    customers: str
    abnormal: str  # of them, silent as hardly ever
    churned: str  # share of those in this band 90 days ago who have not bought since
    measured: str  # how many those were
    at_risk: str


def bands_of(figures: Figures, numbers: Numbers) -> list[BandRow]:
    """A row per band somebody is in; customers without any rhythm are in none."""
    measured: dict[str, dict[str, float]] = figures.bands.set_index("overdue_band").to_dict("index")  # type: ignore[assignment]
    grouped = dict(iter(figures.customers.groupby("overdue_band")))
    return [_row(key, grouped[key], measured.get(key), numbers) for key in keys_of("overdue_band") if key in grouped]


def _row(key: str, here: pd.DataFrame, measured: dict[str, float] | None, numbers: Numbers) -> BandRow:
    at_risk = here["value_at_risk"]
    return BandRow(
        name=name_of("overdue_band", key),
        customers=count(len(here)),
        abnormal=count(int(here["is_abnormal"].sum())),
        churned=NOTHING if measured is None else percent(measured["churn_probability"]),
        measured=NOTHING if measured is None else count(measured["customers"]),
        at_risk=numbers.money(at_risk.sum()) if at_risk.notna().any() else NOTHING,
    )
