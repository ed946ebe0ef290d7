"""Who is being erased, as every domain is told it, and the marks by which files about them are still known."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from shuke.lib.phones import digits_of, is_phone_like
from shuke.lib.text import fold

# What a word becomes that must not be blank.
ERASED = "—"
# A phone's digits are marked too, however it is written; a shorter run of digits is anything.
_FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Person:
    """`forget_person` of a domain empties what it holds on them, and answers which files have to go.

    Repeated, it finds nothing more and changes nothing.
    """

    ids: frozenset[int]  # the customer and who was merged into them
    phones: frozenset[str]  # E.164
    emails: frozenset[str]  # in lower case
    marks: frozenset[str]  # of every name and identifier, see `marks_of`
    now: datetime


def marks_of(texts: Iterable[str]) -> frozenset[str]:
    """Keyed hashes of what names a person: enough to know it again in a file, not enough to read it."""
    return frozenset(mark_of(spelt) for text in texts for spelt in _spellings(text))


def mark_of(text: str) -> str:
    return salted_hmac("shuke.erased", text, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def are_marked(cells: Iterable[str], marks: Collection[str]) -> bool:
    """Whether one of the cells of a row names somebody who was erased."""
    return any(mark_of(spelt) in marks for cell in cells for spelt in _spellings(cell))


def _spellings(text: str) -> set[str]:
    plain = fold(text.strip())
    digits = digits_of(plain)
    is_phone = is_phone_like(plain) and len(digits) >= _FEWEST_DIGITS
    # The last digits alone: with or without the country's code.
    found = {plain, digits[-_FEWEST_DIGITS - 1 :] if is_phone else ""}
    return {spelt for spelt in found if spelt}
