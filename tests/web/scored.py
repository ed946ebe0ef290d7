"""A shop with scores, built by the real import and refresh: once a run, then put back for each who looks at it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from tests.kept import built_once
from tests.rows import Rows, empty_tables, put_rows_back, rows_of
from tests.stories.shop import AS_OF, write_shop

from shuke import pipeline
from shuke.intake.services import import_file
from shuke.records.catalog.models import Category, Product
from shuke.records.customers.models import Customer, Event, Identity, SearchToken
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Business, Store
from shuke.scores.models import CustomerScore, ModelRun, ScoreChange
from shuke.scores.services import run_scores
from shuke.warehouse.build import build
from shuke.warehouse.manifest import Folder

NOW = dt.datetime(2025, 7, 1, 9, tzinfo=dt.UTC)
MONTH_BEFORE = dt.date(2025, 5, 31)

# Parents before children, so that they can be put back in this order.
KEPT = (
    *(Business, Store, Category, Product, Customer, Identity, SearchToken, Event),
    *(Order, OrderLine, ModelRun, CustomerScore, ScoreChange),
)


@pytest.fixture(scope="session")
def scored_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Rows]:
    """The data folder with the warehouse, and the rows."""
    if not _built:
        with django_db_blocker.unblock():
            _built.append(built_once("scored", tmp_path_factory, _build))
    return _built[0]


_built: list[tuple[Path, Rows]] = []  # a fixture counts anew for every folder that names it; one copy is enough


def _build(folder: Path) -> Rows:
    with override_settings(DATA=folder, MEDIA_ROOT=folder / "uploads"):
        files = write_shop(folder)
        import_file(path=files.customers, kind="customers", now=NOW)
        import_file(path=files.orders, kind="orders", now=NOW)
        _refresh(folder)
        rows = rows_of(KEPT)
        empty_tables()
    return rows


def _refresh(folder: Path) -> None:
    """What the pipeline does, with one month's end before instead of a year of them: pages compare with that."""
    warehouse = Folder(folder / "warehouse")
    with warehouse.only_one():
        build(folder=warehouse, sources=pipeline.SOURCES, currency="CNY", now=NOW, report=_nobody)
        for day in (MONTH_BEFORE, AS_OF):
            run_scores(as_of=day, now=NOW, engine="duckdb", report=_nobody)


def _nobody(line: str) -> None:
    """Listens to no progress."""


@pytest.fixture(scope="module")
def scored_shop(scored_once: tuple[Path, Rows], django_db_blocker: Any) -> Iterator[None]:
    folder, rows = scored_once
    with override_settings(DATA=folder, MEDIA_ROOT=folder / "uploads"):
        with django_db_blocker.unblock():
            empty_tables()
            put_rows_back(rows, KEPT)
        yield
        with django_db_blocker.unblock():
            empty_tables()
