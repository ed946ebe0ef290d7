"""What the warehouse copies of customers: nothing that names a person."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="customers",
        table="customers_customer",
        columns=(
            "id",
            "number",
            "home_store_id",
            "gender",
            "joined_on",
            "acquired_through",
            "merged_into_id",
            "erased_at",
        ),
    ),
)
