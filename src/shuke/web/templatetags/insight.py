"""What the pages about scores write beside the shared components."""

from django import template

from shuke.web import figures
from shuke.web.insight import rfm_words
from shuke.web.insight.rfm import Choice, MapCell

register = template.Library()

register.filter("days_text", rfm_words.days_text)
register.filter("orders_text", rfm_words.orders_text)


@register.filter
def figure(value: float | None, decimals: int) -> str:
    return figures.number(value, decimals=decimals)


@register.filter
def fine_percent(share: float | None) -> str:
    """With one decimal, where whole percent would hide the difference."""
    return figures.percent(share, decimals=1)


@register.simple_tag
def cell_name(cell: MapCell, choice: Choice) -> str:
    return rfm_words.cell_name(cell, choice)
