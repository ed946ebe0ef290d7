"""Who would want a product, or a kind of product: one Parquet file beside the snapshots, read one list at a time."""

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
        ("label", pa.string()),  # of `label_of`
        ("rank", pa.int32()),
        ("customer_id", pa.string()),  # the customer's number, as in every mart
        ("product_key", pa.int64()),  # of a kind: the product that is likeliest, or stands for it
        ("part", pa.string()),
        ("score", pa.float32()),
        ("why", pa.string()),  # a reason as JSON
    ]
)
# One list is found without reading more rows than so many.
ROWS_PER_GROUP = 20_000
FACTS = b"shuke"


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


class Wants:
    def __init__(self, folder: Folder) -> None:
        self.file = folder.path / "snapshots" / "wants.parquet"

    def write(self, frames: Iterable[pd.DataFrame], *, as_of: date, facts: Mapping[str, Any]) -> int:
        """Beside, then moved into place. Each frame has SCHEMA's columns, labels rising over all frames.

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

    def kinds(self) -> list[str]:
        """Paths of the kinds of product that have a list."""
        if not self.file.exists():
            return []
        labels = pq.read_table(self.file, columns=["label"], filters=[("label", "<", label_of(product_key=0))])["label"]
        return sorted(label.removeprefix(label_of()) for label in labels.unique().to_pylist())

    def of(self, label: str) -> WantedBy | None:
        """None before the first run that writes them; nobody for what too few buy."""
        facts = self.facts()
        if facts is None:
            return None
        rows = pq.read_table(self.file, filters=[("label", "==", label)]).to_pylist()
        customers = [
            Wanting(
                rank=row["rank"],
                customer_id=row["customer_id"],
                product_key=row["product_key"],
                is_new=row["part"] == "explore",
                score=row["score"],
                why=json.loads(row["why"]),
            )
            for row in sorted(rows, key=lambda row: row["rank"])
        ]
        return WantedBy(date.fromisoformat(facts["as_of"]), customers)
