"""What a sales file holds once it is read: typed lines, and what was refused, noticed and understood on the way."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

# How the command line calls a field, so that what is said can be typed; the others have the intake's name.
OPTION_OF = {"ordered_at": "date"}

LINE_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("order_id", pa.string()),  # "" where the file numbers no orders: one customer's day is one order
        ("ordered_on", pa.date32()),
        ("product_id", pa.string()),  # null where the file names none
        ("category_id", pa.string()),
        ("quantity", pa.int64()),  # in 1/10,000
        ("amount", pa.int64()),  # in 10^-decimals of the currency
        ("margin", pa.int64()),  # likewise; null where no cost is known
        ("original_order", pa.string()),  # of a return: the order it undoes; null otherwise
    ]
)


@dataclass(frozen=True)
class Column:
    """A field of ours and the column of the file it is read from."""

    field: str
    number: int  # from 1
    name: str
    why: str  # in the reader's language


@dataclass(frozen=True)
class Refused:
    line: int
    column: str
    value: str
    code: str
    reason: str  # in the reader's language


@dataclass
class Tally:
    """Counted while reading."""

    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by reason code
    noticed: Counter[str] = field(default_factory=Counter)  # accepted, but worth a look


@dataclass(frozen=True)
class Sales:
    """One file, read."""

    path: Path
    sha256: str
    format: str  # "text", "workbook", "parquet"
    encoding: str  # of text
    columns: tuple[Column, ...]
    left_out: tuple[str, ...]  # columns nothing is read from
    lines: pa.Table  # LINE_SCHEMA, of known customers in one currency
    tally: Tally
    decimals: int  # of `amount`: the file's precision
    currency: str  # ISO 4217, "" when the file names none
    first_on: dt.date | None  # of the first and the latest order; None when there is none
    latest_on: dt.date | None
