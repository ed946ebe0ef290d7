"""Rows as CSV and XLSX. A text that a spreadsheet would run as a formula is written so that it stays text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from shuke.lib.errors import ShukeError

Cell = str | int | float | Decimal | bool | date | None

# What spreadsheets take for the start of a formula; tab and return are skipped by them and hide one.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"  # without it Excel reads UTF-8 as the local code page
_ROWS_OF_XLSX = 1_048_576


class TooManyRows(ShukeError):
    """A worksheet ends where Excel's do."""


def neutral(cell: Cell) -> Cell:
    """A text that begins like a formula gets an apostrophe before it; numbers, also negative ones, stay numbers."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines of a CSV file with a BOM, one by one: nothing is held in memory."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield _BOM + _line(writer, buffer, heads)
    for row in rows:
        yield _line(writer, buffer, row)


def write_xlsx(path: Path, *, sheet: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Writes a worksheet row by row; returns the number of rows. Raises TooManyRows beyond what Excel opens."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    written = 0
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet(sheet[:31])
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        page.write_row(0, 0, heads, bold)
        for written, row in enumerate(rows, start=1):
            if written >= _ROWS_OF_XLSX:
                raise TooManyRows(f"A worksheet holds {_ROWS_OF_XLSX - 1:,} rows; export this list as CSV.")
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(written, column, cell, days)
                elif isinstance(cell, str):
                    page.write_string(written, column, cell)
                elif cell is not None:
                    page.write(written, column, float(cell) if isinstance(cell, Decimal) else cell)
    return written


def _line(writer: Any, buffer: io.StringIO, row: Sequence[Cell]) -> str:
    buffer.seek(0)
    buffer.truncate()
    writer.writerow([neutral(cell) for cell in row])
    return buffer.getvalue()
