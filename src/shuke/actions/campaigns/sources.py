"""What the warehouse copies of campaigns: who was meant, who was contacted, what they did in the days that count."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="campaigns",
        table="campaigns_campaign",
        columns=("id", "fixed_at", "test_from_on", "roll_out_on", "counted_as_of"),
        month_of="fixed_at",
        where="fixed_at IS NOT NULL",
        changed_at="counted_as_of",
    ),
    Source(
        name="campaign_members",
        table="campaigns_campaignmember",
        columns=(
            "id", "campaign_id", "customer_id", "cell", "arm", "is_rolled_out", "is_served", "gift_id", "answered_test",
            "spend_test_minor", "answered", "spend_minor", "coupons_used",
        ),
        parent=("campaign_id", "campaigns"),
        where="arm <> 'out'",  # others could not be reached
        sums=("spend_test_minor", "spend_minor", "coupons_used"),
        counted=("is_rolled_out", "is_served", "gift_id IS NOT NULL", "answered_test", "answered"),
        changed_at="",
    ),
)  # fmt: skip
