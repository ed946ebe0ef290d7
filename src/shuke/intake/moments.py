"""Dates and times as files write them, a column at a time. A text is read as written: no zone is applied here."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shuke.intake.reasons import Reason

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
# Outside these years a date is a typing error or a placeholder such as 1899-12-30.
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Two-digit years from here on belong to the last century, as POSIX has it.
CENTURY_TURN = 69

_ISO = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$"
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_NAMED_DAY_FIRST = re.compile(r"(\d{1,2})[-. ]\s?([A-Za-z]{3,9})\.?[-, ]\s?(\d{4}|\d{2})(?!\d)")
_NAMED_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s(\d{1,2}),?\s(\d{4})")
_TIME = re.compile(
    r"(?P<before>上午|下午|[AaPp][Mm])?\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{2})(?:[:分](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"秒?\s*(?P<after>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_EPOCH = dt.datetime(1970, 1, 1)  # naive on purpose: what is counted from it has no zone  # noqa: DTZ001


@dataclass(frozen=True)
class Moment:
    """One text, read. `micros` counts from 1970-01-01 as written; with `is_utc` it is UTC already."""

    micros: int
    has_time: bool
    is_utc: bool


@dataclass(frozen=True)
class Moments:
    """A column, read. Where `reasons` names a row its other values mean nothing."""

    micros: NDArray[np.int64]
    has_time: NDArray[np.bool_]
    is_utc: NDArray[np.bool_]
    reasons: dict[int, Reason]  # by row
    is_empty: NDArray[np.bool_]


@dataclass(frozen=True)
class DateOrder:
    """How many texts can only be read one way. All of them may be readable both ways."""

    day_first: int
    month_first: int
    either: int
    example: str  # one that reads both ways

    @property
    def style(self) -> str:
        """ "day_first", "month_first", or "" when nothing needs either."""
        if self.day_first == self.month_first:
            return ""
        return DAY_FIRST if self.day_first > self.month_first else MONTH_FIRST

    @property
    def against(self) -> int:
        return min(self.day_first, self.month_first)


def read_moments(texts: pa.Array, *, style: str = "") -> Moments:
    """Read a column of texts, empty ones marked as such.

    `style`: "day_first" or "month_first" for 3/4/2024; a pattern of `strptime` ("%d.%m.%y %H:%M") reads nothing else;
    empty = year first, month names, and year last where it reads one way only.
    """
    encoded = pc.utf8_trim_whitespace(texts).dictionary_encode()
    words, rows = encoded.dictionary, encoded.indices.to_numpy()
    fast = _read_iso(words) if not style.startswith("%") else None
    if fast is not None:
        micros, has_time = fast
        return Moments(micros[rows], has_time[rows], np.zeros(len(rows), bool), {}, np.zeros(len(rows), bool))
    found = [read_moment(word, style=style) if word else None for word in words.to_pylist()]
    micros = np.array([one.micros if isinstance(one, Moment) else 0 for one in found], dtype=np.int64)
    has_time = np.array([isinstance(one, Moment) and one.has_time for one in found], dtype=bool)
    is_utc = np.array([isinstance(one, Moment) and one.is_utc for one in found], dtype=bool)
    empty = np.array([one is None for one in found], dtype=bool)
    bad = np.array([isinstance(one, Reason) for one in found], dtype=bool)
    reasons = {int(row): one for row in np.flatnonzero(bad[rows]) if isinstance(one := found[rows[row]], Reason)}
    return Moments(micros[rows], has_time[rows], is_utc[rows], reasons, empty[rows])


def read_moment(text: str, *, style: str = "") -> Moment | Reason:
    """One text; what is wrong with it when it is no date."""
    if style.startswith("%"):
        return _by_pattern(text, style)
    if match := _YEAR_FIRST.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _COMPACT.match(text):
        return _compact(match, text)
    elif match := _YEAR_LAST.match(text):
        return _year_last(match, text, style)
    elif match := _NAMED_DAY_FIRST.match(text):
        year, month, day = _century(match[3]), _MONTHS.get(match[2][:3].lower(), 0), int(match[1])
    elif match := _NAMED_MONTH_FIRST.match(text):
        year, month, day = int(match[3]), _MONTHS.get(match[1][:3].lower(), 0), int(match[2])
    else:
        return Reason("date_unreadable", {"value": text[:40]})
    return _moment(text, match, year, month, day)


def date_order(texts: Sequence[str]) -> DateOrder:
    """What the texts with the year last say about the order of day and month."""
    day_first = month_first = either = 0
    example = ""
    for text in texts:
        match = _YEAR_LAST.match(text.strip())
        if not match:
            continue
        first, second = int(match[1]), int(match[3])
        day_first += first > 12 >= second
        month_first += second > 12 >= first
        # Where points or hyphens stand, the day is written first everywhere that writes so.
        if max(first, second) <= 12 and first != second and match[2] == "/":
            either, example = either + 1, example or text
    return DateOrder(day_first, month_first, either, example)


def read_time(text: str) -> int | None:
    """A time of day in microseconds; None when it is not one."""
    match = _TIME.fullmatch(text.strip())
    return _time_of(match) if match else None


def _read_iso(words: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]] | None:
    """The common case at once: every word is ISO 8601 without a zone and a real day."""
    if len(words) and not pc.all(pc.match_substring_regex(words, _ISO)).as_py():
        return None
    try:
        values = pc.cast(words, pa.timestamp("us"))
    except pa.ArrowInvalid:  # the 30th of February
        return None
    micros = pc.cast(values, pa.int64()).to_numpy()
    first, after = _micros(FIRST_YEAR, 1, 1), _micros(LAST_YEAR + 1, 1, 1)
    if len(micros) and not (first <= micros.min() and micros.max() < after):
        return None
    return micros, pc.greater(pc.binary_length(words), 10).to_numpy(zero_copy_only=False)


def _by_pattern(text: str, pattern: str) -> Moment | Reason:
    try:
        read = dt.datetime.strptime(text, pattern)  # noqa: DTZ007  (the file's zone is applied later)
    except ValueError:
        return Reason("date_not_in_format", {"value": text[:40], "format": pattern})
    if read.tzinfo:
        naive = read.astimezone(dt.UTC).replace(tzinfo=None)
        return Moment((naive - _EPOCH) // dt.timedelta(microseconds=1), True, True)
    has_time = any(mark in pattern for mark in ("%H", "%I", "%X", "%T", "%c"))
    return Moment((read - _EPOCH) // dt.timedelta(microseconds=1), has_time, False)


def _compact(match: re.Match[str], text: str) -> Moment | Reason:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return Reason("date_unreadable", {"value": text[:40]})
    if match[4] is None:
        return _moment(text, match, year, month, day)
    start = _moment(text[:8], match, year, month, day)
    if isinstance(start, Reason):
        return start
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return Reason("date_unreadable", {"value": text[:40]})
    return Moment(start.micros + ((hour * 60 + minute) * 60 + second) * 1_000_000, True, False)


def _year_last(match: re.Match[str], text: str, style: str) -> Moment | Reason:
    first, second, year = int(match[1]), int(match[3]), _century(match[4])
    if first > 12 and second > 12:
        return Reason("date_unreadable", {"value": text[:40]})
    if style == MONTH_FIRST or (not style and second > 12):
        if first > 12:
            return Reason("date_day_first_here", {"value": text[:40]})
        return _moment(text, match, year, first, second)
    if second > 12:
        return Reason("date_month_first_here", {"value": text[:40]})
    return _moment(text, match, year, second, first)


def _moment(text: str, match: re.Match[str], year: int, month: int, day: int) -> Moment | Reason:
    if not (FIRST_YEAR <= year <= LAST_YEAR):
        return Reason("date_out_of_range", {"value": text[:40], "year": str(year)})
    try:
        micros = _micros(year, month, day)
    except ValueError:
        return Reason("date_no_such_day", {"value": text[:40]})
    rest = text[match.end() :].strip(" \tT,，")
    if not rest:
        return Moment(micros, False, False)
    clock = _TIME.fullmatch(rest)
    time = _time_of(clock) if clock else None
    if clock is None or time is None:
        return Reason("date_unreadable", {"value": text[:40]})
    offset = _offset(clock["zone"])
    return Moment(micros + time - (offset or 0), True, offset is not None)


def _time_of(match: re.Match[str]) -> int | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = (match["before"] or match["after"] or "").replace(".", "").lower()
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    if half in ("am", "上午") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    part = int((match["part"] or "0").ljust(6, "0")[:6])
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + part


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone in ("Z", "UTC", "GMT"):
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (-minutes if zone[0] == "-" else minutes) * 60_000_000


def _century(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= CENTURY_TURN else 2000)


def _micros(year: int, month: int, day: int) -> int:
    return (dt.datetime(year, month, day) - _EPOCH) // dt.timedelta(microseconds=1)  # noqa: DTZ001
