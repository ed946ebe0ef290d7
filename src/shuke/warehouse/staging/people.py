"""Customers; nothing that names a person leaves the records."""

from typing import Any


def customers(raw: Any) -> Any:
    return raw.select(
        customer_key=raw.id,
        customer_id=raw.number,
        home_store_key=raw.home_store_id,
        gender=raw.gender,
        joined_on=raw.joined_on,
        acquired_through=raw.acquired_through,
        merged_into_key=raw.merged_into_id,
        is_erased=raw.erased_at.notnull(),
    )
