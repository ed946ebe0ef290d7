"""What a domain offers the warehouse, as data: the domain declares, the pipeline hands down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A table of the records that the warehouse copies. Types are the model's; nothing has to be said twice."""

    name: str  # what staging calls it: "orders"
    table: str  # the database table: "sales_order"
    columns: tuple[str, ...]  # database columns that staging reads
    month_of: str | None = None  # the day column a large table is cut by: only months that changed are read again
    sums: tuple[str, ...] = ()  # decimals whose sums, beside row count, highest id and `updated_at`, show a change
    parent: tuple[str, str] | None = None  # ("order_id", "orders"): cut by the months of the row it belongs to
