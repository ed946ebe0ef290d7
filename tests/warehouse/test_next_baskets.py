"""The file of next baskets: written whole, read by customer."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBaskets

DAY = date(2026, 2, 20)


def frame(*customers: int) -> pd.DataFrame:
    """Two products each, the second new, the second first in the table."""
    return pd.DataFrame(
        [
            {
                "customer_id": f"C{customer}", "rank": rank, "product_key": customer * 10 + rank,
                "part": "explore" if rank == 2 else "repeat", "score": 0.5 / rank, "why": '{"code":"new_in_shop"}',
            }
            for customer in customers
            for rank in (2, 1)
        ]
    )  # fmt: skip


@pytest.fixture
def stored(tmp_path: Path) -> NextBaskets:
    return NextBaskets(Folder(tmp_path))


def test_a_customer_finds_her_own_products_best_first(stored: NextBaskets) -> None:
    written = stored.write([frame(1, 2), frame(3)], as_of=DAY, facts={})

    found = stored.of("C2")

    assert written == 6
    assert found is not None
    assert found.as_of == DAY
    assert [(line.product_key, line.is_new, line.score) for line in found.products] == [
        (21, False, 0.5),
        (22, True, 0.25),
    ]
    assert found.products[0].why == {"code": "new_in_shop"}


def test_many_customers_are_read_at_once_each_with_their_own(stored: NextBaskets) -> None:
    stored.write([frame(1, 2), frame(3)], as_of=DAY, facts={})

    found = stored.of_many(["C3", "C1", "C7"])

    assert {customer: [line.product_key for line in of.products] for customer, of in found.items()} == {
        "C1": [11, 12],
        "C3": [31, 32],
    }
    assert stored.of_many([]) == {}


def test_unknown_customers_and_an_unwritten_file_have_nothing(stored: NextBaskets) -> None:
    assert stored.of("C1") is None
    assert stored.facts() is None

    stored.write([frame(1)], as_of=DAY, facts={})

    assert stored.of("C7") is None


def test_a_write_that_breaks_leaves_what_was_there(stored: NextBaskets) -> None:
    stored.write([frame(1)], as_of=DAY, facts={"learnt": True})

    with pytest.raises(ValueError, match="broken off"):
        stored.write((_broken() for _ in range(1)), as_of=DAY, facts={})

    assert stored.of("C1") is not None
    assert stored.facts() == {"as_of": "2026-02-20", "learnt": True}


def _broken() -> pd.DataFrame:
    raise ValueError("broken off")


def test_nobody_foretold_is_an_empty_file(stored: NextBaskets) -> None:
    assert stored.write([], as_of=DAY, facts={}) == 0
    assert stored.of("C1") is None
