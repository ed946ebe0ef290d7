"""What the API names by code, name or number, as rows."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from shuke.records.access.queries import active_staff
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, Household, Organisation
from shuke.records.customers.services import household_named, organisation_named
from shuke.records.stores.models import Store

M = TypeVar("M", bound=Model)


def fields_of(sent: Mapping[str, Any], *, scope: Scope) -> dict[str, Any]:
    """The services' fields of what was sent. Raises ValidationError naming the field whose row is unknown."""
    return {name: _row(name, value, scope) if name in _READERS else value for name, value in sent.items()}


def _row(name: str, value: str | None, scope: Scope) -> Model | None:
    return _READERS[name](value, scope) if value else None


def _home_store(code: str, scope: Scope) -> Store:
    return _known("home_store", Store.objects.filter(code=code), _("There is no store “%(code)s”.") % {"code": code})


def _household(name: str, scope: Scope) -> Household | None:
    return household_named(name)


def _organisation(name: str, scope: Scope) -> Organisation | None:
    return organisation_named(name)


def _referred_by(number: str, scope: Scope) -> Customer:
    customers = Customer.objects.current().visible_to(scope).filter(number=number)
    return _known("referred_by", customers, _("There is no customer “%(number)s” in your stores.") % {"number": number})


def _owner(username: str, scope: Scope) -> Model:
    return _known(
        "owner",
        active_staff().filter(username=username),
        _("Nobody signs in as “%(username)s”.") % {"username": username},
    )


def _known(field: str, rows: QuerySet[M], message: str) -> M:
    row = rows.first()
    if row is None:
        raise ValidationError({field: message})
    return row


_READERS: Mapping[str, Callable[[str, Scope], Model | None]] = {
    "home_store": _home_store,
    "household": _household,
    "organisation": _organisation,
    "referred_by": _referred_by,
    "owner": _owner,
}
