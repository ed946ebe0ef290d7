"""What an import did, or would do, in numbers; each opens its rows where there are rows to open."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from shuke.intake.apply.belongings import TAGS_TABLE
from shuke.intake.apply.run import NOTICED_AT
from shuke.intake.models import ImportChange, ImportRun
from shuke.intake.words import REASONS, TABLES, with_lines
from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Identity
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store

CREATED, UPDATED, UNCHANGED, SKIPPED = "created", "updated", "unchanged", "skipped"
ORDER = ("orders", "customers", "products", "stores")
MODELS = {"orders": Order, "customers": Customer, "products": Product, "stores": Store}


@dataclass(frozen=True)
class Count:
    number: int
    url: str = ""  # its rows


@dataclass(frozen=True)
class Line:
    """One table's numbers."""

    label: str
    created: Count
    updated: Count
    unchanged: Count
    skipped: int


@dataclass(frozen=True)
class Refused:
    """Rows with one reason."""

    code: str
    words: str
    rows: int
    is_warning: bool = False


@dataclass(frozen=True)
class WithRefused:
    run: ImportRun
    rows: int


def latest_with_refused(runs: QuerySet[ImportRun], *, count: int) -> list[WithRefused]:
    """Of the finished ones the latest that left rows out, for the page about the quality of the data."""
    done = runs.filter(state=ImportRun.State.DONE).exclude(staged__refused={}).order_by("-pk")[:count]
    return [WithRefused(run, rows_refused(run)) for run in done if rows_refused(run)]


def lines_of(counts: Mapping[str, Mapping[str, int]], run: ImportRun | None = None) -> list[Line]:
    """With `run`, what it did: numbers are doors. Without, what would happen: nothing stands behind them yet."""
    return [_line(table, counts[table], run) for table in ORDER if counts.get(table)]


def changes_nothing(counts: Mapping[str, Mapping[str, int]]) -> bool:
    return not any(counts.get(table, {}).get(what) for table in ORDER for what in (CREATED, UPDATED))


def refused_of(counts: Mapping[str, int], *, is_warning: bool = False) -> list[Refused]:
    """Most rows first."""
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Refused(code, str(REASONS.get(code, code)), count, is_warning) for code, count in rows]


def noticed_of(run: ImportRun) -> list[Refused]:
    """Accepted, and worth a look."""
    found = dict(run.staged.get("noticed") or {})
    for code, count in (run.counts.get("noticed") or {}).items():
        found[code] = found.get(code, 0) + count
    # A cell left aside is listed as its own row already.
    asked = run.staged.get("warned") or {}
    at = run.counts.get(NOTICED_AT) or {}
    rows = refused_of({code: rows for code, rows in found.items() if code not in asked}, is_warning=True)
    return [replace(each, words=with_lines(each.words, at.get(each.code, ()))) for each in rows]


def rows_in(run: ImportRun) -> int:
    return int(run.staged.get("good", 0))


def rows_refused(run: ImportRun) -> int:
    return sum((run.staged.get("refused") or {}).values())


def touched(run: ImportRun, table: str, what: str, *, scope: Scope) -> QuerySet[Any]:
    """The rows behind a number that `scope` covers, oldest first."""
    rows = Q(origin=run.origin) if what == CREATED else _changed(run, table)
    match table:
        case "orders":
            orders = Order.objects.filter(rows).select_related("store", "customer").order_by("pk")
            return orders if scope.store_ids is None else orders.filter(store__in=scope.store_ids)
        case "customers":
            return Customer.objects.visible_to(scope).filter(rows).select_related("home_store").order_by("pk")
        case "products":
            return Product.objects.filter(rows).select_related("category").order_by("pk")
        case _:
            return Store.objects.filter(rows).order_by("pk")


def _changed(run: ImportRun, table: str) -> Q:
    """A customer changed too who gained a tag or an identifier."""
    changes = ImportChange.objects.filter(run=run)
    found = Q(pk__in=changes.filter(table=MODELS[table]._meta.db_table).values("row_id"))
    if table == "customers":
        found |= Q(pk__in=changes.filter(table=TAGS_TABLE).values("row_id"))
        found |= Q(pk__in=Identity.objects.filter(source=run.origin).values("customer_id"))
    return found & ~Q(origin=run.origin)


def _line(table: str, counts: Mapping[str, int], run: ImportRun | None) -> Line:
    def count(what: str) -> Count:
        url = reverse("import_rows", args=[run.pk, table, what]) if run is not None else ""
        return Count(counts.get(what, 0), url)

    return Line(
        label=str(TABLES[table]),
        created=count(CREATED),
        updated=count(UPDATED),
        unchanged=Count(counts.get(UNCHANGED, 0)),
        skipped=counts.get(SKIPPED, 0),
    )
