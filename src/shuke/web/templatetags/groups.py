"""What only the pages of groups draw."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

HALF = 32


@register.simple_tag
def lean(value: float) -> SafeString:
    """A bar from the middle: to the right is more than everybody, to the left less; −1 to 1."""
    length = round(abs(value) * HALF, 1)
    return format_html(
        '<svg class="lean" width="{}" height="9" viewBox="0 0 {} 9" aria-hidden="true">'
        '<rect class="{}" x="{}" y="1" width="{}" height="7"/><path d="M{} 0v9"/></svg>',
        *(2 * HALF, 2 * HALF, "more" if value > 0 else "less", HALF if value > 0 else HALF - length, length, HALF),
    )
