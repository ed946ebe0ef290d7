"""Fields that an administrator adds, without a migration."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer, CustomField


class FieldInUse(ShukeError):
    """A field holds values: dropping it would lose them."""


class FieldKeyTaken(ShukeError):
    """Another field has this key."""


@transaction.atomic
def add_custom_field(
    *, scope: Scope, now: datetime, key: str, label: str, type: str, choices: Sequence[str] = (), position: int = 0
) -> CustomField:
    """Raises FieldKeyTaken, ValidationError."""
    if CustomField.objects.filter(key=key).exists():
        raise FieldKeyTaken(_("There is a field “%(key)s” already; choose another key.") % {"key": key})
    field = CustomField(key=key, label=label, type=type, choices=list(choices), position=position)
    field.full_clean()
    field.save()
    record_audit(
        scope=scope, action="custom_field.add", at=now, subject=f"field:{key}", facts={"label": label, "type": type}
    )
    return field


@transaction.atomic
def change_custom_field(
    *, scope: Scope, now: datetime, field: CustomField, label: str, choices: Sequence[str], position: int
) -> CustomField:
    """Key and type stay: customers hold values of that type under that key."""
    field.label, field.choices, field.position = label, list(choices), position
    field.full_clean()
    field.save()
    record_audit(
        scope=scope, action="custom_field.change", at=now, subject=f"field:{field.key}", facts={"label": label}
    )
    return field


@transaction.atomic
def drop_custom_field(*, scope: Scope, now: datetime, field: CustomField) -> None:
    """Only while no customer has a value in it."""
    if holders := Customer.objects.filter(custom__has_key=field.key).count():
        sentence = _("%(count)s customers have a value in “%(label)s”; empty it on them first.")
        raise FieldInUse(sentence % {"count": holders, "label": field.label})
    record_audit(scope=scope, action="custom_field.drop", at=now, subject=f"field:{field.key}")
    field.delete()
