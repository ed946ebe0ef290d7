from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuke.records.customers.models import Consent
from shuke.records.membership.models import Coupon
from shuke.web import figures
from shuke.web.customers.story_words import CHANNELS


def discount_words(percent: Decimal) -> str:
    """“15% off”; Chinese shops say what is left to pay: 85 折, and 8 折 for a fifth off."""
    if not (get_language() or "").startswith("zh"):
        return _("%(percent)s%% off") % {"percent": f"{percent.normalize():f}"}
    left = f"{(100 - percent).normalize():f}"
    return f"{left[0] if len(left) == 2 and left[1] == '0' else left} 折"


def coupon_words(coupon: Coupon) -> str:
    """What it gives: “¥15 off”, “10% off”, “Mug for free”."""
    if coupon.kind == Coupon.Kind.PERCENT:
        return discount_words(coupon.value)
    if coupon.kind == Coupon.Kind.AMOUNT:
        return _("%(amount)s off") % {"amount": figures.money_text(coupon.value, coupon.currency)}
    return _("%(product)s for free") % {"product": coupon.product.name if coupon.product else ""}


def contact_words(consents: Sequence[Consent]) -> str:
    """The latest words on marketing in one line: “WeChat, phone; no SMS”."""
    said = {one.channel: one.is_granted for one in consents if one.purpose == "marketing"}
    yes, no = ([str(CHANNELS[key]) for key in CHANNELS if said.get(key) is want] for want in (True, False))
    parts = [_(", ").join(yes)] if yes else []
    if no:
        parts.append(_("no %(channels)s") % {"channels": _(", ").join(no)})
    return _("; ").join(parts) or _("not asked")
