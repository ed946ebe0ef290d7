"""What is bought together and apart: one small Parquet file a level beside the snapshots."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from shuke.warehouse.described import DescribedParquet
from shuke.warehouse.manifest import Folder

Level = Literal["department", "category", "product"]  # the widest kinds, the finest kinds, products
LEVELS: tuple[Level, ...] = get_args(Level)
# Amounts are of the business's currency, of a period as long as the one counted; null where the pair does not qualify.
SCHEMA = pa.schema(
    [
        ("is_together", pa.bool_()),  # more often than by chance; otherwise less often
        ("category_a", pa.string()),  # the whole path, as in dim_product; of products the code
        ("category_b", pa.string()),
        ("orders_together", pa.int64()),
        ("expected_orders", pa.float64()),
        ("support", pa.float64()),
        ("confidence_ab", pa.float64()),
        ("confidence_ba", pa.float64()),
        ("lift", pa.float64()),
        ("phi", pa.float64()),
        ("q_value", pa.float64()),
        ("place_sales_minor", pa.int64()),
        ("bundle_net_minor", pa.int64()),
        ("offer_ab_sales_minor", pa.int64()),  # b offered to who buys a
        ("offer_ba_sales_minor", pa.int64()),
    ]
)


@dataclass(frozen=True)
class CategoryPair:
    is_together: bool
    category_a: str
    category_b: str
    orders_together: int
    expected_orders: float
    support: float
    confidence_ab: float
    confidence_ba: float
    lift: float
    phi: float
    q_value: float
    place_sales_minor: int | None
    bundle_net_minor: int | None
    offer_ab_sales_minor: int | None
    offer_ba_sales_minor: int | None


@dataclass(frozen=True)
class CategoryPairsFound:
    as_of: date
    window_days: int
    orders: int  # with at least one product of a known category; of products all
    uptake: float  # assumed: the share of the pull that becomes sales
    discount: float  # assumed: of a bundle
    pairs: tuple[CategoryPair, ...]


class CategoryPairs(DescribedParquet):
    def __init__(self, folder: Folder, level: Level = "category") -> None:
        super().__init__(folder.path / "snapshots" / f"{level}_pairs.parquet", SCHEMA)

    def found(self) -> CategoryPairsFound | None:
        """None before the first run that writes them."""
        facts = self.facts()
        if facts is None:
            return None
        names = [field.name for field in fields(CategoryPair)]
        return CategoryPairsFound(
            as_of=date.fromisoformat(facts["as_of"]),
            window_days=facts["window_days"],
            orders=facts["orders"],
            uptake=facts["uptake"],
            discount=facts["discount"],
            pairs=tuple(CategoryPair(**row) for row in pq.read_table(self.file, columns=names).to_pylist()),
        )
