"""A shop of 125 people, one in each cell, and its warehouse: built once a run, put back for each module."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from tests.actions.campaigns import given
from tests.records import make
from tests.rows import Rows, put_rows_back, rows_of
from tests.warehouse.shop import build_warehouse
from tests.web.scored import KEPT

from shuke.records.customers.models import Customer

PEOPLE = 125


@pytest.fixture(scope="session")
def built_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Rows]:
    """The data folder with the warehouse, and the rows."""
    folder = tmp_path_factory.mktemp("campaigns")
    with django_db_blocker.unblock(), override_settings(DATA=folder), transaction.atomic():
        given.buyers(PEOPLE, make.store("RIVER"))
        build_warehouse(folder)
        rows = rows_of(KEPT)
        transaction.set_rollback(True)
    return folder, rows


@pytest.fixture(scope="module")
def shop(built_once: tuple[Path, Rows], django_db_blocker: Any) -> Iterator[Path]:
    folder, rows = built_once
    with django_db_blocker.unblock(), transaction.atomic():
        put_rows_back(rows, KEPT)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def people(shop: Path, db: None, settings: Any, tmp_path: Path) -> list[Customer]:
    """Everybody, by number; the warehouse is the test's own to rebuild."""
    settings.DATA = tmp_path / "data"
    shutil.copytree(shop, settings.DATA)
    return list(Customer.objects.order_by("number"))
