"""What a domain offers the warehouse, as data: the domain declares, the pipeline hands down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A table of the records that the warehouse copies. Types are the model's; nothing has to be said twice."""

    name: str  # what staging calls it: "orders"
    table: str  # the database table: "sales_order"
    columns: tuple[str, ...]  # database columns that staging reads
    # The column a large table is cut by, a day or a moment (then by months of UTC): only months that changed are read.
    month_of: str | None = None
    sums: tuple[str, ...] = ()  # columns whose sums, beside row count, highest id and `changed_at`, show a change
    changed_at: str = "updated_at"  # empty: rows are not changed, or their sums show it
    parent: tuple[str, str] | None = None  # ("order_id", "orders"): cut by the months of the row it belongs to
    where: str = ""  # a condition both databases understand: only these rows are the warehouse's
    # Conditions by which the rows are counted, for changes that no sum shows: ("state = 'queued'",).
    counted: tuple[str, ...] = ()
    is_wide: bool = False  # long rows: an index holds whatever its marks ask, and is read instead of them
