"""Who was contacted by a campaign or a test in cells, and what they did."""

from typing import Any


def campaigns(raw: Any) -> Any:
    return raw.select(
        campaign_key=raw.id, fixed_at=raw.fixed_at, begun_on=raw.test_from_on, counted_as_of=raw.counted_as_of
    )


def campaign_members(raw: Any) -> Any:
    return raw.select(
        member_key=raw.id,
        campaign_key=raw.campaign_id,
        customer_key=raw.customer_id,
        cell=raw.cell,
        arm=raw.arm,
        is_rolled_out=raw.is_rolled_out,
        is_contacted=raw.is_served & raw.gift_id.notnull(),
        has_answered_test=raw.answered_test,
        spend_test_minor=raw.spend_test_minor,
        has_answered_later=raw.answered,
        spend_later_minor=raw.spend_minor,
        coupons_used=raw.coupons_used,
    )


def cell_tables(raw: Any) -> Any:
    return raw.select(cells_key=raw.id, begun_on=raw.begins_on)


def cell_members(raw: Any) -> Any:
    return raw.select(
        member_key=raw.id,
        cells_key=raw.table_id,
        customer_key=raw.customer_id,
        cell=raw.cell,
        has_answered=raw.answered,
    )
