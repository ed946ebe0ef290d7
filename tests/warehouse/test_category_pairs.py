"""The file of pairs: written whole, read whole, with how it came about."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from shuke.warehouse.category_pairs import SCHEMA, CategoryPairs
from shuke.warehouse.manifest import Folder

DAY = date(2026, 2, 20)
FACTS: dict[str, Any] = {"window_days": 365, "orders": 100, "uptake": 0.1, "discount": 0.2}


def frame(**facts: object) -> pd.DataFrame:
    row: dict[str, object] = dict.fromkeys(SCHEMA.names, 1)
    texts = {"category_a": "Cheese", "category_b": "Wine", "is_together": True}
    return pd.DataFrame([{**row, **texts, "bundle_net_minor": None, **facts}])


@pytest.fixture
def stored(tmp_path: Path) -> CategoryPairs:
    return CategoryPairs(Folder(tmp_path))


def test_pairs_come_back_as_they_were_written(stored: CategoryPairs) -> None:
    assert stored.write([frame(lift=2.5)], as_of=DAY, facts=FACTS) == 1

    found = stored.found()

    assert found is not None
    assert (found.as_of, found.orders, found.uptake, found.discount) == (DAY, 100, 0.1, 0.2)
    [pair] = found.pairs
    assert (pair.category_a, pair.category_b, pair.lift) == ("Cheese", "Wine", 2.5)
    assert pair.bundle_net_minor is None


def test_an_unwritten_file_has_nothing(stored: CategoryPairs) -> None:
    assert stored.found() is None
    assert stored.facts() is None


def test_a_write_that_breaks_leaves_what_was_there(stored: CategoryPairs) -> None:
    stored.write([frame()], as_of=DAY, facts=FACTS)

    with pytest.raises(KeyError):
        stored.write([frame().drop(columns="lift")], as_of=date(2026, 2, 21), facts=FACTS)

    found = stored.found()
    assert found is not None
    assert found.as_of == DAY
