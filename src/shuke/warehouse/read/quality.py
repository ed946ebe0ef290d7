"""What was odd in the data and whether the build is sound."""

from typing import Any

from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.marts.data_quality import FINDINGS
from shuke.warehouse.read.shapes import Check, QualityCount, QualityRow, StoreIds
from shuke.warehouse.read.state import in_stores, kept
from shuke.warehouse.tables import open_tables


@kept
def quality_counts(*, stores: StoreIds = None) -> list[QualityCount]:
    """How many rows each finding has; findings without a row are there with 0."""
    with open_tables() as tables:
        found = in_stores(tables["data_quality"], stores, key="store_key")
        rows = found.group_by("code").aggregate(rows=found.count()).to_pyarrow().to_pylist()
    counts = {row["code"]: row["rows"] for row in rows}
    return [QualityCount(code, counts.get(code, 0)) for code in FINDINGS]


def quality_rows(code: str, *, stores: StoreIds = None, limit: int | None = 100, offset: int = 0) -> list[QualityRow]:
    """The rows behind one count, latest day first; `limit=None` for a download."""
    with open_tables() as tables:
        found = in_stores(tables["data_quality"], stores, key="store_key")
        chosen = found.filter(found.code == code)
        ordered = chosen.order_by(chosen.ordered_on.desc(), chosen.order_key, chosen.line_key)
        named = _named(ordered.limit(limit, offset=offset), tables)
        rows = named.order_by(named.day.desc(), named.order_key, named.line_key).drop("order_key", "line_key")
        return [QualityRow(**row) for row in rows.to_pyarrow().to_pylist()]


def _named(rows: Any, tables: Any) -> Any:
    """Keys spelt as the records know them."""
    stores = tables["dim_store"].select("store_key", store="store_id")
    people = tables["customer_map"].select("customer_key", customer="customer_id")
    products = tables["dim_product"].select("product_key", product="product_id")
    joined = rows.left_join(stores, "store_key").drop("store_key_right")
    joined = joined.left_join(people, "customer_key").drop("customer_key_right")
    joined = joined.left_join(products, "product_key").drop("product_key_right")
    return joined.select(
        "order_key",
        "line_key",
        "code",
        "source",
        "source_key",
        "quantity",
        "amount",
        "currency",
        day="ordered_on",
        store=joined.store.fill_null(""),
        customer=joined.customer.fill_null(""),
        product=joined["product"].fill_null(""),
    )


def check_results() -> list[Check]:
    """The checks made after the latest build."""
    return [Check(**stored) for stored in Folder(warehouse_folder()).current().checks]
