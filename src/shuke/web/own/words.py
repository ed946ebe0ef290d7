from collections.abc import Sequence

from django.utils.translation import gettext as _

from shuke.records.customers.models import Consent
from shuke.records.membership.models import Coupon
from shuke.web import figures
from shuke.web.customers.story_words import CHANNELS
from shuke.web.words import discount_words


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
