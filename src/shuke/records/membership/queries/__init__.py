from shuke.records.membership.queries.at_the_till import accounts_of
from shuke.records.membership.queries.coupons import coupons_of
from shuke.records.membership.queries.members import (
    NotAMember,
    leader_of,
    member_of,
    purse_ids,
    purse_members,
    require_member,
)
from shuke.records.membership.queries.points import (
    Balance,
    MonthLiability,
    balance_of,
    entries_of,
    entries_of_members,
    expirations_of,
    growth_of,
    latest_proof,
    liability,
    lots_ending_in,
    points_now,
)
from shuke.records.membership.queries.rewards import claims_of, rewards_of, rows_of, rows_with
from shuke.records.membership.queries.tiers import NextTier, next_tier_of

__all__ = [
    "Balance",
    "MonthLiability",
    "NextTier",
    "NotAMember",
    "accounts_of",
    "balance_of",
    "claims_of",
    "coupons_of",
    "entries_of",
    "entries_of_members",
    "expirations_of",
    "growth_of",
    "latest_proof",
    "leader_of",
    "liability",
    "lots_ending_in",
    "member_of",
    "next_tier_of",
    "points_now",
    "purse_ids",
    "purse_members",
    "require_member",
    "rewards_of",
    "rows_of",
    "rows_with",
]
