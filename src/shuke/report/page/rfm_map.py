"""The RFM map: eleven names on R × FM, or the eight of the 2×2×2 convention, shaded by mean spend."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuke.report.page.classes import day_range
from shuke.report.page.numbers import Numbers, count
from shuke.report.page.shades import steps_of
from shuke.report.words import name_of

CODES = (5, 4, 3, 2, 1)
# Rows by R, columns by F and M, high or low each: the most valuable column first.
EIGHT_COLUMNS = ((True, True), (False, True), (True, False), (False, False))


@dataclass(frozen=True)
class Cell:
    customers: str
    mean: str
    name: str
    shade: int  # 0–6, light to dark; meaningless where nobody is
    is_empty: bool


@dataclass(frozen=True)
class MapRow:
    name: str
    days: str  # since the latest order, from–to
    cells: list[Cell]


@dataclass(frozen=True)
class Map:
    columns: list[str]
    rows: list[MapRow]
    steps: list[str]  # where shades 1–6 begin, written out
    is_eight: bool


@dataclass(frozen=True)
class _Ground:
    """Who stands on the map, the steps of its shades, and how its figures are written."""

    customers: pd.DataFrame
    steps: tuple[float, ...]
    numbers: Numbers


def eleven_map(customers: pd.DataFrame, numbers: Numbers) -> Map:
    """25 cells, R down and FM = ⌊(F + M) ÷ 2 + ½⌋ across, over the customers with an order in the window."""
    fm = (customers["f"] + customers["m"] + 1) // 2
    ground = _ground(customers, [customers["r"], fm], numbers)
    rows = [
        _row(ground, f"R{r}", customers["r"] == r, [fm == column for column in sorted(CODES)], "rfm_group")
        for r in CODES
    ]
    return Map([f"FM{column}" for column in sorted(CODES)], rows, _legend(ground), is_eight=False)


def eight_map(customers: pd.DataFrame, numbers: Numbers) -> Map:
    """Eight cells, R down, F and M across, each high (4–5) or low."""
    high = {code: customers[code] >= 4 for code in "rfm"}
    columns = [(high["f"] == f) & (high["m"] == m) for f, m in EIGHT_COLUMNS]
    ground = _ground(customers, [high["r"], high["f"], high["m"]], numbers)
    names = {True: pgettext("RFM code", "R high"), False: pgettext("RFM code", "R low")}
    rows = [_row(ground, names[r], high["r"] == r, columns, "rfm_eight") for r in (True, False)]
    words = {True: pgettext("RFM code", "high"), False: pgettext("RFM code", "low")}
    titles = [_("F %(f)s, M %(m)s") % {"f": words[f], "m": words[m]} for f, m in EIGHT_COLUMNS]
    return Map(titles, rows, _legend(ground), is_eight=True)


def _ground(customers: pd.DataFrame, keys: Sequence["pd.Series[Any]"], numbers: Numbers) -> _Ground:
    means = customers["spend"].groupby(list(keys)).mean()
    return _Ground(customers, steps_of([float(mean) for mean in means]), numbers)


def _row(
    ground: _Ground, name: str, in_row: "pd.Series[bool]", columns: Sequence["pd.Series[bool]"], kind: str
) -> MapRow:
    days = ground.customers.loc[in_row, "recency_days"]
    cells = [_cell(ground, ground.customers[in_row & column], kind) for column in columns]
    return MapRow(name, day_range(days) if len(days) else "", cells)


def _cell(ground: _Ground, here: pd.DataFrame, kind: str) -> Cell:
    if here.empty:
        return Cell("", "", "", 0, is_empty=True)
    mean = float(here["spend"].mean())
    name = name_of(kind, here[kind].iloc[0])
    return Cell(count(len(here)), ground.numbers.money(mean), name, bisect_right(ground.steps, mean), is_empty=False)


def _legend(ground: _Ground) -> list[str]:
    return [ground.numbers.money(step) for step in ground.steps]
