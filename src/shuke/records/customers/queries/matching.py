"""Who somebody is: decided by identifiers in a fixed order, never guessed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from shuke.records.customers.identity import MATCH_ORDER
from shuke.records.customers.models import Customer, Identity

_ORDER = {kind.value: place for place, kind in enumerate(MATCH_ORDER)}
_NAME_AND_BIRTHDAY = "name_and_birthday"


class Matched(NamedTuple):
    """An identifier in its compared form (`identity.normal_of`)."""

    kind: str
    normal: str


@dataclass(frozen=True)
class Match:
    customer: Customer
    by: str  # the kind of identifier that decided, or "name_and_birthday"


def match_customer(*, identifiers: Iterable[Matched], name: str = "", birthday: date | None = None) -> Match | None:
    """The one customer these identifiers mean: phone, card, WeChat, e-mail, till, guest, then name with birthday.

    Name and birthday decide only when exactly one customer has both.
    """
    candidates = duplicates_of(identifiers=identifiers, name=name, birthday=birthday)
    if not candidates:
        return None
    first = candidates[0]
    if first.by == _NAME_AND_BIRTHDAY and len(candidates) > 1:
        return None
    return first


def duplicates_of(*, identifiers: Iterable[Matched], name: str = "", birthday: date | None = None) -> list[Match]:
    """Everybody who shares an identifier, or name and birthday; each once, the strongest reason first."""
    found = sorted(_holders(list(identifiers)), key=lambda identity: _ORDER.get(identity.kind, len(_ORDER)))
    reasons = [(identity.customer, identity.kind) for identity in found]
    if name and birthday:
        namesakes = Customer.objects.current().filter(name=name, birthday=birthday).order_by("pk")[:10]
        reasons += [(customer, _NAME_AND_BIRTHDAY) for customer in namesakes]
    survivors = survivors_of({customer for customer, _ in reasons})
    matches: dict[int, Match] = {}
    for customer, by in reasons:
        survivor = survivors[customer.pk]
        matches.setdefault(survivor.pk, Match(customer=survivor, by=by))
    return list(matches.values())


def survivor_of(customer: Customer) -> Customer:
    """The customer this one was merged into, however often; itself when it never was."""
    return survivors_of({customer})[customer.pk]


def survivors_of(customers: Collection[Customer]) -> dict[int, Customer]:
    """{id: survivor} of each, a query a generation of merges."""
    survivors = {customer.pk: customer for customer in customers}
    while merged := {pk: c.merged_into_id for pk, c in survivors.items() if c.merged_into_id is not None}:
        into = Customer.objects.select_related("home_store").in_bulk(set(merged.values()))
        survivors.update({pk: into[target] for pk, target in merged.items() if target is not None})
    return survivors


def _holders(identifiers: Sequence[Matched]) -> Iterable[Identity]:
    if not identifiers:
        return []
    wanted = Q()
    for identifier in identifiers:
        wanted |= Q(kind=identifier.kind, normal=identifier.normal)
    return Identity.objects.filter(wanted).select_related("customer__home_store").order_by("pk")
