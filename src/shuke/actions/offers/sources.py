"""What the warehouse copies of offers: the calls that were made with them, and what came of each."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="offer_calls",
        table="offers_gift",
        columns=("id", "key", "customer_id", "outcome", "outcome_at"),
        month_of="outcome_at",
        where="outcome <> ''",
        changed_at="outcome_at",
    ),
)
