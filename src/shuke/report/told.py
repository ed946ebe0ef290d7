"""How a file was understood, line by line: what is guessed is said, so that a wrong guess is seen."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from shuke.lib.numerals import NOTHING
from shuke.report.page.numbers import count
from shuke.report.sales import OPTION_OF, Column, Sales
from shuke.report.words.refusals import short_name

FORMATS = {"text": "CSV", "workbook": "XLSX", "parquet": "Parquet"}


def understood(sales: Sales) -> Iterator[str]:
    facts = {"file": sales.path.name, "format": _format(sales), "rows": count(sales.tally.rows)}
    yield _("%(file)s (%(format)s): %(rows)s rows") % facts
    for column in sales.columns:
        yield _column(column)
    if sales.left_out:
        yield _("columns not read: %(columns)s") % {"columns": ", ".join(sales.left_out)}
    if all(column.field != "order" for column in sales.columns):
        yield _("no order column: all lines of a customer on one day are one order")
    if refused := sum(sales.tally.refused.values()):
        yield _("%(rows)s rows refused: %(reasons)s") % {"rows": count(refused), "reasons": refused_in_words(sales)}
    if sales.tally.noticed:
        yield _("accepted, and worth a look: %(reasons)s") % {"reasons": _counted(sales.tally.noticed)}


def _format(sales: Sales) -> str:
    return f"{FORMATS[sales.format]}, {sales.encoding}" if sales.encoding else FORMATS[sales.format]


def _column(column: Column) -> str:
    facts = {
        "field": OPTION_OF.get(column.field, column.field),
        "number": column.number,
        "name": column.name,
        "why": column.why,
    }
    if column.name == str(column.number):
        return _("%(field)s = column %(number)s: %(why)s") % facts
    return _("%(field)s = column %(number)s (%(name)s): %(why)s") % facts


def refused_in_words(sales: Sales) -> str:
    """“unreadable date 12, negative price 3”, most frequent first; — where nothing was refused."""
    return _counted(sales.tally.refused)


def _counted(reasons: Counter[str]) -> str:
    return ", ".join(f"{short_name(code)} {count(rows)}" for code, rows in reasons.most_common()) or NOTHING
