"""customer_map: one row per customer record ever made; merged ones point at the customer they are part of today."""

from typing import Any

import ibis

# The first place. All places have as many digits, so that they are in the order of the ids as numbers and as text.
FIRST_PLACE = 10**12


def customer_map(customers: Any, roots: Any) -> Any:
    """`customer_key` (as facts keep it) → `current_key, customer_id, home_store_key` of today, and `place`: where the
    id stands among all ids as text. A number is counted and joined several times as fast as a text.

    Args:
        customers: staged customers.
        roots: `customer_key, current_key` of the merged ones, chains followed to their end (`merge_roots`).
    """
    ends = roots.select("customer_key", root_key=roots.current_key)
    keys = customers.select("customer_key").left_join(ends, "customer_key")
    mapped = keys.mutate(current_key=lambda t: ibis.coalesce(t.root_key, t.customer_key))
    today = customers.view().select("customer_id", "home_store_key", today_key="customer_key")
    joined = mapped.inner_join(today, mapped.current_key == today.today_key)
    place = ibis.dense_rank().over(order_by=joined.customer_id) + FIRST_PLACE
    return joined.select("customer_key", "current_key", "customer_id", "home_store_key", place=place.cast("int64"))


def merge_roots(merged: dict[int, int]) -> dict[int, int]:
    """Each merged key with the end of its chain; a ring of merges ends at its smallest key."""
    roots = {}
    for key in merged:
        seen = [key]
        while seen[-1] in merged and merged[seen[-1]] not in seen:
            seen.append(merged[seen[-1]])
        is_ring = seen[-1] in merged
        roots[key] = min(seen) if is_ring else seen[-1]
    return roots
