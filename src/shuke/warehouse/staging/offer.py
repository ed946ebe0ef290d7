"""What is sold, and where."""

from typing import Any

from shuke.warehouse.staging.money import minor


def stores(raw: Any) -> Any:
    return raw.select(
        store_key=raw.id,
        store_id=raw.code,
        name=raw.name,
        time_zone=raw.time_zone,
        currency=raw.currency,
        is_open=raw.is_open,
    )


def categories(raw: Any) -> Any:
    return raw.select(category_key=raw.id, path=raw.path)


def products(raw: Any, *, exponent: int) -> Any:
    return raw.select(
        product_key=raw.id,
        product_id=raw.code,
        name=raw.name,
        category_key=raw.category_id,
        brand=raw.brand,
        price_minor=minor(raw.price, exponent=exponent),
        cost_minor=minor(raw.cost, exponent=exponent),
        is_described=raw.is_described,
    )


def businesses(raw: Any) -> Any:
    return raw.select(business_key=raw.id, time_zone=raw.time_zone)
