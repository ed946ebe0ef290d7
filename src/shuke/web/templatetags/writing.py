"""Messages in words: channel, purpose, why."""

from django import template

from shuke.records.messages.models import Channel, Purpose
from shuke.records.messages.rules.words import reason_words

register = template.Library()
register.filter("reason_words", reason_words)


@register.filter
def channel_words(key: str) -> str:
    return str(Channel(key).label)


@register.filter
def purpose_words(key: str) -> str:
    return str(Purpose(key).label)
