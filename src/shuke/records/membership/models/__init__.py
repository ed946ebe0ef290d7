from shuke.records.membership.models.cards import Card
from shuke.records.membership.models.ledger import Entry, GrowthRow, Lot, Move
from shuke.records.membership.models.offers import CodeBatch, Coupon, CouponCode, CouponUse, Reward, RewardClaim
from shuke.records.membership.models.plans import Member, Plan, Tier, TierChange
from shuke.records.membership.models.proofs import Proof
from shuke.records.membership.models.terms import LineTerms

__all__ = [
    "Card",
    "CodeBatch",
    "Coupon",
    "CouponCode",
    "CouponUse",
    "Entry",
    "GrowthRow",
    "LineTerms",
    "Lot",
    "Member",
    "Move",
    "Plan",
    "Proof",
    "Reward",
    "RewardClaim",
    "Tier",
    "TierChange",
]
