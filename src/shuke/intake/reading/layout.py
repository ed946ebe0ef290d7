"""Delimiter and header of a text or sheet, judged on its first rows."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shuke.intake.names import is_known
from shuke.intake.reasons import Reason

# Best first where two explain the file equally well: a comma is also a decimal mark and lives in sentences.
DELIMITERS = ("\t", ";", "|", ",")
BLANKS = " "  # stands for runs of blanks, as in fixed-width exports
SAMPLE_ROWS = 1_000
MOST = 0.95
TITLE_LINES = 10  # a report's title may stand above its header

_BLANK_RUN = re.compile(r"[ \t]+")
_VALUE = re.compile(
    r"[\s¥￥$€£+\-−(]*\d[\d\s,.'/:年月日TZ+\-−)%]*([eE][+-]?\d+)?\s*(am|pm|AM|PM|上午|下午|元|%)?"
    r"|true|false|yes|no|是|否|[\w.+-]+@[\w-]+\.[\w.]+|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4}.*"
)


@dataclass(frozen=True)
class Row:
    """One record of the sample and the line it begins in."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Header:
    """Where the names stand (0 = nowhere), where the values begin, what the columns are called."""

    line: int
    first_data_line: int
    names: tuple[str, ...]
    reason: Reason


def split_blanks(line: str) -> list[str]:
    stripped = line.strip(" \t")
    return _BLANK_RUN.split(stripped) if stripped else []


def sample_rows(text: str, delimiter: str) -> list[Row]:
    """The first records with anything in them."""
    lines = text.split("\n")
    if delimiter == BLANKS:
        rows = [Row(line, split_blanks(words)) for line, words in enumerate(lines[:SAMPLE_ROWS], start=1)]
        return [row for row in rows if row.cells]
    reader, rows, end = csv.reader(lines, delimiter=delimiter), [], 0
    try:
        for cells in reader:
            rows.append(Row(end + 1, cells))
            end = reader.line_num
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:  # a cell beyond csv's limit: `text.py` names the line when it gets there
        pass
    return [row for row in rows if row.cells]


def find_delimiter(text: str) -> str:
    """The delimiter under which most lines have the same number of cells, and the more cells the better."""
    scored = [(_agreement(sample_rows(text, delimiter)), delimiter) for delimiter in DELIMITERS]
    best, delimiter = max(scored, key=lambda item: item[0])  # the first of equals: the order of DELIMITERS
    if best[1] > 1:
        return delimiter
    share, width = _agreement(sample_rows(text, BLANKS))
    return BLANKS if width > 2 and share >= MOST else ","


def find_header(rows: Sequence[Row], has_header: bool | None = None) -> Header:
    """Names above values: known names, or words over numbers and dates; a title above them is passed over."""
    width = typical_width(rows)
    at = next((index for index, row in enumerate(rows[:TITLE_LINES]) if _filled(row.cells) >= max(1, width - 1)), 0)
    names = [cell.strip() for cell in rows[at].cells]
    below = rows[at + 1 :]
    if has_header is None:
        has_header, reason = _judge_header(names, below)
    else:
        reason = Reason("header_given")
    if not has_header:
        return Header(0, rows[at].line, tuple(str(number) for number in range(1, width + 1)), reason)
    first_data_line = below[0].line if below else rows[at].line + 1
    return Header(rows[at].line, first_data_line, unique_names(names + [""] * (width - len(names))), reason)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Every column can be called: empty names get their number, repeated ones a count."""
    found: Counter[str] = Counter()
    result = []
    for number, name in enumerate(names, start=1):
        plain = name or str(number)
        found[plain] += 1
        result.append(plain if found[plain] == 1 else f"{plain} ({found[plain]})")
    return tuple(result)


def typical_width(rows: Sequence[Row]) -> int:
    """The commonest number of cells; the larger of equals."""
    widths = Counter(len(row.cells) for row in rows)
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0


def _judge_header(names: Sequence[str], below: Sequence[Row]) -> tuple[bool, Reason]:
    known = sum(is_known(name) for name in names)
    if any(_VALUE.fullmatch(name) for name in names if name) and known < 2:
        return False, Reason("header_absent")
    if known:
        return True, Reason("header_names_known", {"count": known, "columns": len(names)})
    if any(_VALUE.fullmatch(cell.strip()) for row in below for cell in row.cells):
        return True, Reason("header_types_differ")
    return bool(below) and len(set(names)) == len(names), Reason("header_words")


def _agreement(rows: Sequence[Row]) -> tuple[float, int]:
    """Share of the rows that have the commonest width (in fifths: a title more or less), and that width."""
    width = typical_width(rows)
    if width < 2:
        return 0.0, width
    return int(5 * sum(len(row.cells) == width for row in rows) / len(rows)) / 5, width


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
