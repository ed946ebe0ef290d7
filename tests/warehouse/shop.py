"""A small shop in the records, and its warehouse, for tests that look at what was built."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from shuke import pipeline
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Business
from shuke.scores.services import fill_in_history, run_scores
from shuke.scores.services.steps import Step
from shuke.warehouse.build import Built, build
from shuke.warehouse.manifest import Folder

Steps = tuple[Step, ...]

SCORING: Steps = (fill_in_history, run_scores)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def nobody(line: str) -> None:
    """Listens to no progress."""


def build_warehouse(data_folder: Path, *, now: datetime = NOW, currency: str = "CNY") -> Built:
    folder = Folder(data_folder / "warehouse")
    with folder.only_one():
        return build(folder=folder, sources=pipeline.SOURCES, currency=currency, now=now, report=nobody)


def refresh(as_of: date | None = None, *, now: datetime = NOW, steps: Steps = SCORING) -> pipeline.RefreshResult:
    """The refresh with these steps: all of them take half a minute, and few tests look at what most of them make."""
    with mock.patch.object(pipeline, "STEPS", steps):
        return pipeline.refresh(as_of=as_of, engine="duckdb", now=now, report=nobody)


def reporting_in(currency: str) -> None:
    Business.objects.update_or_create(pk=1, defaults={"currency": currency})


def give_back(sold: OrderLine, on: date, *, pieces: int, amount: str) -> Order:
    """A return of `pieces` of a sold line, as an order of its own on a later day."""
    bought = sold.order
    returned = Order.objects.create(
        store=bought.store,
        customer=bought.customer,
        source="test",
        source_key=f"{bought.source_key}-back-{on}",
        ordered_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        ordered_on=on,
        currency=bought.currency,
        total=-Decimal(amount),
        line_count=1,
        has_sale=False,
        content_hash="back",
        created_at=NOW,
        updated_at=NOW,
    )
    OrderLine.objects.create(
        order=returned,
        line_key=sold.line_key,
        position=0,
        product=sold.product,
        quantity=-pieces,
        amount=-Decimal(amount),
        undoes=sold,
    )
    return returned


def rows_of(table: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The chosen columns of an Ibis table, sorted, as plain tuples."""
    found = table.select(*columns).to_pyarrow().to_pylist()
    return sorted((tuple(row[column] for column in columns) for row in found), key=repr)
