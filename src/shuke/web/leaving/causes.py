"""Causes of leaving, what was done about each, and how many came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.records.departures.queries import Followed, Tally, tallies
from shuke.web.insight import doors
from shuke.web.insight.charts import Sheet, hundredths
from shuke.web.leaving.words import USUAL, cause_words, countermeasure_words

SHOWN = 30


@dataclass(frozen=True)
class Line:
    tally: Tally
    name: str
    usual: str  # what answers the cause first
    customers: int
    url: str


def by_cause(rows: Sequence[Followed]) -> tuple[Line, ...]:
    return tuple(
        Line(
            tally,
            cause_words(tally.key),
            str(USUAL[tally.key]),
            _customers(row for row in rows if row.departure.cause == tally.key),
            doors.customers(left_because=tally.key),
        )
        for tally in tallies(rows, by=lambda departure: departure.cause)
    )


def by_countermeasure(rows: Sequence[Followed]) -> tuple[Line, ...]:
    answered = [row for row in rows if row.departure.countermeasure]
    return tuple(
        Line(
            tally,
            countermeasure_words(tally.key),
            "",
            _customers(row for row in answered if row.departure.countermeasure == tally.key),
            doors.customers(countermeasure=tally.key),
        )
        for tally in tallies(answered, by=lambda departure: departure.countermeasure)
    )


def _customers(rows: Iterable[Followed]) -> int:
    return len({row.departure.customer_id for row in rows})


def sheet_of(lines: Sequence[Line], *, name: str, head: str) -> Sheet:
    heads = [
        head, _("Departures"), _("Something was done"), _("Came back"), _("Still waiting"), _("Did not come back"),
        _("Came back, %"), _("Spent"),
    ]  # fmt: skip
    return Sheet(
        name,
        heads,
        [
            (
                line.name,
                line.tally.departures,
                line.tally.answered,
                line.tally.back,
                line.tally.waiting,
                line.tally.gone,
                hundredths(line.tally.back_share),
                line.tally.spent,
            )
            for line in lines
        ],
    )
