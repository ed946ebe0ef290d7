"""Customers, with their identifiers, tags, household and organisation."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shuke.intake.apply.belongings import Belongings, decide_belongings, write_belongings
from shuke.intake.apply.changes import filled_in, held_before, record_changes
from shuke.intake.apply.matching import KIND_OF, Person, find_customers, holders_of, person_of, without_erased
from shuke.intake.apply.stores import stores_named
from shuke.intake.apply.work import CREATED, SKIPPED, UNCHANGED, UPDATED, Counts, Work, merged_by_key, slices
from shuke.lib.bulk import fetch_by_key
from shuke.records.customers.models import Customer
from shuke.records.customers.services import CustomerRow, save_customers

TEXTS = (
    "name", "family_name", "salutation", "gender", "language", "address", "occupation", "acquired_through", "notes",
)  # fmt: skip
DAYS = ("birthday", "joined_on")
FIELDS = (*TEXTS, *DAYS, "home_store_id", "custom")
_TABLE = Customer._meta.db_table


@dataclass(frozen=True)
class PeoplePlan:
    created: Sequence[CustomerRow]
    updated: Sequence[tuple[int, CustomerRow, Mapping[str, Any]]]  # id, what changes, the fields before
    belongings: Belongings
    ids: Mapping[str, int]  # of those who were known, by the number in the file
    unchanged: int
    skipped: int
    taken: int  # identifiers that are somebody else's already


class PeopleStep:
    table = "customers"

    def batches(self, work: Work, part: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        return slices(merged_by_key(work, "customers", part, "customer"))

    def decide(self, work: Work, rows: Sequence[Mapping[str, Any]]) -> PeoplePlan:
        is_own_file = work.mapping.kind == "customers"
        may_create = not is_own_file or work.mapping.mode != "update"
        may_update = not is_own_file or work.mapping.mode != "create"
        people = {row["customer"]: person_of(row) for row in rows}
        ids = find_customers(people.values())
        told, rows = len(rows), without_erased(rows, ids)
        known = fetch_by_key(_TABLE, ("id",), ((pk,) for pk in dict.fromkeys(ids.values())), ("number", *FIELDS))
        holders = holders_of(pair for person in people.values() for pair in person.identities)
        stores = {name: store.pk for name, store in stores_named().items()}
        belongings = decide_belongings(rows, ids, overwrite=work.mapping.overwrite) if is_own_file else Belongings()
        created, updated, unchanged, skipped, taken = [], [], 0, told - len(rows), 0
        claimed: set[tuple[str, str]] = set()  # by those created in this batch
        for row in sorted(rows, key=lambda row: not row["is_numbered"]):
            person, said = people[row["customer"]], _said(row, stores)
            pk = ids.get(person.number)
            free = _free_identities(row, person, holders)
            taken += sum(holders.get(pair, pk) != pk for pair in person.identities)
            if pk is None and not person.is_numbered and claimed.intersection(person.identities):
                continue  # somebody created a moment ago: orders find them by the identifier
            if pk is None:
                claimed.update(person.identities)
                fields = {name: value for name, value in said.items() if value not in ("", None, {})}
                created += [CustomerRow(person.number, fields, free)] if may_create else []
                skipped += not may_create
                continue
            number, *held = known[(pk,)]
            before = _typed(held)
            after = filled_in(before, said, overwrite=work.mapping.overwrite and is_own_file)
            if may_update and (after or free or belongings.changes(person.number)):
                updated.append((pk, CustomerRow(number, after, free), held_before(before, after)))
            else:
                unchanged += 1
        return PeoplePlan(created, updated, belongings, ids, unchanged, skipped, taken)

    def counts(self, plan: PeoplePlan) -> Counts:
        done = {
            CREATED: len(plan.created),
            UPDATED: len(plan.updated),
            UNCHANGED: plan.unchanged,
            SKIPPED: plan.skipped,
        }
        return Counts(done, {"identity_taken": plan.taken} if plan.taken else {})

    def write(self, work: Work, plan: PeoplePlan) -> None:
        rows = [*plan.created, *(row for _, row, _ in plan.updated)]
        if not rows:
            return
        saved = save_customers(scope=work.scope, now=work.now, origin=work.origin, rows=rows, overwrite=True)
        record_changes(
            work.run_id, _TABLE, ((pk, before, row.fields) for pk, row, before in plan.updated if row.fields)
        )
        known = {number: pk for number, pk in plan.ids.items() if pk in set(saved.ids.values())}
        write_belongings(work, plan.belongings, {**saved.ids, **known}, created=saved.created)


def _said(row: Mapping[str, Any], stores: Mapping[str, int]) -> dict[str, Any]:
    custom = json.loads(row.get("custom") or "{}")  # rows staged before there were any have no such column
    return {
        **{name: row[name] for name in (*TEXTS, *DAYS)}, "home_store_id": stores.get(row["store"]), "custom": custom
    }  # fmt: skip


def _free_identities(
    row: Mapping[str, Any], person: Person, holders: Mapping[tuple[Any, ...], int]
) -> tuple[tuple[str, str], ...]:
    """Identifiers nobody has yet, as written in the file."""
    normal = dict(person.identities)
    return tuple(
        (kind, row[name]) for name, kind in KIND_OF.items() if row[name] and (kind, normal[kind]) not in holders
    )


def _typed(held: Sequence[Any]) -> dict[str, Any]:
    """As read from either database: SQLite hands over days as text, and both do JSON."""
    before = dict(zip(FIELDS, held, strict=True))
    before["custom"] = json.loads(before["custom"])
    for name in DAYS:
        if isinstance(before[name], str):
            before[name] = date.fromisoformat(before[name])
    return before
