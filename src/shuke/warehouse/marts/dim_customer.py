"""dim_customer: one row per customer of today, merged records left out; who was erased keeps a row without a word."""

from typing import Any

COLUMNS = (
    "customer_key", "customer_id", "place", "home_store_key", "gender", "joined_on", "acquired_through", "is_erased",
)  # fmt: skip


def dim_customer(customers: Any, mapping: Any) -> Any:
    current = mapping.filter(mapping.customer_key == mapping.current_key).select("customer_key", "place")
    return customers.inner_join(current, "customer_key").select(*COLUMNS)
