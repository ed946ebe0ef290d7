"""From a snapshot to the rows of CustomerScore."""

from typing import Any

from django.db import models

from shuke.scores.models import CustomerScore
from shuke.warehouse.marts.customer_strip import MONTHS

# Columns of the row that the snapshot has under another name.
RENAMED = {"customer_id": "customer_key", "home_store_id": "home_store_key"}
NO_MONTHS = f"[{','.join('0' * MONTHS)}]"


def score_rows(snapshot: Any, strips: Any, *, run_id: int) -> Any:
    """One row per customer with exactly the columns of CustomerScore, by customer.

    Args:
        snapshot, strips: the marts `customer_score` and `customer_strip`, the latter by customer key.
    """
    drawn = snapshot.left_join(strips, snapshot.customer_key == strips.customer_id).drop("customer_id_right")
    filled = drawn.mutate(
        run_id=run_id,
        due_in_days=(drawn.rhythm_days - drawn.silence_days).round(0).cast("int64"),
        months=drawn.months.fill_null(NO_MONTHS),
        visits=drawn.visits.fill_null("[]"),
        leaving_why=drawn.leaving_why.fill_null("[]"),
    )
    fields = {str(field.column): field for field in CustomerScore._meta.concrete_fields}
    rows = filled.select(**{name: _column(filled, name, field) for name, field in fields.items()})
    # In the order of the key: databases append such rows instead of looking for the place of each.
    return rows.order_by("customer_id")


def _column(rows: Any, name: str, field: "models.Field[Any, Any]") -> Any:
    column = rows[RENAMED.get(name, name)]
    return column.fill_null("") if isinstance(field, models.CharField) else column
