"""From a snapshot to the rows of CustomerScore."""

from typing import Any

import pyarrow as pa
from django.db import models

from shuke.analytics.worth import reasons
from shuke.scores.models import CustomerScore
from shuke.warehouse.marts.customer_strip import MONTHS

# Columns of the row that the snapshot has under another name.
RENAMED = {"customer_id": "customer_key", "home_store_id": "home_store_key"}
# What the library calls its columns, where a snapshot's name differs: reasons speak the library's language.
FOR_REASONS = {
    "rank": "pyramid_rank",
    "spend_90": "spend_90_minor",
    "spend_90_before": "spend_90_before_minor",
    "potential_value": "potential_value_minor",
    "headroom": "headroom_minor",
    "champion_product_id": "champion_product",
}
REASON_COLUMNS = (
    "stage", "is_abnormal", "spend_is_falling", "is_returned", "is_spike", "value_class", "pyramid_level",
    "rhythm_days", "silence_days", "silence_probability", "overdue_ratio", "latest_gap_days", "largest_order_share",
    "active_months", "rank_share", "champion_products", "recency_days", "total_orders",
)  # fmt: skip
BATCH_ROWS = 100_000
WHYS = pa.schema([("customer_key", pa.int64()), ("why", pa.string())])
NO_MONTHS = f"[{','.join('0' * MONTHS)}]"


def score_rows(snapshot: Any, strips: Any, whys: Any, *, run_id: int) -> Any:
    """One row per customer with exactly the columns of CustomerScore.

    Args:
        snapshot, strips: the marts `customer_score` and `customer_strip`.
        whys: `customer_key`, `why` as JSON text.
    """
    drawn = snapshot.left_join(strips, "customer_id").drop("customer_id_right")
    rows = drawn.left_join(whys, "customer_key").drop("customer_key_right")
    filled = rows.mutate(
        run_id=run_id,
        due_in_days=(rows.rhythm_days - rows.silence_days).round(0).cast("int64"),
        months=rows.months.fill_null(NO_MONTHS),
        visits=rows.visits.fill_null("[]"),
        why=rows.why.fill_null("[]"),
    )
    fields = {str(field.column): field for field in CustomerScore._meta.concrete_fields}
    return filled.select(**{name: _column(filled, name, field) for name, field in fields.items()})


def _column(rows: Any, name: str, field: "models.Field[Any, Any]") -> Any:
    column = rows[RENAMED.get(name, name)]
    return column.fill_null("") if isinstance(field, models.CharField) else column


def whys_of(snapshot: Any) -> pa.Table:
    """`customer_key` and `why` (JSON text) of every customer of the snapshot."""
    told = snapshot.select("customer_key", *REASON_COLUMNS, **FOR_REASONS)
    parts = []
    for batch in told.to_pyarrow_batches(chunk_size=BATCH_ROWS):
        keys = batch.column(batch.schema.get_field_index("customer_key"))
        parts.append(pa.table({"customer_key": keys, "why": reasons.why_json(batch.to_pandas())}, schema=WHYS))
    return pa.concat_tables(parts) if parts else WHYS.empty_table()
