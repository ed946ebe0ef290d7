"""Values of the fields an administrator added: checked against their type, stored as JSON."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.customers.models import CustomField

Value = str | int | float | bool | None

# A larger one is no measure of anybody, no float holds it exactly, and 1e999999999 would be spelt out in full.
LARGEST_NUMBER = 10**15


class WrongCustomValue(ShukeError):
    """A custom field is unknown, or its value is not of its type."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def checked_values(values: Mapping[str, object], *, fields: Iterable[CustomField]) -> dict[str, Value]:
    """`values` as they are stored; an empty one becomes None, which empties the field."""
    known = {field.key: field for field in fields}
    checked: dict[str, Value] = {}
    for key, value in values.items():
        if key not in known:
            raise WrongCustomValue(
                key, _("There is no custom field “%(key)s”; add it in the settings first.") % {"key": key}
            )
        checked[key] = None if value in (None, "") else _checked(known[key], value)
    return checked


def _checked(field: CustomField, value: object) -> Value:
    try:
        return _READERS[CustomField.Type(field.type)](field, value)
    except (ValueError, InvalidOperation):
        raise WrongCustomValue(
            field.key,
            _("“%(value)s” does not fit “%(field)s” (%(type)s).")
            % {"value": value, "field": field.label, "type": field.get_type_display()},
        ) from None


def _text(field: CustomField, value: object) -> str:
    return str(value).strip()


def _number(field: CustomField, value: object) -> int | float:
    number = Decimal(str(value))
    if isinstance(value, bool) or not number.is_finite() or not -LARGEST_NUMBER < number < LARGEST_NUMBER:
        raise ValueError
    return int(number) if number == number.to_integral_value() else float(number)


def _day(field: CustomField, value: object) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _yes_no(field: CustomField, value: object) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(value).lower() not in words:
        raise ValueError
    return words[str(value).lower()]


def _choice(field: CustomField, value: object) -> str:
    if str(value) not in field.choices:
        raise ValueError
    return str(value)


_READERS = {
    CustomField.Type.TEXT: _text,
    CustomField.Type.NUMBER: _number,
    CustomField.Type.DAY: _day,
    CustomField.Type.YES_NO: _yes_no,
    CustomField.Type.CHOICE: _choice,
}
