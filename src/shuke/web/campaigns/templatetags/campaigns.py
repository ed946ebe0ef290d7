"""Doors from a campaign into the customer list, and figures as its page writes them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Campaign, Gathering
from shuke.actions.segments.models import Segment
from shuke.outcomes.models import Outcome
from shuke.scores.trials.results import CellRow
from shuke.web import figures
from shuke.web.insight import doors

register = template.Library()


@register.simple_tag
def members(campaign: Campaign, part: str, count: int | None) -> SafeString:
    """How many, as a door to exactly those; a plain figure when there is nobody."""
    shown = figures.number(count)
    if not count:
        return format_html('<span class="sk-num">{}</span>', shown)
    return format_html('<a class="sk-door sk-num" href="{}">{}</a>', members_url(campaign, part), shown)


@register.simple_tag
def members_url(campaign: Campaign, part: str) -> str:
    return doors.customers(campaign=f"{campaign.pk}-{part}")


@register.simple_tag
def cell_said(row: CellRow) -> str:
    """“R5 F5 M5: 22 of 320, 6.1% (4.0–8.6), index +245”."""
    r, f, m = tuple(row.cell)
    return _("R%(r)s F%(f)s M%(m)s: %(responses)s of %(pieces)s, %(rate)s (%(low)s–%(high)s), index %(index)s") % {
        "r": r,
        "f": f,
        "m": m,
        "responses": figures.number(row.responses),
        "pieces": figures.number(row.pieces),
        "rate": figures.percent(row.shrunk_rate, decimals=1),
        "low": points(row.shrunk_lower),
        "high": points(row.shrunk_upper),
        "index": figures.number(row.index, signed=True),
    }


@register.filter
def rate_percent(share: float | None) -> str:
    """With two decimals: break-even is 1.77%."""
    return figures.percent(share, decimals=2)


@register.filter
def points(share: float | None) -> str:
    """A share in per cent without its sign: “6.1”."""
    return figures.number(None if share is None else share * 100, decimals=1)


@register.filter
def rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


@register.filter
def lift(share: float, outcome: Outcome) -> float:
    """The length of a bar beside the other one."""
    response = outcome.effect["response"]
    return share / (max(response["treated"], response["control"]) or 1.0)


@register.simple_tag
def guests(gathering: Gathering, part: str, count: int | None) -> SafeString:
    """How many of an event's guests, as a door to exactly those."""
    shown = figures.number(count)
    if not count:
        return format_html('<span class="sk-num">{}</span>', shown)
    url = doors.customers(event=f"{gathering.pk}-{part}")
    return format_html('<a class="sk-door sk-num" href="{}">{}</a>', url, shown)


@register.simple_tag
def reliant(segment: Segment | None, part: str, count: int) -> SafeString:
    """How many who buy only on incentive, of everybody or a segment, as a door to exactly those."""
    shown = figures.number(count)
    if not count:
        return format_html('<span class="sk-num">{}</span>', shown)
    url = doors.customers(incentive=part, segment=str(segment.pk)) if segment else doors.customers(incentive=part)
    return format_html('<a class="sk-door sk-num" href="{}">{}</a>', url, shown)
