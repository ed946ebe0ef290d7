"""What the file was, how it was understood, what was refused and what looked odd."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.intake.words import FIELDS
from shuke.lib.numerals import NOTHING
from shuke.report.figures import Figures
from shuke.report.page.numbers import Numbers, count
from shuke.report.sales import Sales
from shuke.report.words.refusals import short_name

SHOWN_OF_FINGERPRINT = 16


@dataclass(frozen=True)
class ColumnRow:
    field: str
    column: str
    why: str


@dataclass(frozen=True)
class Fact:
    name: str
    value: str
    tone: str = ""  # "warn" where something was refused


@dataclass(frozen=True)
class Quality:
    sentence: str
    columns: list[ColumnRow]
    facts: list[Fact]


def quality_of(sales: Sales, figures: Figures, numbers: Numbers) -> Quality:
    refused = sum(sales.tally.refused.values())
    pattern = _("%(rows)s rows read, %(refused)s refused") if refused else _("%(rows)s rows read, none refused")
    return Quality(
        sentence=pattern % {"rows": count(sales.tally.rows), "refused": count(refused)},
        columns=[
            ColumnRow(str(FIELDS[column.field]), _column(column.number, column.name), column.why)
            for column in sales.columns
        ],
        facts=[*_refusals(sales), *_remarks(sales), *_facts(sales, figures, numbers)],
    )


def _column(number: int, name: str) -> str:
    return f"{number}" if name == str(number) else f"{number} · {name}"


def _refusals(sales: Sales) -> list[Fact]:
    return [
        Fact(_("Refused: %(reason)s") % {"reason": short_name(code)}, count(rows), "warn")
        for code, rows in sorted(sales.tally.refused.items())
    ]


def _remarks(sales: Sales) -> list[Fact]:
    return [
        Fact(_("Noticed: %(reason)s") % {"reason": short_name(code)}, count(rows))
        for code, rows in sorted(sales.tally.noticed.items())
    ]


def _facts(sales: Sales, figures: Figures, numbers: Numbers) -> list[Fact]:
    return [
        Fact(_("Orders in the window"), count(figures.customers["orders"].sum())),
        Fact(_("Spend in the window"), numbers.money(figures.customers["spend"].sum())),
        Fact(_("First order in the file"), numbers.day(sales.first_on) if sales.first_on else NOTHING),
        Fact(_("Latest order in the file"), numbers.day(sales.latest_on) if sales.latest_on else NOTHING),
        Fact(_("Currency"), sales.currency or NOTHING),
        Fact(_("Fingerprint of the file (SHA-256)"), f"{sales.sha256[:SHOWN_OF_FINGERPRINT]}…"),
    ]
