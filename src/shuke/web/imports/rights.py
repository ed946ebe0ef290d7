"""Whose imports somebody sees, and what they may bring in: a person with some stores brings in rows of theirs only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from shuke.intake.apply.matching import find_customers, person_of
from shuke.intake.apply.stores import stores_named
from shuke.intake.folders import parts_of
from shuke.intake.models import ImportRun
from shuke.intake.staging import read_part
from shuke.records.access.scope import NotAllowed, Scope
from shuke.records.customers.models import Customer

# The catalogue and the list of stores belong to all stores together.
FOR_ONE_STORE = (ImportRun.Kind.ORDERS, ImportRun.Kind.CUSTOMERS)
NAMED = 5  # stores named in a sentence
IDS_A_QUERY = 10_000  # SQLite takes 32,766 parameters in one statement


class NotYours(NotAllowed):
    """A file with rows of stores the person does not work for."""


@dataclass(frozen=True)
class Outside:
    """Rows of a staged file that its importer has no right to: empty when all is theirs."""

    stores: tuple[str, ...] = ()  # named in the file
    customers: int = 0  # known, with another home store
    homeless: int = 0  # customers the file gives no store

    @property
    def is_any(self) -> bool:
        return bool(self.stores or self.customers or self.homeless)


def kinds_for(scope: Scope) -> tuple[ImportRun.Kind, ...]:
    return tuple(ImportRun.Kind) if scope.store_ids is None else FOR_ONE_STORE


def visible_imports(scope: Scope) -> QuerySet[ImportRun]:
    """All for those who work everywhere; a person with some stores sees their own: files are not cut by store."""
    runs = ImportRun.objects.select_related("started_by")
    return runs if scope.store_ids is None else runs.filter(started_by=scope.staff_id)


def may_run_kind(run: ImportRun, scope: Scope) -> bool:
    return run.kind in kinds_for(scope)


def rows_outside(run: ImportRun, scope: Scope) -> Outside:
    """Reads what pass 1 staged."""
    if scope.store_ids is None:
        return Outside()
    stores = stores_outside(run, scope)
    if run.kind != ImportRun.Kind.CUSTOMERS:
        return Outside(stores=stores)
    homeless = customers = 0
    for part in range(run.staged["parts"]):
        rows = read_part(parts_of(run), "customers", part).to_pylist()
        homeless += sum(not row["store"] for row in rows)
        customers += _elsewhere(rows, scope.store_ids)
    return Outside(stores, customers, homeless)


def stores_outside(run: ImportRun, scope: Scope) -> tuple[str, ...]:
    """Those the staged file names and the scope does not cover; a store not known yet is nobody's."""
    if scope.store_ids is None:
        return ()
    known = stores_named()
    named = dict.fromkeys(read_part(parts_of(run), "stores", 0)["store"].to_pylist())
    return tuple(name for name in named if name not in known or not scope.covers_store(known[name].pk))[:NAMED]


def _elsewhere(rows: Sequence[Mapping[str, Any]], store_ids: frozenset[int]) -> int:
    ids = sorted(set(find_customers(person_of(row) for row in rows).values()))
    theirs = Q(home_store__in=store_ids)
    chunks = (ids[start : start + IDS_A_QUERY] for start in range(0, len(ids), IDS_A_QUERY))
    return sum(Customer.objects.filter(pk__in=chunk).exclude(theirs).count() for chunk in chunks)
