"""dim_product: one row per product, its category path cut into levels."""

from typing import Any

import ibis

SEPARATOR = " › "  # between the levels of a category's path
LEVELS = 3


def dim_product(products: Any, categories: Any) -> Any:
    """`category_1` is the widest; where a path is shorter, the deeper levels repeat its end, so that none is empty."""
    joined = products.left_join(categories, "category_key")
    parts = joined.path.split(SEPARATOR)
    levels = {
        f"category_{depth}": parts[ibis.least(parts.length(), ibis.literal(depth)) - 1].fill_null("")
        for depth in range(1, LEVELS + 1)
    }
    return joined.select(
        "product_key",
        "product_id",
        "name",
        "brand",
        "price_minor",
        "cost_minor",
        "is_described",
        category=joined.path.fill_null(""),
        **levels,
    )
