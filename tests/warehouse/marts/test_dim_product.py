from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.dim_product import dim_product

pytestmark = pytest.mark.sqlite_only


def described(path: str | None) -> Any:
    products = ibis.memtable(
        {
            "product_key": [1], "product_id": ["P1"], "name": ["Oat milk"], "category_key": [5 if path else None],
            "brand": [""], "price_minor": [None], "cost_minor": [None], "is_described": [True],
        },
        schema={
            "product_key": "int64", "product_id": "string", "name": "string", "category_key": "int64",
            "brand": "string", "price_minor": "int64", "cost_minor": "int64", "is_described": "boolean",
        },
    )  # fmt: skip
    categories = ibis.memtable({"category_key": [5], "path": [path or "Other"]})
    return dim_product(products, categories)


@pytest.mark.parametrize(
    ("path", "levels"),
    [
        ("Grocery › Dairy › Milk", ("Grocery", "Dairy", "Milk")),
        ("Grocery › Dairy › Milk › Oat", ("Grocery", "Dairy", "Milk")),
        ("Grocery", ("Grocery", "Grocery", "Grocery")),
        (None, ("", "", "")),
    ],
)
def test_a_path_is_cut_into_levels_and_its_end_fills_the_rest(path: str | None, levels: tuple[str, ...]) -> None:
    assert rows_of(described(path), "category_1", "category_2", "category_3") == [levels]
