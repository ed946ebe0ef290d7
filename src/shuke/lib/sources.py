"""What a domain offers the warehouse, as data: the domain declares, the pipeline hands down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A table of the records that the warehouse copies."""

    name: str  # what staging calls it: "orders"
    table: str  # the database table: "sales_order"
    columns: tuple[str, ...]  # database columns, in staging's order
    decimals: tuple[str, ...] = ()  # read as text: SQLite would hand them over as doubles
    booleans: tuple[str, ...] = ()  # SQLite hands them over as integers
    moments: tuple[str, ...] = ()  # SQLite hands them over as text
    days: tuple[str, ...] = ()
    month_of: str | None = None  # the day column a large table is cut by, a Parquet file a month
