"""The two tables: customers.csv, one row each, and rejected.csv, what was refused and why."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from shuke.analytics.worth.reason_frame import why_text
from shuke.lib.sheets import neutral
from shuke.report.figures import Figures
from shuke.report.reading import Refuse
from shuke.report.sales import Refused

COLUMNS = (
    "customer_id", "first_on", "latest_on", "orders", "recency_days", "spend", "r", "f", "m", "rfm_group", "rfm_eight",
    "abc", "pyramid_level", "value_class", "stage", "rhythm_days", "overdue_ratio", "silence_probability", "why",
)  # fmt: skip
REJECTED_COLUMNS = ("line", "column", "value", "code", "reason")
# Facts of reasons that are money, hence in the unit of the sums.
MONEY = ("spend_90", "spend_90_before", "potential_value", "headroom")
PLACES = {"rhythm_days": 2, "overdue_ratio": 2, "silence_probability": 4}


def write_customers(path: Path, figures: Figures, *, decimals: int) -> None:
    """customers.csv, sorted by customer id by code point; money as decimals with the file's precision.

    UTF-8 without a byte-order mark: programs read it as often as spreadsheets do.
    """
    frame = figures.customers
    columns: dict[str, Sequence[Any]] = {name: _written(frame, name, decimals) for name in COLUMNS[:-1]}
    columns["why"] = why_text(in_file_money(frame, decimals)).tolist()
    with _opened(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(zip(*(columns[name] for name in COLUMNS), strict=True))


@contextmanager
def rejected_file(path: Path) -> Iterator[Refuse]:
    """rejected.csv, written while the file is read: line, column, the value as it stands there, and the reason."""
    with _opened(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(REJECTED_COLUMNS)
        yield lambda refused: writer.writerows(_rejected(row) for row in refused)


def in_file_money(frame: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """The columns that reasons take money from, in the file's own unit."""
    return frame.assign(**{name: (frame[name] / 10**decimals).round(decimals) for name in MONEY})


def money(units: int, decimals: int) -> Decimal:
    """12345 units of two decimals → 123.45."""
    return Decimal(int(units)).scaleb(-decimals)


def _written(frame: pd.DataFrame, name: str, decimals: int) -> list[str]:
    column = frame[name]
    if name == "customer_id":
        return [str(neutral(value)) for value in column]
    if name in {"first_on", "latest_on"}:
        return [value.date().isoformat() for value in column]
    if name == "spend":
        return [f"{money(value, decimals):f}" for value in column]
    if name in PLACES:
        return ["" if pd.isna(value) else f"{value:.{PLACES[name]}f}" for value in column]
    return ["" if pd.isna(value) else str(value) for value in column]


def _rejected(row: Refused) -> tuple[int, str, str, str, str]:
    return row.line, str(neutral(row.column)), str(neutral(row.value)), row.code, row.reason


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")
