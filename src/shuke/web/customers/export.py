"""A list as rows of plain values: the download holds what the columns show, amounts as numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from shuke.lib.sheets import Cell
from shuke.report.words import name_of
from shuke.web import figures
from shuke.web.customers.columns import FORECAST_AMOUNTS, Column
from shuke.web.customers.listing import Row, rows_of
from shuke.web.customers.setting import Setting
from shuke.web.words import reason_text

CHUNK = 500


def heads(columns: Sequence[Column]) -> list[str]:
    return [_("Customer number"), _("Name"), *(_head(column) for column in columns if column.key != "number")]


def _head(column: Column) -> str:
    # The picture of a rhythm has no place in a table: its usual gap stands for it.
    return _("Usual gap, days") if column.key in ("rhythm", "rhythm_days") else str(column.label)


def exported_rows(ids: Iterable[int], *, setting: Setting, columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """One row a customer, read in chunks: a million of them pass through without being held."""
    remaining = iter(ids)
    while chunk := list(islice(remaining, CHUNK)):
        for row in rows_of(chunk, setting=setting, columns=columns):
            yield _values(row, columns, setting)


def _values(row: Row, columns: Sequence[Column], setting: Setting) -> list[Cell]:
    shown = [_value(row, column, setting) for column in columns if column.key != "number"]
    return [row.customer.number, row.customer.name, *shown]


def _value(row: Row, column: Column, setting: Setting) -> Cell:
    if column.custom_key:
        value: Cell = row.customer.custom.get(column.custom_key)
        return value
    if column.key in _OF_CUSTOMER:
        return _OF_CUSTOMER[column.key](row)
    return None if row.score is None else _OF_SCORE[column.key](row, setting)


_OF_CUSTOMER: Mapping[str, Callable[[Row], Cell]] = {
    "owner": lambda row: str(row.customer.owner or ""),
    "phone": lambda row: row.contact.get("phone", ""),
    "email": lambda row: row.contact.get("email", ""),
    "card": lambda row: row.contact.get("card", ""),
    "gender": lambda row: row.customer.get_gender_display(),
    "store": lambda row: row.customer.home_store.name if row.customer.home_store else "",
    "tags": lambda row: ", ".join(tag.name for tag in row.tags),
    "joined_on": lambda row: row.customer.joined_on,
    "birthday": lambda row: row.customer.birthday,
}


def _money(name: str) -> Callable[[Row, Setting], Cell]:
    return lambda row, setting: figures.major(getattr(row.score, f"{name}_minor"), setting.currency)


def _plain(name: str) -> Callable[[Row, Setting], Cell]:
    return lambda row, setting: getattr(row.score, name)


def _rounded(name: str, *, decimals: int) -> Callable[[Row, Setting], Cell]:
    def value(row: Row, setting: Setting) -> Cell:
        exact: float | None = getattr(row.score, name)
        return None if exact is None else round(exact, decimals)

    return value


def _short(share: float | None) -> Cell:
    return None if share is None else round(share, 4)


def _of_pace(name: str, *, decimals: int) -> Callable[[Row, Setting], Cell]:
    def value(row: Row, setting: Setting) -> Cell:
        exact: float | None = getattr(row.pace, name) if row.pace else None
        return None if exact is None else round(exact, decimals)

    return value


def _word(kind: str) -> Callable[[Row, Setting], Cell]:
    def value(row: Row, setting: Setting) -> Cell:
        key = getattr(row.score, kind)
        return name_of(kind, key) if key else None

    return value


def _codes(row: Row, setting: Setting) -> Cell:
    score = row.score
    return None if score is None or score.r is None else f"{score.r}-{score.f}-{score.m}"


def _why(row: Row, setting: Setting) -> Cell:
    if row.reason is None:
        return None
    return reason_text(row.reason, currency=setting.money_currency, product_names=row.product_names)


_OF_SCORE: Mapping[str, Callable[[Row, Setting], Cell]] = {
    "value_class": _word("value_class"),
    "stage": _word("stage"),
    "rhythm": _of_pace("rhythm_days", decimals=2),
    "rhythm_days": _of_pace("rhythm_days", decimals=2),
    "overdue": _of_pace("overdue_ratio", decimals=2),
    "spend": _money("spend"),
    "current_value": _money("current_value"),
    "headroom": _money("headroom"),
    "potential": _money("potential_value"),
    "value_at_risk": _money("value_at_risk"),
    "latest": lambda row, setting: row.pace.latest_on if row.pace else None,
    "why": _why,
    "orders": _plain("orders"),
    "recency": lambda row, setting: row.recency_days,
    "silence_probability": lambda row, setting: _short(row.silence_probability),
    "churn": _rounded("churn_probability", decimals=4),
    "probability_alive": _rounded("probability_alive", decimals=4),
    "expected_orders_90": _rounded("expected_orders_90", decimals=2),
    "expected_orders_365": _rounded("expected_orders_365", decimals=2),
    **{name: _money(name) for name in FORECAST_AMOUNTS},
    "rfm": _codes,
    **{code: _plain(code) for code in ("r", "f", "m")},
    "rfm_group": _word("rfm_group"),
    "rfm_eight": _word("rfm_eight"),
    "pyramid_level": _word("pyramid_level"),
    "abc": _plain("abc"),
    "first_on": _plain("first_on"),
}
