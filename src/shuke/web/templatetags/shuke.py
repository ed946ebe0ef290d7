"""The look's components as tags. Each takes what it shows as explicit values; none of them asks the database."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuke.report.words import name_of, rhythm_words
from shuke.web import figures, markup, words

register = template.Library()

register.filter("number", figures.number)
register.filter("percent", figures.percent)
register.filter("rhythm_words", rhythm_words)
register.filter("times", figures.times)
register.filter("days", figures.days)
register.filter("days_ago", figures.days_ago)
register.filter("day", figures.day)
register.filter("duration", figures.duration)
register.filter("month_year", figures.month_year)
register.filter("moment", figures.moment)
register.filter("seen_from", figures.seen_from)


@register.filter
def held(values: Mapping[str, Any], key: str) -> str:
    """What a customer has in a custom field."""
    return words.held_value(values.get(key))


MANIFEST = Path(__file__).resolve().parent.parent / "static" / "dist" / "manifest.json"


@cache
def _hashed_names() -> dict[str, str]:
    # Not built yet (a test run, a fresh clone): pages stand without style rather than fall.
    return json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}


@register.simple_tag
def asset(name: str) -> str:
    """Address of a built bundle: its name carries a hash, so that browsers may keep it for ever."""
    if settings.DEBUG:
        _hashed_names.cache_clear()
    return static(f"dist/{_hashed_names().get(name, name)}")


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def money(amount: Decimal | int | None, currency: str, exact: bool = False, signed: bool = False) -> SafeString:
    return figures.money_html(amount, currency, exact=exact, signed=signed)


@register.simple_tag
def money_minor(amount_minor: int | None, currency: str, exact: bool = False, signed: bool = False) -> SafeString:
    return figures.money_html(figures.major(amount_minor, currency), currency, exact=exact, signed=signed)


@register.simple_tag
def door(count: int | None, url: str, exact: bool = True) -> SafeString:
    """A number that opens the list it counts; one that opens nothing is not underlined."""
    shown = figures.number(count) if exact else f"{figures.number(count)}+"
    if not url or not count:
        return format_html('<span class="sk-num">{}</span>', shown)
    return format_html('<a class="sk-door sk-num" href="{}">{}</a>', url, shown)


@register.simple_tag
def short_day(value: date | None, today: date | None = None) -> str:
    return figures.short_day(value, today=today)


@register.simple_tag
def word(kind: str, key: str) -> str:
    """The name of a key: `{% word "rfm_group" score.rfm_group %}`."""
    return name_of(kind, key)


@register.simple_tag
def reason(value: Mapping[str, Any], currency: str, product_names: Mapping[str, str] | None = None) -> SafeString:
    return words.reason_html(value, currency=currency, product_names=product_names or {})


@register.simple_tag
def avatar(name: str, family_name: str = "", value_class: str = "", size: str = "") -> SafeString:
    return markup.avatar(name, family_name, value_class, size)


@register.simple_tag
def class_badge(value_class: str, boxed: bool = False) -> SafeString:
    return markup.class_badge(value_class, boxed=boxed)


@register.simple_tag
def stage(key: str) -> SafeString:
    return markup.stage(key)


@register.simple_tag
def rhythm(
    visits: Sequence[int],
    silence_days: int | None,
    rhythm_days: float | None,
    overdue_ratio: float | None,
    width: int = 168,
) -> SafeString:
    return markup.rhythm(
        visits, silence_days=silence_days, rhythm_days=rhythm_days, overdue_ratio=overdue_ratio, width=width
    )


@register.simple_tag
def risk(overdue_ratio: float | None, strong: bool = False) -> SafeString:
    return markup.risk(overdue_ratio, strong=strong)


@register.simple_tag
def spark(values: Sequence[float], falls: bool = False, width: int = 76, height: int = 22) -> SafeString:
    return markup.spark(values, falls=falls, width=width, height=height)


@register.simple_tag
def strength(steps: int, fading: bool = False) -> SafeString:
    return markup.strength(steps, fading=fading)


@register.simple_tag
def bar(share: float | None, tone: str = "", width: int = 34) -> SafeString:
    return markup.bar(share, tone=tone, width=width)


@register.simple_tag
def change(amount: float | None, text: str = "", better: str = "up") -> SafeString:
    """`text` is what stands beside the arrow, the bare figure otherwise."""
    return markup.change(amount, text or figures.number(abs(amount or 0)), better=better)
