"""Any measure of the order lines by one or two dimensions."""

from datetime import date

from shuke.warehouse.read.shapes import Pivot, SalesMonth, StoreIds

MEASURES = ("net", "gross", "discount", "returns", "margin", "quantity", "orders", "customers", "average_order")
DIMENSIONS = (
    "month", "weekday", "store", "category", "brand", "product", "channel",
    "stage", "pyramid_level", "value_class", "rfm_group",
)  # fmt: skip


def sales_by_month(*, as_of: date | None = None, months: int = 13, stores: StoreIds = None) -> list[SalesMonth]:
    """Orders, customers and money of each month, oldest first."""
    raise NotImplementedError


def pivot(
    measure: str,
    *,
    rows: str,
    columns: str | None = None,
    only: dict[str, str] | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    stores: StoreIds = None,
    limit: int = 200,
) -> Pivot:
    """`measure` by the dimension `rows` and perhaps `columns`, over the orders of the days [from_on, until_on).

    `only` narrows to one value per dimension ({"store": "S01"}). Categories are those of the first level; narrowed
    to one they open into the next. Stage, level, class and group are those of the latest snapshot.
    """
    raise NotImplementedError
