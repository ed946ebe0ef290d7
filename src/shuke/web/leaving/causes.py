"""Causes of leaving, what was done about each, and how many came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.records.departures.queries import Followed, Outcome, Tally, latest_of_each, tallies
from shuke.web.insight import doors
from shuke.web.insight.charts import Sheet, hundredths
from shuke.web.leaving.words import USUAL, cause_words, countermeasure_words

SHOWN = 30


@dataclass(frozen=True)
class Part:
    customers: int
    url: str


@dataclass(frozen=True)
class Line:
    """Customers, each counted once, by the latest of their departures that share the cause or the countermeasure."""

    tally: Tally
    name: str
    usual: str  # what answers the cause first
    whole: Part
    answered: Part
    back: Part
    waiting: Part
    gone: Part

    @property
    def back_share(self) -> float | None:
        """Of those whose days are over or who are back."""
        known = self.back.customers + self.gone.customers
        return self.back.customers / known if known else None


def by_cause(rows: Sequence[Followed]) -> tuple[Line, ...]:
    found = tallies(rows, by=lambda departure: departure.cause)
    return tuple(
        Line(
            tally,
            cause_words(tally.key),
            str(USUAL[tally.key]),
            **_parts([row for row in rows if row.departure.cause == tally.key], tally.key, "left_because", "left_and"),
        )
        for tally in found
    )


def by_countermeasure(rows: Sequence[Followed]) -> tuple[Line, ...]:
    answered = [row for row in rows if row.departure.countermeasure]
    found = tallies(answered, by=lambda departure: departure.countermeasure)
    return tuple(
        Line(
            tally,
            countermeasure_words(tally.key),
            "",
            **_parts(
                [row for row in answered if row.departure.countermeasure == tally.key],
                tally.key,
                "countermeasure",
                "countermeasure_and",
            ),
        )
        for tally in found
    )


def people_by_part(rows: Iterable[Followed]) -> dict[str, set[int]]:
    """Of departures that share a cause or a countermeasure: who is behind each of `words.PARTS`."""
    people = latest_of_each(rows)
    parts = {str(outcome): {pk for pk, row in people.items() if row.outcome == outcome} for outcome in Outcome}
    return {"answered": {pk for pk, row in people.items() if row.departure.countermeasure}, **parts}


def _parts(rows: Sequence[Followed], key: str, whole: str, part: str) -> dict[str, Part]:
    """With doors by the filter of them all, `whole`, and by that of a part (web/leaving/filters.py)."""
    counted = {
        name: Part(len(people), doors.customers(**{part: f"{key}-{name}"}))
        for name, people in people_by_part(rows).items()
    }
    return {"whole": Part(len(latest_of_each(rows)), doors.customers(**{whole: key})), **counted}


def sheet_of(lines: Sequence[Line], *, name: str, head: str) -> Sheet:
    heads = [
        head, _("Departures"), _("Customers"), _("Something was done"), _("Came back"), _("Still waiting"),
        _("Did not come back"), _("Came back, %"), _("Spent"),
    ]  # fmt: skip
    return Sheet(
        name,
        heads,
        [
            (
                line.name,
                line.tally.departures,
                *(part.customers for part in (line.whole, line.answered, line.back, line.waiting, line.gone)),
                hundredths(line.back_share),
                line.tally.spent,
            )
            for line in lines
        ],
    )
