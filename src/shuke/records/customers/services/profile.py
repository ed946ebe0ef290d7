"""A customer's own fields: registering, and changing with a trace of every change."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from shuke.lib.bulk import reserve_ids
from shuke.lib.dates import day_in, is_lunar_day
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.custom import checked_values
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Tag
from shuke.records.customers.queries.matching import Match, Matched, duplicates_of
from shuke.records.customers.queries.profile import custom_fields
from shuke.records.customers.services.events import record_event
from shuke.records.customers.services.identities import NewIdentity, add_identity
from shuke.records.customers.services.relations import refuse_circle
from shuke.records.customers.services.tokens import rebuild_search_tokens
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business

EDITABLE_FIELDS = (
    "name", "family_name", "salutation", "gender", "birthday", "lunar_birthday", "language", "time_zone", "address",
    "occupation", "home_store", "household", "organisation", "acquired_through", "referred_by", "owner", "notes",
    "is_do_not_contact", "is_not_personalised", "joined_on", "custom",
)  # fmt: skip


class DuplicateCustomers(ShukeError):
    """Somebody like this is known already; `candidates` says who and by what."""

    def __init__(self, message: str, *, candidates: Sequence[Match]) -> None:
        super().__init__(message)
        self.candidates = candidates


class WrongLunarDay(ShukeError):
    """Not a day of the lunar calendar."""


@transaction.atomic
def register_customer(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    fields: Mapping[str, object],
    identities: Sequence[NewIdentity] = (),
    tags: Collection[str] = (),
    number: str = "",
    may_be_duplicate: bool = False,
) -> Customer:
    """A new customer; `fields` are of EDITABLE_FIELDS. Without `number` one is given.

    Raises DuplicateCustomers unless `may_be_duplicate`, IdentityTaken where a phone, card or address is another's,
    ValidationError for a field that does not fit.
    """
    if not may_be_duplicate:
        _refuse_duplicates(fields, identities)
    fields = {"home_store": _only_store_of(scope), **fields}
    pk = reserve_ids(Customer._meta.db_table, 1)[0]
    customer = Customer(pk=pk, number=number or _free_number(pk), origin=origin, created_at=now, updated_at=now)
    _set(customer, fields, scope=scope)
    customer.joined_on = customer.joined_on or day_in(_time_zone_of(customer), now)
    customer.full_clean(exclude=["referred_by"])
    customer.save(force_insert=True)
    record_audit(
        scope=scope, action="customer.create", at=now, subject=f"customer:{pk}", facts={"number": customer.number}
    )
    record_event(
        scope=scope, kind="customer.created", now=now, origin=origin, customer_id=pk, store_id=customer.home_store_id
    )
    for identity in identities:
        add_identity(scope=scope, now=now, origin=origin, customer=customer, kind=identity.kind, value=identity.value)
    customer.tags.set(tags_named(tags))
    rebuild_search_tokens([pk])
    return customer


@transaction.atomic
def update_customer(
    *, scope: Scope, now: datetime, origin: str, customer: Customer, changes: Mapping[str, object]
) -> dict[str, list[object]]:
    """Sets `changes` (of EDITABLE_FIELDS; `custom` is merged key by key); returns {field: [before, after]}.

    What is equal already leaves no trace. Raises ValidationError (also where two would have brought each other),
    WrongCustomValue, WrongLunarDay or NotAllowed.
    """
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    before = {field: _plain(getattr(customer, field)) for field in changes}
    _set(customer, changes, scope=scope)
    changed = {
        field: [before[field], after]
        for field in changes
        if (after := _plain(getattr(customer, field))) != before[field]
    }
    if not changed:
        return {}
    untouched = {field.name for field in Customer._meta.concrete_fields} - changed.keys()
    customer.full_clean(exclude=untouched)
    customer.updated_at = now
    customer.save(update_fields=[*changed, "updated_at"])
    record_audit(
        scope=scope, action="customer.update", at=now, subject=f"customer:{customer.pk}", facts={"changes": changed}
    )
    record_event(
        scope=scope,
        kind="customer.updated",
        now=now,
        origin=origin,
        customer_id=customer.pk,
        facts={"fields": sorted(changed)},
    )
    if "name" in changed:
        rebuild_search_tokens([customer.pk])
    return changed


def tags_named(names: Collection[str]) -> list[Tag]:
    """The tags of these names, made when new."""
    wanted = {name.strip() for name in names if name.strip()}
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(wanted)], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=wanted))


def _set(customer: Customer, values: Mapping[str, object], *, scope: Scope) -> None:
    if unknown := values.keys() - set(EDITABLE_FIELDS):
        raise ValidationError(_("These fields cannot be set: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if "home_store" in values:
        store = values["home_store"]
        scope.require_store(store.pk if isinstance(store, models.Model) else None)
    if values.get("lunar_birthday") and not is_lunar_day(str(values["lunar_birthday"])):
        raise WrongLunarDay(_("Write a lunar birthday as month-day, 08-15, and a leap month’s as L06-01."))
    if isinstance(brought_by := values.get("referred_by"), Customer):
        refuse_circle(customer, brought_by)
    for field, value in values.items():
        if field == "custom":
            value = _merged_custom(customer, value)
        setattr(customer, field, value)


def _merged_custom(customer: Customer, values: object) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        raise ValidationError({"custom": _("Write custom fields as an object: {“key”: value}.")})
    merged = {**customer.custom, **checked_values(values, fields=custom_fields())}
    return {key: value for key, value in merged.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, Customer):
        return value.number  # two people may bear one name
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _only_store_of(scope: Scope) -> Store | None:
    """Who works in one store registers for it; who works in several names the store."""
    if scope.store_ids is not None and len(scope.store_ids) == 1:
        return Store.objects.get(pk=next(iter(scope.store_ids)))
    return None


def _time_zone_of(customer: Customer) -> str:
    return customer.home_store.time_zone if customer.home_store else business().time_zone


def _refuse_duplicates(fields: Mapping[str, object], identities: Sequence[NewIdentity]) -> None:
    country = business().country
    identifiers = [Matched(one.kind, normal_of(one.kind, one.value, country=country)) for one in identities]
    birthday = fields.get("birthday")
    candidates = duplicates_of(
        identifiers=identifiers,
        name=str(fields.get("name", "")),
        birthday=birthday if isinstance(birthday, date) else None,
    )
    if candidates:
        raise DuplicateCustomers(
            _("This may be a customer you know already. Open that one, or confirm that it is another person."),
            candidates=candidates,
        )


def _free_number(pk: int) -> str:
    number = f"C{pk:07d}"
    while Customer.objects.filter(number=number).exists():
        number += "X"
    return number
