"""What the values of a column look like, on a sample: the evidence a guess stands on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from shuke.intake.moments import Moment, date_order, read_moment, read_time
from shuke.intake.numbers import decimal_mark, read_number
from shuke.intake.reading import Batch

SAMPLE_ROWS = 500

_PHONE = re.compile(r"(\+?86[- ]?)?1[3-9]\d{9}|\+\d{7,15}|\+?\d[\d ()\-]{8,17}\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WHOLE = re.compile(r"[-+−]?\d+")
_EAN = re.compile(r"\d{8}|\d{12,14}")


@dataclass(frozen=True)
class Profile:
    """Shares are of the filled cells, 0–1."""

    filled: int
    distinct: int
    moments: float
    times: float
    numbers: float
    with_decimals: float
    whole: float
    zero_led: float  # whole numbers that begin with 0: an id
    mean_length: float
    largest: float  # of the whole numbers
    phones: float
    emails: float
    check_digits: float  # GTIN-8/12/13/14 with the right check digit


def profile(column: pa.Array, *, decimal: str = ".") -> Profile:
    """Looks at the first SAMPLE_ROWS cells."""
    words = [text.strip() for text in column.slice(0, SAMPLE_ROWS).to_pylist()]
    words = [word for word in words if word]
    count = len(words)
    whole = [word for word in words if _WHOLE.fullmatch(word)]

    def share(hits: int) -> float:
        return hits / count if count else 0.0

    return Profile(
        filled=count,
        distinct=len(set(words)),
        moments=share(sum(_is_moment(word) for word in words)),
        times=share(sum(read_time(word) is not None for word in words)),
        numbers=share(sum(isinstance(read_number(word, decimal=decimal), int) for word in words)),
        with_decimals=share(sum(decimal in word and not _WHOLE.fullmatch(word) for word in words)),
        whole=share(len(whole)),
        zero_led=share(sum(word.startswith("0") and len(word) > 1 for word in whole)),
        mean_length=sum(map(len, words)) / count if count else 0.0,
        largest=max((abs(int(word.replace("−", "-"))) for word in whole), default=0),
        phones=share(sum(bool(_PHONE.fullmatch(word)) for word in words)),
        emails=share(sum(bool(_EMAIL.fullmatch(word)) for word in words)),
        check_digits=share(sum(has_check_digit(word) for word in words)),
    )


def profiles(sample: Batch, *, decimal: str = ".") -> dict[str, Profile]:
    return {name: profile(column, decimal=decimal) for name, column in sample.columns.items()}


def sample_decimal_mark(columns: Sequence[pa.Array]) -> str:
    words = [text for column in columns for text in column.slice(0, SAMPLE_ROWS).to_pylist()]
    return decimal_mark([word for word in words if re.fullmatch(r"[-+−(]?[\d.,' ]+\)?", word.strip())])


def has_check_digit(text: str) -> bool:
    """A GTIN whose last digit is right: from the right, every second digit counts three times."""
    if not _EAN.fullmatch(text):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _is_moment(word: str) -> bool:
    if isinstance(read_moment(word), Moment):
        return True
    order = date_order([word])  # month first is a date too, whichever order the column turns out to have
    return bool(order.month_first and isinstance(read_moment(word, style="month_first"), Moment))
