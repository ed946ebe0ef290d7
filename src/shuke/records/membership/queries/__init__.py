from shuke.records.membership.queries.at_the_till import accounts_of
from shuke.records.membership.queries.members import NotAMember, leader_of, member_of, purse_members, require_member
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
    points_now,
)
from shuke.records.membership.queries.rewards import claims_of, rewards_of, rows_of, rows_with

__all__ = [
    "Balance",
    "MonthLiability",
    "NotAMember",
    "accounts_of",
    "balance_of",
    "claims_of",
    "entries_of",
    "entries_of_members",
    "expirations_of",
    "growth_of",
    "latest_proof",
    "leader_of",
    "liability",
    "member_of",
    "points_now",
    "purse_members",
    "require_member",
    "rewards_of",
    "rows_of",
    "rows_with",
]
