"""The two tables: customers.csv, one row each, and rejected.csv, what was refused and why."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from shuke.analytics.worth.reasons import why_text
from shuke.report.figures import Figures
from shuke.report.sales import Refused, Sales

COLUMNS = (
    "customer_id", "first_on", "latest_on", "orders", "recency_days", "spend", "r", "f", "m", "rfm_group", "rfm_eight",
    "abc", "pyramid_level", "value_class", "stage", "rhythm_days", "overdue_ratio", "silence_probability", "why",
)  # fmt: skip
REJECTED_COLUMNS = ("line", "column", "value", "code", "reason")
# Facts of reasons that are money, hence in the unit of the sums.
MONEY = ("spend_90", "spend_90_before", "potential_value", "headroom")
PLACES = {"rhythm_days": 2, "overdue_ratio": 2, "silence_probability": 4}
# A spreadsheet takes what begins with one of these for a formula; an apostrophe in front makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_customers(path: Path, figures: Figures, sales: Sales) -> None:
    """customers.csv, sorted by customer id by code point; money as decimals with the file's precision."""
    frame = figures.customers
    columns: dict[str, Sequence[Any]] = {name: _written(frame, name, sales.decimals) for name in COLUMNS[:-1]}
    columns["why"] = why_text(in_file_money(frame, sales.decimals)).tolist()
    _write(path, COLUMNS, zip(*(columns[name] for name in COLUMNS), strict=True))


def write_rejected(path: Path, refused: Iterable[Refused]) -> None:
    """rejected.csv: the line in the file, the column, the value as it stands there, and the reason."""
    rows = ((row.line, row.column, _as_text(row.value), row.code, row.reason) for row in refused)
    _write(path, REJECTED_COLUMNS, rows)


def in_file_money(frame: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """The columns that reasons take money from, in the file's own unit."""
    return frame.assign(**{name: (frame[name] / 10**decimals).round(decimals) for name in MONEY})


def money(units: int, decimals: int) -> Decimal:
    """12345 units of two decimals → 123.45."""
    return Decimal(int(units)).scaleb(-decimals)


def _written(frame: pd.DataFrame, name: str, decimals: int) -> list[str]:
    column = frame[name]
    if name == "customer_id":
        return [_as_text(value) for value in column]
    if name in {"first_on", "latest_on"}:
        return [value.date().isoformat() for value in column]
    if name == "spend":
        return [f"{money(value, decimals):f}" for value in column]
    if name in PLACES:
        return ["" if pd.isna(value) else f"{value:.{PLACES[name]}f}" for value in column]
    return ["" if pd.isna(value) else str(value) for value in column]


def _as_text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
