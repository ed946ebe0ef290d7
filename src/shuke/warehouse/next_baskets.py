"""What each customer is likely to buy next: one Parquet file beside the snapshots, read by customer."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from shuke.warehouse.described import KeyedParquet
from shuke.warehouse.manifest import Folder

SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),  # the customer's number, as in every mart
        ("rank", pa.int16()),
        ("product_key", pa.int64()),
        ("part", pa.string()),
        ("score", pa.float32()),
        ("why", pa.string()),  # a reason as JSON
    ]
)
# A list of ten, of which four are new to the customer, unless a reader asks for another share.
MOST_SHOWN = 10
SHARE_NEW = 0.4


@dataclass(frozen=True)
class NextProduct:
    product_key: int
    is_new: bool  # to the customer
    score: float  # chance of being on the next basket; of a new product, likeness
    why: dict[str, Any]


@dataclass(frozen=True)
class NextBasketOf:
    as_of: date
    products: list[NextProduct]  # best first, those bought before in front

    def shown(
        self, *, most: int = MOST_SHOWN, share_new: float = SHARE_NEW, barred: Collection[int] = ()
    ) -> list[NextProduct]:
        """At most so many, the share of new ones as asked; where one part is short, the other fills up. What was bought
        before stands by its chance, which is not quite the order it was chosen in. `barred`: keys of products that are
        not offered any more."""
        offered = [product for product in self.products if product.product_key not in barred]
        again = [product for product in offered if not product.is_new]
        new = [product for product in offered if product.is_new]
        room = min(round(most * share_new), len(new))
        kept = again[: most - room]
        kept.sort(key=lambda product: -product.score)
        return [*kept, *new[: most - len(kept)]]


class NextBaskets(KeyedParquet):
    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.path / "snapshots" / "next_baskets.parquet", SCHEMA, key="customer_id")

    def of(self, customer_id: str) -> NextBasketOf | None:
        """None before the first run that writes them, and for customers it knew no purchase of."""
        return self.of_many([customer_id]).get(customer_id)

    def of_many(self, customer_ids: Collection[str]) -> dict[str, NextBasketOf]:
        """Those of them who have one; for whoever writes to many."""
        as_of = self.as_of()
        if as_of is None:
            return {}
        found = self.rows_of(customer_ids)
        return {customer: NextBasketOf(as_of, [_product(row) for row in rows]) for customer, rows in found.items()}


def _product(row: dict[str, Any]) -> NextProduct:
    return NextProduct(row["product_key"], row["part"] == "explore", row["score"], json.loads(row["why"]))
