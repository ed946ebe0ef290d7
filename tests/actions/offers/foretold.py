"""What people are likely to buy, for tests: written as the nightly refresh writes it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.warehouse.best_sellers import EVERYWHERE, BestSellers
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBaskets

DUE = {"code": "due", "usual_days": 12, "silence_days": 14}
IN_SHOP = {"code": "new_in_shop"}
Line = tuple[Product, Mapping[str, Any]]


def foretell(baskets: Mapping[Customer, tuple[list[Line], list[Line]]], *, as_of: date) -> None:
    """Of each, what they buy again and what would be new to them, each best first."""
    rows = []
    for customer, (again, new) in baskets.items():
        named = [(product, why, "repeat") for product, why in again] + [(p, why, "explore") for p, why in new]
        rows += [
            (customer.number, rank, product.pk, part, 1 / rank, json.dumps(why))
            for rank, (product, why, part) in enumerate(named, start=1)
        ]
    columns = ["customer_id", "rank", "product_key", "part", "score", "why"]
    frame = pd.DataFrame(sorted(rows), columns=columns)
    NextBaskets(Folder(warehouse_folder())).write([frame], as_of=as_of, facts={})


def sell_best(*everywhere: Product, at: Store | None = None, there: tuple[Product, ...] = ()) -> None:
    """Products by the orders they are on, of the business and of one store."""
    rows = [(EVERYWHERE, rank, product.pk, 100 - rank) for rank, product in enumerate(everywhere, start=1)]
    rows += [(str(at.pk), rank, product.pk, 50 - rank) for rank, product in enumerate(there, start=1) if at]
    frame = pd.DataFrame(sorted(rows), columns=["store", "rank", "product_key", "orders"])
    BestSellers(Folder(warehouse_folder())).write([frame], as_of=date(2026, 2, 20), facts={})
