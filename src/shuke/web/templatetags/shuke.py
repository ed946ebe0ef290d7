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
from django.utils.translation import gettext as _

from shuke.report.words import name_of
from shuke.web import drawing, figures, words

register = template.Library()

register.filter("number", figures.number)
register.filter("percent", figures.percent)
register.filter("times", figures.times)
register.filter("days", figures.days)
register.filter("days_ago", figures.days_ago)
register.filter("day", figures.day)
register.filter("duration", figures.duration)
register.filter("moment", figures.moment)


@register.filter
def held(values: Mapping[str, Any], key: str) -> str:
    """What a customer has in a custom field, as it reads."""
    value = values.get(key)
    if value is None or value == "":
        return figures.NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return (
        figures.number(value, decimals=0 if isinstance(value, int) else 2)
        if isinstance(value, int | float)
        else str(value)
    )


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
def amount_minor(value_minor: int | None, currency: str) -> str:
    """Without a sign: in a column whose neighbour carries it."""
    return figures.number(figures.major(value_minor, currency))


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


@register.inclusion_tag("web/components/avatar.html")
def avatar(name: str, family_name: str = "", value_class: str = "", size: str = "") -> dict[str, object]:
    """`size` is "", "sm" or "lg". The letter is the family name's first, Chinese names begin with it."""
    sign = (family_name or name)[:1].upper()
    return {"sign": sign or "·", "value_class": value_class, "size": size, "is_latin": sign.isascii()}


@register.inclusion_tag("web/components/class_badge.html")
def class_badge(value_class: str, boxed: bool = False) -> dict[str, object]:
    return {
        "value_class": value_class,
        "word": name_of("value_class", value_class),
        "squares": drawing.quadrant_squares(value_class),
        "boxed": boxed,
    }


@register.inclusion_tag("web/components/stage.html")
def stage(key: str) -> dict[str, object]:
    return {"word": name_of("stage", key), "tone": words.STAGE_TONES.get(key, ""), "key": key}


@register.inclusion_tag("web/components/rhythm.html")
def rhythm(
    visits: Sequence[int],
    silence_days: int | None,
    rhythm_days: float | None,
    overdue_ratio: float | None,
    width: int = 168,
) -> dict[str, object]:
    strip = drawing.strip(visits, silence_days=silence_days, rhythm_days=rhythm_days, ratio=overdue_ratio, width=width)
    return {"strip": strip, "silence_days": silence_days, "rhythm_days": rhythm_days}


@register.inclusion_tag("web/components/risk.html")
def risk(overdue_ratio: float | None, strong: bool = False) -> dict[str, object]:
    if overdue_ratio is None:
        return {"level": ""}
    lit, level = drawing.risk_of(overdue_ratio)
    bars = [index < lit for index in range(5)]
    return {"level": level, "bars": bars, "ratio": figures.times(overdue_ratio), "strong": strong}


@register.inclusion_tag("web/components/spark.html")
def spark(values: Sequence[float], falls: bool = False, width: int = 76, height: int = 22) -> dict[str, object]:
    return {"spark": drawing.spark(values, width=width, height=height), "falls": falls, "width": width}


@register.inclusion_tag("web/components/strength.html")
def strength(steps: int, fading: bool = False) -> dict[str, object]:
    return {"steps": steps, "on": [index < steps for index in range(4)], "fading": fading}


@register.inclusion_tag("web/components/bar.html")
def bar(share: float | None, tone: str = "", width: int = 34) -> dict[str, object]:
    """`share` 0–1; `tone` is "", "strong" or "grey"."""
    return {"percent": round(min(max(share or 0.0, 0.0), 1.0) * 100, 1), "tone": tone, "width": width}


@register.inclusion_tag("web/components/change.html")
def change(amount: float | None, text: str, better: str = "up") -> dict[str, object]:
    """An arrow tells the direction, the hue whether it is good: `better` is "up", "down" or "neither"."""
    direction = "" if not amount else "up" if amount > 0 else "down"
    hue = "same" if better == "neither" else "better" if direction == better else "worse"
    return {"direction": direction, "hue": hue, "text": text}
