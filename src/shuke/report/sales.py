"""What a sales file holds once it is read: typed lines, and what was refused, noticed and understood on the way."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

LINE_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("order_id", pa.string()),
        ("ordered_on", pa.date32()),
        ("product_id", pa.string()),
        ("category_id", pa.string()),
        ("quantity", pa.float64()),
        ("amount", pa.int64()),  # in units of 10^-decimals
        ("margin", pa.int64()),  # null where no cost is known
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
    columns: tuple[Column, ...]
    lines: pa.Table  # LINE_SCHEMA
    tally: Tally
    decimals: int  # of `amount`: the file's precision
    currency: str  # ISO 4217, "" when the file names none
    latest_on: dt.date  # of the latest order
