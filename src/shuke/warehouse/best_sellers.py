"""What sells best in each store: a small Parquet file beside the snapshots, for people of whom nothing is foretold."""

from collections.abc import Collection
from datetime import date, timedelta

import ibis
import pandas as pd
import pyarrow as pa

from shuke.warehouse.described import KeyedParquet
from shuke.warehouse.manifest import Folder
from shuke.warehouse.tables import Tables

SCHEMA = pa.schema(
    [
        ("store", pa.string()),  # its key; EVERYWHERE: all stores together
        ("rank", pa.int16()),
        ("product_key", pa.int64()),
        ("orders", pa.int64()),  # with the product, in DAYS
    ]
)
EVERYWHERE = ""
DAYS = 28
# More than anybody is told of: some are taken off the list, or off sale, before the next refresh.
MOST = 30


class BestSellers(KeyedParquet):
    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.path / "snapshots" / "best_sellers.parquet", SCHEMA, key="store")

    def of_stores(self, stores: Collection[str]) -> dict[str, list[int]]:
        """Product keys, the one on most orders first; nothing before the first run that writes them."""
        if not self.file.exists():
            return {}
        return {store: [row["product_key"] for row in rows] for store, rows in self.rows_of(stores).items()}


def best_sellers(tables: Tables, *, as_of: date, barred: Collection[int]) -> pd.DataFrame:
    """Rows of SCHEMA: products by the orders they stood on in the DAYS up to `as_of`, anonymous orders too. `barred`:
    keys of products that are offered to nobody."""
    lines = tables["fact_order_line"]
    first, last = (ibis.literal(day, type="date") for day in (as_of - timedelta(days=DAYS), as_of))
    sold = lines.filter((lines.ordered_on > first) & (lines.ordered_on <= last) & (lines.quantity > 0))
    counted = sold.group_by("store_key", "product_key").aggregate(orders=sold.order_key.nunique())
    found = counted.to_pandas()
    offered = found[~found["product_key"].isin(list(barred))]
    everywhere = offered.groupby("product_key", as_index=False)["orders"].sum().assign(store=EVERYWHERE)
    by_store = offered.assign(store=offered["store_key"].astype(str))
    return pd.concat([_ranked(everywhere), _ranked(by_store)], ignore_index=True)


def _ranked(counted: pd.DataFrame) -> pd.DataFrame:
    ordered = counted.sort_values(["store", "orders", "product_key"], ascending=[True, False, True])
    best = ordered.groupby("store", sort=False).head(MOST)
    rank = best.groupby("store").cumcount() + 1
    return best.assign(rank=rank.astype("int16"))[["store", "rank", "product_key", "orders"]]
