"""The RFM page's words: heads of rows and columns, names of cells, what the switches say."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuke.report.words import name_of
from shuke.web import figures
from shuke.web.insight.charts import Sheet
from shuke.web.insight.rfm import Choice, Map, MapCell, Span

NAMES: tuple[tuple[str, Promise], ...] = (
    ("rfm_group", gettext_lazy("11 groups")),
    ("rfm_eight", gettext_lazy("8 groups")),
    ("rfm_four", gettext_lazy("4 groups")),
)
MEASURES: tuple[tuple[str, Promise], ...] = (
    ("mean", gettext_lazy("Mean spend")),
    ("customers", gettext_lazy("Customers")),
    ("risk", gettext_lazy("Value at risk")),
)
METHODS = {
    "independent": gettext_lazy("Independent quintiles"),
    "nested": gettext_lazy("Nested quintiles"),
    "thresholds": gettext_lazy("Stored thresholds"),
}
HIGH_FROM = 4  # a code from which the eight count it as high

# (R is high, F is high): M decides between key and general, and both share this word.
_QUARTERS = {
    (True, True): gettext_lazy("Value"),
    (True, False): gettext_lazy("Develop"),
    (False, True): gettext_lazy("Keep"),
    (False, False): gettext_lazy("Win back"),
}


def method_of(parameters: Mapping[str, Any]) -> str:
    """How the codes were cut, from the settings of the run."""
    method = parameters.get("rfm_method", "independent")
    return str(METHODS.get(method, method))


def cell_name(cell: MapCell, choice: Choice) -> str:
    if choice.names == "rfm_group":
        return name_of("rfm_group", cell.keys[0]) if cell.keys else ""
    if choice.names == "rfm_eight":
        return str(_QUARTERS[cell.r >= HIGH_FROM, cell.column >= HIGH_FROM])
    return ""


def days_text(days: Span) -> str:
    if days is None:
        return figures.NOTHING
    span = _span(days)
    return ngettext("%(span)s day", "%(span)s days", days[1]) % {"span": span}


def orders_text(orders: Span) -> str:
    if orders is None:
        return figures.NOTHING
    return ngettext("%(span)s order", "%(span)s orders", orders[1]) % {"span": _span(orders)}


def _span(bounds: tuple[int, int]) -> str:
    low, high = (figures.number(bound) for bound in bounds)
    return low if low == high else f"{low}–{high}"


def sheet_of(drawn: Map, choice: Choice, *, currency: str) -> Sheet:
    column = "FM" if choice.column == "fm" else "F"
    return Sheet(
        "rfm",
        ["R", column, _("Group"), _("Customers"), _("Spend"), _("Mean spend"), _("Value at risk")],
        [
            (
                cell.r,
                cell.column,
                cell_name(cell, choice),
                cell.customers,
                figures.major(cell.spend_minor, currency),
                figures.major(cell.mean_minor, currency),
                figures.major(cell.value_at_risk_minor, currency),
            )
            for row in drawn.rows
            for cell in row.cells
        ],
    )
