"""The tables of one build, as Ibis tables, and the two views of them that the analytics library reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import ibis

from shuke.warehouse.engine import Backend, open_engine, warehouse_folder
from shuke.warehouse.manifest import Folder, Manifest
from shuke.warehouse.marts.dim_product import LEVELS

# Head-room and needs are read at the second level: "Grocery" is bought by everybody, "Oat milk 1 l" by few.
CATEGORY_LEVEL = min(2, LEVELS)


class Tables:
    """Names of a build's tables → Ibis tables over its Parquet files."""

    def __init__(self, backend: Backend, folder: Folder, manifest: Manifest) -> None:
        self.backend = backend
        self.folder = folder
        self.manifest = manifest
        self._opened: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._opened:
            files = [str(self.folder.path / file) for file in self.manifest.files(name)]
            self._opened[name] = self.backend.read_parquet(files, table_name=name, hive_partitioning=False)
        return self._opened[name]

    def orders(self, *, as_of: date, by: str = "customer_id") -> Any:
        """`customer_id, home_store_id, order_id, ordered_on, amount, is_purchase, store_key` of known customers.

        Nothing later than `as_of`. `by` is the column of `customer_map` that stands in `customer_id`: a million
        customers are faster by `place`, and end in the same order.

        An order stops being a purchase on the day its last piece came back (docs/definitions.md, Purchase), not before.
        """
        known = self._of_known(self["fact_order"], as_of=as_of, by=by).left_join(self["order_return"], "order_key")
        came_back = (known.returned_on <= ibis.literal(as_of, type="date")).fill_null(False)
        return known.select(
            "customer_id",
            "home_store_id",
            "ordered_on",
            "store_key",
            order_id=known.order_key,
            amount=known.net_minor,
            is_purchase=known.is_sale & ~came_back,
        )

    def lines(
        self, *, as_of: date, window_days: int, by: str = "customer_id", category_level: int = CATEGORY_LEVEL
    ) -> Any:
        """What known customers bought in the window, as the library's lines: `customer_id, order_id, ordered_on,
        product_id` (key), `category_id, amount, margin, discount`; a line whose cost is not known is all margin. `by`
        as for `orders`; by another than the id, categories are numbers too.
        """
        first = ibis.literal(as_of - timedelta(days=window_days), type="date")
        lines = self["fact_order_line"]
        costed = self.with_cost(lines.filter(lines.ordered_on > first))
        known = self._of_known(costed, as_of=as_of, by=by)
        categories = self._categories(category_level, are_numbers=by != "customer_id")
        named = known.inner_join(categories, "product_key")
        return named.select(
            "customer_id",
            "ordered_on",
            "category_id",
            order_id="order_key",
            product_id="product_key",
            amount=named.net_minor,
            margin=named.net_minor - named.cost_minor.fill_null(0),
            discount=named.discount_minor,
        )

    def with_cost(self, lines: Any) -> Any:
        """Lines whose `cost_minor`, where the sale did not say it, is the product's usual cost; null where neither is
        known."""
        usual = self["dim_product"].select("product_key", usual_minor="cost_minor")
        joined = lines.left_join(usual, "product_key").drop("product_key_right")
        # In thousandths, as whole numbers: the decimals of a quantity are three, and decimals are slow.
        thousandths = (joined.quantity * 1000).cast("int64")
        assumed = (joined.usual_minor * thousandths / 1000).round(0).cast("int64")
        return joined.mutate(cost_minor=joined.cost_minor.coalesce(assumed)).drop("usual_minor")

    def count_orders(self, *, until: date) -> int:
        orders = self["fact_order"]
        return int(orders.filter(orders.ordered_on <= ibis.literal(until, type="date")).count().to_pyarrow().as_py())

    def latest_order_on(self, *, until: date) -> date | None:
        """The latest day up to `until` with an order; later ones are clocks that run ahead."""
        orders = self["fact_order"]
        possible = orders.filter(orders.ordered_on <= ibis.literal(until, type="date"))
        latest: date | None = possible.ordered_on.max().to_pyarrow().as_py()
        return latest

    def first_purchase_on(self) -> date | None:
        orders = self["fact_order"]
        first: date | None = orders.filter(orders.is_sale).ordered_on.min().to_pyarrow().as_py()
        return first

    def _categories(self, level: int, *, are_numbers: bool) -> Any:
        products = self["dim_product"]
        category = products[f"category_{level}"].nullif("")
        if are_numbers:
            category = ibis.ifelse(category.notnull(), ibis.dense_rank().over(order_by=category), None)
        return products.select("product_key", category_id=category)

    def _of_known(self, facts: Any, *, as_of: date, by: str) -> Any:
        """Facts up to `as_of` with today's id of their customer: where merges are applied."""
        until = facts.filter(facts.ordered_on <= ibis.literal(as_of, type="date"))
        ids = self["customer_map"].select("customer_key", customer_id=by, home_store_id="home_store_key")
        return until.inner_join(ids, "customer_key")


@contextmanager
def open_tables() -> Iterator[Tables]:
    """The build that is read now, in an engine of its own. Raises NoWarehouse."""
    folder = Folder(warehouse_folder())
    manifest = folder.current()
    with open_engine(folder=folder.path) as backend:
        yield Tables(backend, folder, manifest)


def latest_order_on(*, until: date) -> date | None:
    """The day of the latest order of the current build, none later than `until`. Raises NoWarehouse."""
    with open_tables() as tables:
        return tables.latest_order_on(until=until)
