"""Cells of a test: the door to their customers, and what is said when one is pointed at."""

from django import template
from django.utils.translation import gettext as _

from shuke.scores.trials.results import CellRow
from shuke.web import figures
from shuke.web.insight import doors

register = template.Library()


@register.simple_tag
def cell_url(table: int, part: str) -> str:
    return doors.customers(cell=f"{table}-{part}")


@register.simple_tag
def cell_words(row: CellRow) -> str:
    """“455: 5 of 5 tested answered; 20 customers”."""
    return _("%(cell)s: %(responses)s of %(pieces)s tested answered; %(customers)s customers") % {
        "cell": row.cell,
        "responses": figures.number(row.responses),
        "pieces": figures.number(row.pieces),
        "customers": figures.number(row.customers),
    }
