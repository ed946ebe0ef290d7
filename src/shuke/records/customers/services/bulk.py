"""Tens of thousands of customers in one go: what an import calls. The same rows again change nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from shuke.lib.bulk import fetch_by_key, insert_rows, reserve_ids, update_rows
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Event, Identity
from shuke.records.customers.services.lists import EVENT_COLUMNS
from shuke.records.customers.services.tokens import rebuild_search_tokens
from shuke.records.stores.queries import business

# Columns an import may fill. Text stays empty and the rest NULL where a new customer's row does not say.
BULK_FIELDS = (
    "name", "family_name", "salutation", "gender", "birthday", "lunar_birthday", "language", "time_zone", "address",
    "occupation", "home_store_id", "acquired_through", "notes", "joined_on", "custom", "is_name_generated",
)  # fmt: skip
_EMPTY: Mapping[str, object] = {
    "birthday": None, "home_store_id": None, "joined_on": None, "custom": {}, "is_name_generated": False
}  # fmt: skip
_DEFAULTS: Mapping[str, object] = {
    "is_do_not_contact": False, "is_not_personalised": False, "service_class": "",
}  # fmt: skip
_TABLE = Customer._meta.db_table


@dataclass(frozen=True)
class CustomerRow:
    number: str
    fields: Mapping[str, Any] = field(default_factory=dict)  # of BULK_FIELDS; what is absent stays as it is
    identities: Sequence[tuple[str, str]] = ()  # (kind, value as written)


@dataclass
class BulkResult:
    ids: dict[str, int] = field(default_factory=dict)  # every row's customer by number
    created: set[str] = field(default_factory=set)
    # {number: {field: [before, after]}}: enough to put an updated customer back
    updated: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    # (number, kind, value, why): identifiers left out: unreadable, or somebody else's
    refused_identities: list[tuple[str, str, str, str]] = field(default_factory=list)


@transaction.atomic
def save_customers(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    rows: Iterable[CustomerRow],
    overwrite: bool = True,
) -> BulkResult:
    """Creates customers with unknown numbers and updates the others; without `overwrite` only empty fields are filled.

    A number twice counts once, later fields over earlier ones. Values are not validated here: the caller has
    (lengths, choices, days). Identifiers are normalised here; one that belongs to another customer is refused, not
    moved. Every created or changed customer gets its event with `origin`.
    """
    wanted = _united(rows)
    result = BulkResult()
    known = fetch_by_key(_TABLE, ("number",), ((number,) for number in wanted), ("id", *BULK_FIELDS))
    _create([row for row in wanted.values() if (row.number,) not in known], now=now, origin=origin, result=result)
    for (number,), values in known.items():
        result.ids[number] = values[0]
        before = dict(zip(BULK_FIELDS, values[1:], strict=True))
        before["custom"] = json.loads(before["custom"])
        if changes := _changes(before, wanted[number].fields, overwrite=overwrite):
            result.updated[number] = changes
    _update(result, now=now)
    touched = _add_identities(wanted.values(), now=now, origin=origin, result=result)
    _record(result, scope=scope, now=now, origin=origin)
    renamed = {number for number, changes in result.updated.items() if "name" in changes}
    rebuild_search_tokens(sorted(result.ids[number] for number in result.created | renamed | touched))
    return result


def _united(rows: Iterable[CustomerRow]) -> dict[str, CustomerRow]:
    united: dict[str, CustomerRow] = {}
    for row in rows:
        earlier = united.get(row.number)
        united[row.number] = row if earlier is None else CustomerRow(
            number=row.number,
            fields={**earlier.fields, **row.fields},
            identities=(*earlier.identities, *row.identities),
        )  # fmt: skip
    return united


def _create(rows: Sequence[CustomerRow], *, now: datetime, origin: str, result: BulkResult) -> None:
    # Files say little of most fields: those nobody fills are written like constants.
    said = [name for name in BULK_FIELDS if any(name in row.fields for row in rows)]
    silent = {name: _EMPTY.get(name, "") for name in BULK_FIELDS if name not in said}
    constants = {**silent, **_DEFAULTS, "origin": origin, "created_at": now, "updated_at": now}
    if "custom" in constants:
        constants["custom"] = "{}"  # as text, or every row would be turned into JSON anew
    columns = ("id", "number", *said, *constants)
    ids = reserve_ids(_TABLE, len(rows))
    ends = tuple(constants.values())
    written = (
        (pk, row.number, *(row.fields.get(name, _EMPTY.get(name, "")) for name in said), *ends)
        for pk, row in zip(ids, rows, strict=True)
    )
    insert_rows(_TABLE, columns, written)
    result.ids.update({row.number: pk for pk, row in zip(ids, rows, strict=True)})
    result.created.update(row.number for row in rows)


def _changes(before: Mapping[str, Any], fields: Mapping[str, Any], *, overwrite: bool) -> dict[str, list[Any]]:
    changes = {}
    for name, after in fields.items():
        held = before[name]
        if name == "custom":
            after = {**held, **after} if overwrite else {**after, **held}
        is_free = overwrite or held in (None, "", {}) or name == "custom"
        if is_free and after != held:
            changes[name] = [held, after]
    return changes


def _update(result: BulkResult, *, now: datetime) -> None:
    """One statement a set of fields: rows of one file mostly change the same ones."""
    groups: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for number, changes in result.updated.items():
        names = tuple(sorted(changes))
        groups.setdefault(names, []).append((result.ids[number], now, *(changes[name][1] for name in names)))
    for names, rows in groups.items():
        update_rows(_TABLE, ("updated_at", *names), rows)


def _add_identities(rows: Iterable[CustomerRow], *, now: datetime, origin: str, result: BulkResult) -> set[str]:
    """Writes identifiers nobody has yet; returns the numbers of the customers who gained one."""
    claims = _claims(rows, result)
    holders = fetch_by_key(Identity._meta.db_table, ("kind", "normal"), claims, ("customer_id",))
    new: list[tuple[str, str, str, str]] = []
    for (kind, normal), (number, value) in claims.items():
        holder = holders.get((kind, normal))
        if holder is None:
            new.append((number, kind, value, normal))
        elif holder[0] != result.ids[number]:
            result.refused_identities.append((number, kind, value, "taken"))
    primary = _kinds_with_primary({result.ids[number] for number, *_ in new})
    written = []
    for number, kind, value, normal in new:
        pk = result.ids[number]
        is_primary = (pk, kind) not in primary
        primary.add((pk, kind))
        written.append((pk, kind, value, normal, is_primary, origin, now))
    columns = ("customer_id", "kind", "value", "normal", "is_primary", "source", "created_at")
    insert_rows(Identity._meta.db_table, columns, written)
    return {number for number, *_ in new}


def _claims(rows: Iterable[CustomerRow], result: BulkResult) -> dict[tuple[str, str], tuple[str, str]]:
    """{(kind, normal): (number, value)}; the first of two rows that claim one identifier keeps it."""
    country = business().country
    claims: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows:
        for kind, value in row.identities:
            try:
                key = (kind, normal_of(kind, value, country=country))
            except ShukeError:
                result.refused_identities.append((row.number, kind, value, "unreadable"))
                continue
            if claims.setdefault(key, (row.number, value))[0] != row.number:
                result.refused_identities.append((row.number, kind, value, "taken"))
    return claims


def _kinds_with_primary(customer_ids: Iterable[int]) -> set[tuple[int, str]]:
    ids = list(customer_ids)
    found: set[tuple[int, str]] = set()
    for start in range(0, len(ids), 900):
        primary = Identity.objects.filter(customer__in=ids[start : start + 900], is_primary=True)
        found.update(primary.values_list("customer_id", "kind"))
    return found


def _record(result: BulkResult, *, scope: Scope, now: datetime, origin: str) -> None:
    happened: list[tuple[str, int, dict[str, object] | str]] = [
        ("customer.created", result.ids[number], "{}") for number in sorted(result.created)
    ]
    happened += [
        ("customer.updated", result.ids[number], {"fields": sorted(changes)})
        for number, changes in sorted(result.updated.items())
    ]
    rows = ((kind, pk, None, scope.staff_id, now, now, origin, facts) for kind, pk, facts in happened)
    insert_rows(Event._meta.db_table, EVENT_COLUMNS, rows)
