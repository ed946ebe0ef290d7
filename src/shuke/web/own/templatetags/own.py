"""What only the customer's own page says."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shuke.records.membership.cards.pictures import Bar, code128_bars
from shuke.records.membership.models import Coupon
from shuke.web import figures
from shuke.web.customers.story_words import SOURCES
from shuke.web.own import words
from shuke.web.own.pass_card import Pass

register = template.Library()

register.simple_tag(words.coupon_words, name="coupon_words")


@register.simple_tag
def barcode(bars: Sequence[Bar], modules: int, text: str) -> SafeString:
    """Black on white in every theme: scanners read no other."""
    drawn = format_html_join("", '<rect x="{}" width="{}" height="24"/>', ((bar.x, bar.width) for bar in bars))
    return format_html(
        '<svg class="sk-own-bars" viewBox="0 0 {} 24" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        modules,
        text,
        drawn,
    )


@register.simple_tag
def coupon_bars(code: str) -> SafeString:
    bars, modules = code128_bars(code)
    return barcode(bars, modules, code)


@register.filter
def min_spend(coupon: Coupon) -> str:
    return figures.money_text(coupon.min_spend, coupon.currency)


@register.filter
def lacking(wanted: int, held: int) -> str:
    return figures.number(wanted - held)


@register.filter
def have_rewards(passes: Iterable[Pass]) -> bool:
    return any(one.rewards for one in passes)


@register.filter
def signed(points: int) -> str:
    return f"+{figures.number(points)}" if points > 0 else figures.number(points)


@register.filter
def own_day(moment: datetime, zone: ZoneInfo) -> str:
    return figures.day(moment.astimezone(zone).date())


@register.filter
def said_where(source: str) -> str:
    return str(SOURCES.get(source, source))
