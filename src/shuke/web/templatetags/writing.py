"""Messages in words: channel, purpose, why."""

from django import template

from shuke.records.messages.models import Channel, Mailbox, Purpose
from shuke.records.messages.rules.words import mailbox_words, reason_words

register = template.Library()
register.filter("reason_words", reason_words)


@register.filter
def channel_words(key: str) -> str:
    return str(Channel(key).label)


@register.filter
def purpose_words(key: str) -> str:
    return str(Purpose(key).label)


@register.filter
def failure_words(box: Mailbox) -> str:
    return mailbox_words(box.failure, box.failure_facts)
