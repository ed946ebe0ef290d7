"""What the warehouse copies of the catalogue."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="products",
        table="catalog_product",
        columns=("id", "code", "name", "category_id", "brand", "price", "cost", "is_described"),
    ),
    Source(name="categories", table="catalog_category", columns=("id", "path")),
)
