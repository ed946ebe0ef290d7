"""How each kind of identifier is compared, and in which order identifiers decide who somebody is."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.phones import e164
from shuke.records.customers.models import Identity

# The first kind that knows somebody decides; name and birthday come after all of them.
MATCH_ORDER = (
    Identity.Kind.PHONE,
    Identity.Kind.CARD,
    Identity.Kind.WECHAT,
    Identity.Kind.EMAIL,
    Identity.Kind.POS,
    Identity.Kind.GUEST,
)

_BETWEEN_CARD_DIGITS = re.compile(r"[\s-]+")
_LONGEST = 254


class UnreadableIdentity(ShukeError):
    """An identifier that is not one: an e-mail without @, an empty card number."""


def normal_of(kind: str, value: str, *, country: str) -> str:
    """The form that is compared and unique: E.164, lower case, a card without its blanks.

    Raises UnreadablePhone or UnreadableIdentity.
    """
    text = value.strip()
    if not text or len(text) > _LONGEST:
        raise UnreadableIdentity(
            _("“%(value)s” cannot be a %(kind)s: write 1 to %(longest)d characters.")
            % {"value": value[:40], "kind": Identity.Kind(kind).label, "longest": _LONGEST}
        )
    if kind == Identity.Kind.PHONE:
        return e164(text, country=country)
    if kind == Identity.Kind.EMAIL:
        return _normal_email(text)
    if kind == Identity.Kind.CARD:
        return _BETWEEN_CARD_DIGITS.sub("", text).upper()
    return text


def _normal_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise UnreadableIdentity(
            _("“%(value)s” is not an e-mail address; write for example mei@example.com.") % {"value": text}
        ) from None
    return text.lower()
