"""What only the customer pages say."""

from datetime import date, datetime

from django import template

from shuke.web import figures
from shuke.web.customers.story_words import CHANNELS, PURPOSES

register = template.Library()


@register.filter
def channel(key: str) -> str:
    return str(CHANNELS.get(key, key))


@register.filter
def purpose(key: str) -> str:
    return str(PURPOSES.get(key, key))


@register.filter
def story_day(moment: datetime, today: date) -> str:
    """“16 Nov”, with the year when it is another one."""
    return figures.short_day(moment.date(), today=today)
