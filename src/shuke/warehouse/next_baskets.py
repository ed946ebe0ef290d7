"""What each customer is likely to buy next: one Parquet file beside the snapshots, read one customer at a time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

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
# One customer's rows are found without reading more than so many.
ROWS_PER_GROUP = 20_000
FACTS = b"shuke"
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

    def shown(self, *, most: int = MOST_SHOWN, share_new: float = SHARE_NEW) -> list[NextProduct]:
        """At most so many, the share of new ones as asked; where one part is short, the other fills up."""
        again = [product for product in self.products if not product.is_new]
        new = [product for product in self.products if product.is_new]
        room = min(round(most * share_new), len(new))
        kept = again[: most - room]
        return [*kept, *new[: most - len(kept)]]


class NextBaskets:
    def __init__(self, folder: Folder) -> None:
        self.file = folder.path / "snapshots" / "next_baskets.parquet"

    def write(self, frames: Iterable[pd.DataFrame], *, as_of: date, facts: Mapping[str, Any]) -> int:
        """Beside, then moved into place. Each frame has SCHEMA's columns, customers rising over all frames.

        Returns:
            The rows written.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_suffix(".written")
        told = json.dumps({"as_of": as_of.isoformat(), **facts})
        written = 0
        with pq.ParquetWriter(beside, SCHEMA.with_metadata({FACTS: told.encode()})) as writer:
            for frame in frames:
                rows = pa.Table.from_pandas(frame, schema=SCHEMA, preserve_index=False)
                writer.write_table(rows.replace_schema_metadata(None), row_group_size=ROWS_PER_GROUP)
                written += len(rows)
        beside.replace(self.file)
        return written

    def facts(self) -> dict[str, Any] | None:
        """How the file came about; None where there is none yet."""
        if not self.file.exists():
            return None
        return dict(json.loads(pq.read_schema(self.file).metadata[FACTS]))

    def of(self, customer_id: str) -> NextBasketOf | None:
        """None before the first run that writes them, and for customers it knew no purchase of."""
        facts = self.facts()
        if facts is None:
            return None
        rows = pq.read_table(self.file, filters=[("customer_id", "==", customer_id)]).to_pylist()
        products = [
            NextProduct(row["product_key"], row["part"] == "explore", row["score"], json.loads(row["why"]))
            for row in sorted(rows, key=lambda row: row["rank"])
        ]
        return NextBasketOf(date.fromisoformat(facts["as_of"]), products) if products else None
