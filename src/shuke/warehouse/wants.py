"""Who would want a product, or a kind of product: one Parquet file beside the snapshots, read one list at a time."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shuke.warehouse.described import KeyedParquet
from shuke.warehouse.manifest import Folder

SCHEMA = pa.schema(
    [
        ("label", pa.string()),  # of `label_of`
        ("rank", pa.int32()),
        ("customer_id", pa.string()),  # the customer's number, as in every mart
        ("product_key", pa.int64()),  # of a kind: the product that is likeliest, or stands for it
        ("part", pa.string()),
        ("score", pa.float32()),
        ("why", pa.string()),  # a reason as JSON
    ]
)


@dataclass(frozen=True)
class Wanting:
    rank: int
    customer_id: str
    product_key: int
    is_new: bool  # to the customer
    score: float  # chance of being on the next basket; of a new one, likeness
    why: dict[str, Any]


@dataclass(frozen=True)
class WantedBy:
    as_of: date
    customers: list[Wanting]  # likeliest first, those who bought it before in front


def label_of(*, product_key: int | None = None, category: str = "") -> str:
    """What a list is kept under: a product by its key, a kind of product by its path."""
    return f"c:{category}" if product_key is None else f"p:{product_key}"


class Wants(KeyedParquet):
    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.path / "snapshots" / "wants.parquet", SCHEMA, key="label")

    def kinds(self) -> list[str]:
        """Paths of the kinds of product that have a list."""
        if not self.file.exists():
            return []
        labels = pq.read_table(self.file, columns=["label"], filters=[("label", "<", label_of(product_key=0))])["label"]
        return sorted(label.removeprefix(label_of()) for label in labels.unique().to_pylist())

    def of(self, label: str) -> WantedBy | None:
        """None before the first run that writes them; nobody for what too few buy."""
        as_of = self.as_of()
        if as_of is None:
            return None
        customers = [
            Wanting(
                rank=row["rank"],
                customer_id=row["customer_id"],
                product_key=row["product_key"],
                is_new=row["part"] == "explore",
                score=row["score"],
                why=json.loads(row["why"]),
            )
            for row in self.rows(label)
        ]
        return WantedBy(as_of, customers)
