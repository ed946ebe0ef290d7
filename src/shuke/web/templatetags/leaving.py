"""What the pages about leaving write beside the shared components."""

from django import template

from shuke.web.leaving.words import OUTCOMES

register = template.Library()


@register.simple_tag
def outcome(key: str) -> str:
    return str(OUTCOMES[key])
