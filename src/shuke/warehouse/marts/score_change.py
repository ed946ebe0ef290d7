"""score_change: one row per customer and state (stage, level, class) that differs between two snapshots."""

from typing import Any

import ibis

# The state's name in the records → its column in a snapshot.
STATES = {"stage": "stage", "level": "pyramid_level", "class": "value_class"}


def score_change(before: Any, after: Any, *, states: tuple[str, ...] = tuple(STATES)) -> Any:
    """`customer_key, home_store_key, kind, before, after`; "" where a customer was not there, or has no such state."""
    return ibis.union(*(_moved(before, after, kind=kind, column=STATES[kind]) for kind in states), distinct=False)


def _moved(before: Any, after: Any, *, kind: str, column: str) -> Any:
    earlier = before.select(earlier_key="customer_key", before=before[column])
    now = after.select("customer_key", "home_store_key", after=after[column])
    pairs = now.left_join(earlier, now.customer_key == earlier.earlier_key)
    named = pairs.mutate(kind=ibis.literal(kind), before=pairs.before.fill_null(""), after=pairs.after.fill_null(""))
    changed = named.filter(named.before != named.after)
    return changed.select("customer_key", "home_store_key", "kind", "before", "after")
