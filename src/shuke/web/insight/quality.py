"""Odd lines (docs/definitions.md): how each finding is called and what it means for the figures."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from shuke.lib.sheets import Cell
from shuke.warehouse.read import Check, QualityCount, QualityRow

# code → (name, what the figures do with it), in the order of the page
FINDINGS: Mapping[str, tuple[Promise, Promise]] = {
    "order_without_sale": (
        _("Orders without a sale"),
        _("No line of positive quantity and nothing taken back: they do not count as purchases."),
    ),
    "other_currency": (
        _("Orders in another currency"),
        _("Set aside: they are in no sum, since no rate says what they are worth."),
    ),
    "possible_duplicate": (
        _("Possible duplicates"),
        _("Same customer, store, moment, amount and lines as another order: both are counted."),
    ),
    "impossible_date": (
        _("Impossible days"),
        _("Before 1970 or in the future: the order is kept, its day is hardly right."),
    ),
    "zero_quantity": (_("Lines of quantity 0"), _("Kept; their money is counted, they make no purchase.")),
    "unlinked_return": (
        _("Returns without their sale"),
        _("Taken off the spend on their own day; no sale is undone by them."),
    ),
    "returned_too_much": (_("More returned than sold"), _("All of it is taken off the spend.")),
    "zero_value": (_("Lines of value 0"), _("Gifts, samples, full discounts: they count as bought.")),
    "negative_price": (
        _("Negative amount, positive quantity"),
        _("Refunds written as sales: their money is taken off the spend."),
    ),
    "unknown_product": (
        _("Products nobody described"),
        _("Named by an order only: they have no category, brand or cost."),
    ),
}


# What `warehouse.checks.compare` counts on both sides.
COMPARED: Mapping[str, Promise] = {
    "customers": _("Customers"),
    "products": _("Products"),
    "stores": _("Stores"),
    "orders": _("Orders"),
    "orders_set_aside": _("Orders set aside"),
    "order_lines": _("Order lines"),
    "net": _("Sales, net"),
    "point_rows": _("Rows of points"),
    "points": _("Points to spend"),
    "points_pending": _("Points that wait"),
    "points_owed": _("Points owed"),
    "messages": _("Messages to customers"),
    "cases": _("Cases"),
}


@dataclass(frozen=True)
class Finding:
    code: str
    name: str
    meaning: str
    rows: int


def findings_of(counts: Iterable[QualityCount]) -> list[Finding]:
    """In the page's order; a code without words comes last under its own name."""
    by_code = {count.code: count.rows for count in counts}
    named = [
        Finding(code, str(name), str(meaning), by_code.pop(code))
        for code, (name, meaning) in FINDINGS.items()
        if code in by_code
    ]
    return named + [Finding(code, code, "", rows) for code, rows in by_code.items()]


# How `warehouse.checks` names what must hold, by its form; the rest of a name is of tables and columns.
_CHECKS: tuple[tuple[str, Promise], ...] = (
    (r"(?P<key>[\w.]+) is unique", _("%(key)s is unique")),
    (r"(?P<key>[\w.]+) is in (?P<table>\w+)", _("Every %(key)s is in %(table)s")),
    (r"net = gross − discount − returned on every line", _("net = gross − discount − returned on every line")),
    (r"orders of every month are those of the records", _("Orders of every month are those of the records")),
    (r"order lines of every month are those of the records", _("Order lines of every month are those of the records")),
    (r"net of orders of every month are those of the records", _("Net of orders, every month, is that of the records")),
    (
        r"net of order lines of every month are those of the records",
        _("Net of order lines, every month, is that of their orders"),
    ),
    (
        r"rows of points of every month are those of the ledger",
        _("Rows of points, every month, are the ledger's"),
    ),
    (r"points to spend of every month are those of the ledger", _("Points to spend, every month, are the ledger's")),
    (r"points that wait of every month are those of the ledger", _("Points that wait, every month, are the ledger's")),
    (r"points owed of every month are those of the ledger", _("Points owed, every month, are the ledger's")),
    (
        r"rows of (?P<table>\w+) of every month are those of the records",
        _("Rows of %(table)s, every month, are those of the records"),
    ),
)


def check_words(check: Check) -> str:
    """What was checked, in the reader's language, with tables as code; a check without words is shown by its name."""
    for form, words in _CHECKS:
        if found := re.fullmatch(form, check.name):
            tables = {name: format_html("<code>{}</code>", table) for name, table in found.groupdict().items()}
            return mark_safe(escape(words) % tables)
    return check.name


def failures_of(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if not check.is_ok]


HEADS = ("day", "source", "source_key", "store", "customer", "product", "quantity", "amount", "currency")


def as_records(rows: Sequence[QualityRow]) -> Iterator[list[Cell]]:
    """For a file: the columns of HEADS."""
    for row in rows:
        yield [getattr(row, head) for head in HEADS]
