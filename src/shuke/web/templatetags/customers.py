"""What only the customer pages say."""

from datetime import datetime

from django import template

from shuke.lib.dates import day_in
from shuke.web import figures
from shuke.web.customers.setting import Setting
from shuke.web.customers.story_words import CHANNELS, PURPOSES

register = template.Library()


@register.filter
def channel(key: str) -> str:
    return str(CHANNELS.get(key, key))


@register.filter
def purpose(key: str) -> str:
    return str(PURPOSES.get(key, key))


@register.filter
def story_day(moment: datetime, setting: Setting) -> str:
    """“16 Nov”, the day in the shop, with the year when it is another one."""
    return figures.short_day(day_in(setting.business.time_zone, moment), today=setting.today)
