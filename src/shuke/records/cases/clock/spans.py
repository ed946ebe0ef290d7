"""Opening hours as people write them: “9:00-12:00, 13:30-18:00”."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.cases.clock.hours import MINUTES_A_DAY, Span, Spans

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~至]\s*(\d{1,2})[:：](\d{2})")


class WrongHours(ShukeError):
    """A text that names no hours of one day."""


def read_spans(text: str) -> Spans:
    """Spans in order, none touching another; an empty text is a closed day. Raises WrongHours."""
    parts = [part.strip() for part in re.split(r"[,，、;；]", text) if part.strip()]
    spans = sorted(_read_span(part) for part in parts)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise WrongHours(_("“%(text)s”: two spans overlap; write each hour once.") % {"text": text[:80]})
    return tuple(spans)


def write_spans(spans: Spans) -> str:
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans)


def _read_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    numbers = [int(number) for number in found.groups()] if found else [0, 99, 0, 99]
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if numbers[1] > 59 or numbers[3] > 59 or not opens < closes <= MINUTES_A_DAY:
        raise WrongHours(
            _("“%(text)s” are no opening hours; write for example 9:00-12:00, 13:00-18:00.") % {"text": text[:80]}
        )
    return opens, closes


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
