"""What each column of the list shows, as HTML. Beside `export.py`, which writes the same as plain values."""

from collections.abc import Callable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shuke.report.words import name_of
from shuke.web import figures, markup
from shuke.web.customers.columns import FORECAST_AMOUNTS, Column
from shuke.web.customers.listing import Row
from shuke.web.words import held_value, reason_html

Cell = Callable[[Row], SafeString | str]


def cell(row: Row, column: Column) -> SafeString | str:
    if column.custom_key:
        return held_value(row.customer.custom.get(column.custom_key))
    return _OF_CUSTOMER[column.key](row) if column.key in _OF_CUSTOMER else _of_score(row, column)


def _of_score(row: Row, column: Column) -> SafeString | str:
    """Somebody registered since the run has no scores yet: —."""
    return markup.NOTHING if row.score is None else _OF_SCORE[column.key](row)


def _value_class(row: Row) -> SafeString:
    assert row.score is not None
    badge = markup.class_badge(row.score.value_class)
    if not row.score.pyramid_level:
        return badge
    return format_html('{}<span class="sk-lv">{}</span>', badge, name_of("pyramid_level", row.score.pyramid_level))


def _rhythm(row: Row) -> SafeString:
    if row.pace is None:
        return mark_safe("")
    return markup.rhythm(
        row.pace.visits,
        silence_days=row.pace.silence_days,
        rhythm_days=row.pace.rhythm_days,
        overdue_ratio=row.pace.overdue_ratio,
    )


def _spend(row: Row) -> SafeString:
    assert row.score is not None
    amount = figures.money_html(figures.major(row.score.spend_minor, row.setting.currency), row.setting.currency)
    line = markup.spark(row.score.months, falls=row.falls)
    return format_html('<span class="sk-mc">{}<span class="sk-money">{}</span></span>', line, amount)


def _why(row: Row) -> SafeString:
    if row.reason is None:
        return mark_safe("")
    said = reason_html(row.reason, currency=row.setting.money_currency, product_names=row.product_names)
    return format_html('<span class="sk-reason">{}</span>', said)


def _codes(row: Row) -> SafeString | str:
    score = row.score
    if score is None or score.r is None:
        return markup.NOTHING
    return format_html('<span class="sk-num">{}-{}-{}</span>', score.r, score.f, score.m)


def _code(name: str) -> Cell:
    return lambda row: figures.number(getattr(row.score, name))


def _amount(name: str, shape: str) -> Cell:
    """Without a sign: the column of spend carries it."""

    def show(row: Row) -> SafeString:
        return format_html(shape, figures.number(figures.major(getattr(row.score, name), row.setting.currency)))

    return show


def _word(kind: str) -> Cell:
    return lambda row: name_of(kind, getattr(row.score, kind))


def _tags(row: Row) -> SafeString:
    return format_html_join(" ", '<span class="sk-tag">{}</span>', ((tag.name,) for tag in row.tags))


_SOFT = '<span class="sk-soft">{}</span>'
_SOFT_NUMBER = '<span class="sk-num sk-soft">{}</span>'

_OF_CUSTOMER: Mapping[str, Cell] = {
    "owner": lambda row: format_html('<span class="sk-owner">{}</span>', row.customer.owner or ""),
    "number": lambda row: format_html(_SOFT_NUMBER, row.customer.number),
    "phone": lambda row: format_html(_SOFT_NUMBER, row.contact.get("phone", figures.NOTHING)),
    "email": lambda row: row.contact.get("email", figures.NOTHING),
    "card": lambda row: format_html(_SOFT_NUMBER, row.contact.get("card", figures.NOTHING)),
    "gender": lambda row: row.customer.get_gender_display() or figures.NOTHING,
    "store": lambda row: row.customer.home_store.name if row.customer.home_store else figures.NOTHING,
    "tags": _tags,
    "joined_on": lambda row: figures.day(row.customer.joined_on),
    "birthday": lambda row: figures.day(row.customer.birthday),
}

_OF_SCORE: Mapping[str, Cell] = {
    "value_class": _value_class,
    "stage": lambda row: markup.stage(getattr(row.score, "stage", "")),
    "rhythm": _rhythm,
    "overdue": lambda row: markup.risk(row.pace.overdue_ratio if row.pace else None),
    "spend": _spend,
    "current_value": _amount("current_value_minor", _SOFT),
    "headroom": _amount("headroom_minor", _SOFT),
    "potential": _amount("potential_value_minor", _SOFT),
    "value_at_risk": _amount("value_at_risk_minor", '<b class="sk-rv">{}</b>'),
    "latest": lambda row: format_html(_SOFT, row.latest),
    "why": _why,
    "orders": lambda row: figures.number(getattr(row.score, "orders", None)),
    "recency": lambda row: figures.number(row.recency_days),
    "silence_probability": lambda row: figures.percent(row.silence_probability),
    "rhythm_days": lambda row: figures.days(row.pace.rhythm_days if row.pace else None),
    "churn": lambda row: figures.percent(getattr(row.score, "churn_probability", None)),
    "probability_alive": lambda row: figures.percent(getattr(row.score, "probability_alive", None)),
    "expected_orders_90": lambda row: figures.number(getattr(row.score, "expected_orders_90", None), decimals=1),
    "expected_orders_365": lambda row: figures.number(getattr(row.score, "expected_orders_365", None), decimals=1),
    **{name: _amount(f"{name}_minor", _SOFT) for name in FORECAST_AMOUNTS},
    "rfm": _codes,
    **{code: _code(code) for code in ("r", "f", "m")},
    "rfm_group": _word("rfm_group"),
    "rfm_eight": _word("rfm_eight"),
    "pyramid_level": _word("pyramid_level"),
    "abc": lambda row: getattr(row.score, "abc", "") or figures.NOTHING,
    "first_on": lambda row: figures.day(getattr(row.score, "first_on", None)),
}
