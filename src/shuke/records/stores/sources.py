"""What the warehouse copies of stores."""

from shuke.lib.sources import Source

SOURCES = (
    Source(name="stores", table="stores_store", columns=("id", "code", "name", "time_zone", "currency", "is_open")),
    Source(name="businesses", table="stores_business", columns=("id", "time_zone")),
)
