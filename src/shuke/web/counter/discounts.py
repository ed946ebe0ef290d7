"""How a discount is said."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def off_words(percent: Decimal) -> str:
    """“15 % off”; in Chinese what is left to pay, in tenths: 85 折, 8 折."""
    if not (get_language() or "").startswith("zh"):
        return _("%(percent)s %% off") % {"percent": f"{percent.normalize():f}"}
    left = 100 - percent
    return f"{(left / 10 if left % 10 == 0 else left).normalize():f} 折"
