"""Which customer a file means. A number decides; who comes without one is known by phone, card, WeChat or e-mail.

A numbered customer is never taken for another because they share a phone: families do. Likely doubles are proposed to
a person elsewhere; a wrong match would put one person's purchases on another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shuke.lib.bulk import fetch_by_key, fetch_ids_by_key
from shuke.records.customers.erased import marks_of
from shuke.records.customers.identity import MATCH_ORDER, normal_of
from shuke.records.customers.models import Customer, ErasedMark, Identity

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
    """{number in the file: id} of those the records know; of who was erased the nameless record that is left."""
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
    return found | _erased([person for person in rest if person.number not in found])


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


def without_erased(rows: Sequence[Mapping[str, Any]], ids: Mapping[str, int]) -> Sequence[Mapping[str, Any]]:
    """The rows of whose customer somebody may write something down; `ids` as `find_customers` found them."""
    if not ErasedMark.objects.exists():
        return rows
    numbered = fetch_by_key(Customer._meta.db_table, ("id",), ((pk,) for pk in set(ids.values())), ("erased_at",))
    gone = {pk for (pk,), (erased_at,) in numbered.items() if erased_at is not None}
    return [row for row in rows if ids.get(row["customer"]) not in gone]


def _erased(people: Sequence[Person]) -> dict[str, int]:
    """A file that is read again, or grown since, must not make them known anew."""
    if not people or not ErasedMark.objects.exists():
        return {}
    marks = {mark: one.number for one in people for mark in marks_of([one.number, *(text for _, text in _own(one))])}
    held = fetch_by_key(ErasedMark._meta.db_table, ("mark",), ((mark,) for mark in marks), ("customer_id",))
    return {marks[mark]: values[0] for (mark,), values in held.items()}


def _own(person: Person) -> tuple[tuple[str, str], ...]:
    """Identifiers decide only over who comes without a number, as everywhere here."""
    return () if person.is_numbered else person.identities


def _normal(kind: str, value: str) -> str:
    # Phones and e-mails were brought to their normal form by the checks.
    return normal_of(kind, value, country="") if kind == Identity.Kind.CARD else value
