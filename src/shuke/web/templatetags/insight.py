"""What the pages about scores write beside the shared components."""

from decimal import Decimal

from django import template

from shuke.web import figures
from shuke.web.insight import health, quality, rfm_words
from shuke.web.insight.pivot import TableCell
from shuke.web.insight.rfm import Choice, MapCell

register = template.Library()

register.filter("bought_within", health.bought_within)
register.filter("check_words", quality.check_words)
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


@register.simple_tag
def compared(name: str) -> str:
    """What is counted in records and in the warehouse; a name without a word stays as it is."""
    return str(quality.COMPARED.get(name, name))


@register.simple_tag
def compared_value(value: int | Decimal) -> str:
    return figures.number(value, decimals=2 if isinstance(value, Decimal) else 0)


@register.simple_tag
def pivot_value(cell: TableCell, is_money: bool, currency: str) -> str:
    if cell.value is None:
        return "·"
    if is_money:
        return figures.money_text(figures.major(round(cell.value), currency), currency)
    return figures.number(cell.value, decimals=0)
