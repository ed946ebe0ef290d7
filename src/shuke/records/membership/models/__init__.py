from shuke.records.membership.models.ledger import Entry, GrowthRow, Lot, Move
from shuke.records.membership.models.plans import Member, Plan, Tier, TierChange
from shuke.records.membership.models.proofs import Proof

__all__ = ["Entry", "GrowthRow", "Lot", "Member", "Move", "Plan", "Proof", "Tier", "TierChange"]
