"""Which customer a file means. A number decides; who comes without one is known by phone, card, WeChat or e-mail.

A numbered customer is never taken for another because they share a phone: families do. Likely doubles are proposed to
a person elsewhere; a wrong match would put one person's purchases on another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shuke.lib.bulk import fetch_by_key, fetch_ids_by_key
from shuke.records.customers.identity import MATCH_ORDER, normal_of
from shuke.records.customers.models import Customer, Identity

KIND_OF = {
    "customer_card": Identity.Kind.CARD,
    "customer_phone": Identity.Kind.PHONE,
    "customer_email": Identity.Kind.EMAIL,
    "customer_wechat": Identity.Kind.WECHAT,
}
_IDENTITIES = Identity._meta.db_table


@dataclass(frozen=True)
class Person:
    """A customer as a file names them."""

    number: str
    is_numbered: bool
    identities: tuple[tuple[str, str], ...]  # (kind, normal form)


def person_of(row: Mapping[str, Any]) -> Person:
    found = tuple((kind, _normal(kind, row[name])) for name, kind in KIND_OF.items() if row[name])
    return Person(row["customer"], row["is_numbered"], found)


def find_customers(people: Iterable[Person]) -> dict[str, int]:
    """{number in the file: id} of those the records know."""
    people = list(people)
    found = fetch_ids_by_key(Customer._meta.db_table, "number", [person.number for person in people])
    rest = [person for person in people if person.number not in found]
    tills = fetch_by_key(
        _IDENTITIES, ("kind", "normal"), [(Identity.Kind.POS, p.number) for p in rest], ("customer_id",)
    )
    holders = holders_of(pair for person in rest if not person.is_numbered for pair in person.identities)
    for person in rest:
        by_till = tills.get((Identity.Kind.POS, person.number))
        holder = by_till[0] if by_till else _first_holder(person, holders)
        if holder is not None:
            found[person.number] = holder
    return found


def holders_of(pairs: Iterable[tuple[str, str]]) -> dict[tuple[Any, ...], int]:
    """Whose identifiers these are: {(kind, normal): customer id}."""
    held = fetch_by_key(_IDENTITIES, ("kind", "normal"), dict.fromkeys(pairs), ("customer_id",))
    return {pair: values[0] for pair, values in held.items()}


def _first_holder(person: Person, holders: Mapping[tuple[Any, ...], int]) -> int | None:
    if person.is_numbered:
        return None
    known = dict(person.identities)
    for kind in MATCH_ORDER:
        if kind in known and (kind, known[kind]) in holders:
            return holders[kind, known[kind]]
    return None


def _normal(kind: str, value: str) -> str:
    # Phones and e-mails were brought to their normal form by the checks.
    return normal_of(kind, value, country="") if kind == Identity.Kind.CARD else value
