"""Telephone numbers: any spelling in, E.164 out (libphonenumber)."""

import re

import phonenumbers
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

_SHOWN_TAIL = 4
_NOT_DIGIT = re.compile(r"\D+")
_PHONE_SHAPE = re.compile(r"[+＋]?[\d\s()./‐–-]+")


class UnreadablePhone(ShukeError):
    """No telephone number of that country is written so."""


def e164(text: str, *, country: str) -> str:
    """ "138 1234 5678" with country "CN" → "+8613812345678"; a leading + names its own country."""
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise UnreadablePhone(
            _("“%(text)s” is not a telephone number of %(country)s; write it in full, or with + and the country code.")
            % {"text": text, "country": country}
        )
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def shown(normal: str, *, country: str) -> str:
    """An E.164 number as people of `country` write it."""
    parsed = phonenumbers.parse(normal, None)
    at_home = phonenumbers.region_code_for_number(parsed) == country
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))


def masked(text: str) -> str:
    """Only the tail, by which a customer is recognised at the counter: "•••• 5678"."""
    digits = digits_of(text)
    return f"•••• {digits[-_SHOWN_TAIL:]}" if len(digits) > _SHOWN_TAIL else "••••"


def digits_of(text: str) -> str:
    return _NOT_DIGIT.sub("", text)


def is_phone_like(text: str) -> bool:
    """Digits and the marks people put between them."""
    return _PHONE_SHAPE.fullmatch(text.strip()) is not None
