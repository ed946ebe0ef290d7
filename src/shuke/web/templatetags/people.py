"""Doors into the customer list: `{% people level.customers pyramid_level=level.key %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuke.web import figures
from shuke.web.insight import doors

register = template.Library()


@register.simple_tag
def people(count: int | None, **filters: doors.Value) -> SafeString:
    """How many, as a door to exactly those; a plain figure when there is nobody."""
    if not count:
        return format_html('<span class="sk-num">{}</span>', figures.number(count))
    return format_html('<a class="sk-door sk-num" href="{}">{}</a>', doors.customers(**filters), figures.number(count))


@register.simple_tag
def people_url(**filters: doors.Value) -> str:
    return doors.customers(**filters)
