"""Numbers as files write them, a column at a time: exact, in whole 1/10,000, as int64."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shuke.intake.reasons import Reason

SCALE = 4  # decimals kept: as many as the records hold
E4 = 10**SCALE
WHOLE_DIGITS = 11  # before the decimal mark: the records hold 12, sums need room

_PLAIN = rf"^-?\d{{1,{WHOLE_DIGITS}}}(\.\d{{1,{SCALE}}})?$"
_SIGNS = re.compile(r"[¥￥$€£₩₹元円]|\b(?:CNY|RMB|USD|EUR|GBP|HKD|TWD|JPY|NT|HK|US)\b\$?")
_GROUPED = {
    ".": re.compile(r"\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:[.' \u00a0\u202f]\d{3})+(?:,\d+)?"),
}
_UNGROUPED = {".": re.compile(r"\d*\.?\d+|\d+\."), ",": re.compile(r"\d*,?\d+|\d+,")}
_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")
_TINY = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]-\d+")
_DIGITS_IN_WORDS = dict(zip("零一二两三四五六七八九十", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))


@dataclass(frozen=True)
class Numbers:
    """A column, read. Where `reasons` names a row or `is_empty` holds, the value is 0 and means nothing."""

    values_e4: NDArray[np.int64]
    reasons: dict[int, Reason]  # by row
    is_empty: NDArray[np.bool_]


def read_numbers(texts: pa.Array, *, decimal: str = ".") -> Numbers:
    """Read a column of texts; `decimal` is the decimal mark, "." or ",". More decimals than kept round half up."""
    encoded = pc.utf8_trim_whitespace(texts).dictionary_encode()
    words, rows = encoded.dictionary, encoded.indices.to_numpy()
    # With a decimal comma a point groups thousands: such texts take the slow road below.
    foreign = pc.match_substring(words, ".") if decimal == "," else None
    plain = words if decimal == "." else pc.replace_substring(words, ",", ".")
    is_plain = pc.match_substring_regex(plain, _PLAIN)
    if foreign is not None:
        is_plain = pc.and_(is_plain, pc.invert(foreign))
    values = _whole_e4(pc.if_else(is_plain, plain, "0"))
    plain_mask = is_plain.to_numpy(zero_copy_only=False)
    empty = pc.equal(words, "").to_numpy(zero_copy_only=False)
    failed: dict[int, Reason] = {}
    for word in np.flatnonzero(~plain_mask & ~empty):
        read = read_number(words[int(word)].as_py(), decimal=decimal)
        if isinstance(read, Reason):
            failed[int(word)] = read
        else:
            values[word] = read
    return Numbers(values[rows], _by_row(rows, failed), empty[rows])


def read_number(text: str, *, decimal: str = ".") -> int | Reason:
    """One text in 1/10,000; what is wrong with it when it is no number."""
    value = read_decimal(text, decimal=decimal)
    if isinstance(value, Reason):
        return value
    if abs(value) >= 10**WHOLE_DIGITS:
        return Reason("number_too_large", {"value": text[:40]})
    return int(value.scaleb(SCALE).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def read_decimal(text: str, *, decimal: str = ".") -> Decimal | Reason:
    """One text with all its decimals."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("–", "-")
    plain = _SIGNS.sub("", plain).strip()
    if _ROUNDED.fullmatch(plain):
        return Reason("number_rounded", {"value": text[:40]})
    negative = plain.startswith("-") or plain.endswith("-") or (plain.startswith("(") and plain.endswith(")"))
    digits = plain.strip("-+()").strip()
    if _TINY.fullmatch(plain):
        value = Decimal(digits.replace(",", "."))
    elif _UNGROUPED[decimal].fullmatch(digits) or _GROUPED[decimal].fullmatch(digits):
        kept = "".join(char for char in digits if char.isdigit() or char == decimal)
        value = Decimal(kept.replace(",", ".").rstrip(".") or "0")
    elif text.strip() in _DIGITS_IN_WORDS:
        return Reason("number_in_words", {"value": text.strip(), "number": _DIGITS_IN_WORDS[text.strip()]})
    else:
        return Reason("number_unreadable", {"value": text[:40]})
    return -value if negative else value


def decimal_mark(texts: Sequence[str]) -> str:
    """A comma when the numbers only make sense with a decimal comma; 1,234 alone is a thousand."""
    comma = point = 0
    for text in texts:
        tail = max(text.rfind(","), text.rfind("."))
        if tail < 0:
            continue
        mark, digits = text[tail], sum(char.isdigit() for char in text[tail + 1 :])
        decisive = digits != 3 or (text.count(".") > 0 and text.count(",") > 0)
        if decisive and text.count(mark) == 1:
            comma, point = comma + (mark == ","), point + (mark == ".")
    return "," if comma > point else "."


def decimals_of(values_e4: NDArray[np.int64]) -> pa.Array:
    """Scaled integers as an Arrow decimal column, without looking at a value in Python."""
    words = np.empty((len(values_e4), 2), dtype=np.int64)
    words[:, 0] = values_e4
    words[:, 1] = values_e4 >> 63  # the sign fills the upper half of 128 bits
    return pa.Array.from_buffers(pa.decimal128(18, SCALE), len(values_e4), [None, pa.py_buffer(words.tobytes())])


def _whole_e4(plain: pa.Array) -> NDArray[np.int64]:
    decimals = pc.cast(plain, pa.decimal128(WHOLE_DIGITS + SCALE + 1, SCALE))
    words = np.frombuffer(decimals.buffers()[1], dtype=np.int64)
    start = decimals.offset
    return words[2 * start : 2 * (start + len(decimals)) : 2].copy()


def _by_row(rows: NDArray[np.int64], failed: dict[int, Reason]) -> dict[int, Reason]:
    if not failed:
        return {}
    bad = np.isin(rows, np.fromiter(failed, dtype=np.int64))
    return {int(row): failed[int(rows[row])] for row in np.flatnonzero(bad)}
