"""Two kinds of module, never mixed: those that look at the refreshed shop, and those whose tests make one each.

A module that names `shop` finds the shop's rows in the database for as long as it runs, whatever the order of its
tests; a test that made a store of the same name there would meet the shop's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from tests.kept import built_once
from tests.rows import Rows, put_rows_back, rows_of
from tests.scores.shop import AS_OF, fill_shop
from tests.warehouse.shop import refresh
from tests.web.scored import KEPT

from shuke.pipeline import STEPS, RefreshResult
from shuke.scores.services import history


@pytest.fixture(scope="session")
def refreshed_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Rows, RefreshResult]:
    """The data folder with the warehouse, the rows, and what the refresh said."""
    with django_db_blocker.unblock():
        folder, (rows, result) = built_once("refreshed", tmp_path_factory, _build)
    return folder, rows, result


def _build(folder: Path) -> tuple[Rows, RefreshResult]:
    with override_settings(DATA=folder), transaction.atomic():
        fill_shop()
        result = refresh(AS_OF, steps=STEPS)
        rows = rows_of(KEPT)
        transaction.set_rollback(True)
    return rows, result


@pytest.fixture(scope="module")
def shop(refreshed_once: tuple[Path, Rows, RefreshResult], django_db_blocker: Any) -> Iterator[RefreshResult]:
    """The refreshed shop, for a module that only looks at it; what a test adds to it is gone after the test."""
    folder, rows, result = refreshed_once
    with django_db_blocker.unblock(), override_settings(DATA=folder), transaction.atomic():
        put_rows_back(rows, KEPT)
        yield result
        transaction.set_rollback(True)


@pytest.fixture
def short_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """One month-end behind instead of thirteen, for tests that are not about the year."""
    monkeypatch.setattr(history, "MONTHS", 1)
