"""What the warehouse copies of membership: the ledger of points, and whose account each row is on."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="point_entries",
        table="membership_entry",
        columns=("id", "member_id", "kind", "points", "pending", "debt", "at", "source", "order_id", "store_id"),
        month_of="at",
        sums=("points", "pending", "debt"),
        changed_at="at",  # rows are only added
    ),
    Source(name="members", table="membership_member", columns=("id", "plan_id", "customer_id", "home_store_id")),
    Source(name="plans", table="membership_plan", columns=("id", "time_zone")),
)
