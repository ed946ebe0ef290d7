from shuke.records.membership.services.batches import CodeTaken, add_word, fill_batch, order_codes, void_batch
from shuke.records.membership.services.by_hand import (
    OverLimit,
    adjust_by_hand,
    compensate_by_hand,
    limit_by_hand,
    reverse_by_hand,
)
from shuke.records.membership.services.cards import (
    CardEnded,
    NotShared,
    end_card,
    issue_card,
    replace_card,
    require_in_use,
)
from shuke.records.membership.services.coupons import (
    CouponRefused,
    UnknownCoupon,
    WrongCount,
    make_codes,
    redeem_coupon,
    release_coupon,
    reserve_coupon,
    void_code,
)
from shuke.records.membership.services.members import NotEligible, enrol_member, is_eligible
from shuke.records.membership.services.nightly import move_due_points
from shuke.records.membership.services.points import (
    WrongPoints,
    WrongTransfer,
    adjust_points,
    compensate_points,
    earn_points,
    redeem_points,
    transfer_points,
)
from shuke.records.membership.services.proving import prove_ledger
from shuke.records.membership.services.purse import Cause, CauseUsed
from shuke.records.membership.services.reversing import NotReversible, left_to_reverse, reverse_entry
from shuke.records.membership.services.rewards import SoldOut, claim_reward, return_reward
from shuke.records.membership.services.tiers import review_tiers

__all__ = [
    "CardEnded",
    "Cause",
    "CauseUsed",
    "CodeTaken",
    "CouponRefused",
    "NotEligible",
    "NotReversible",
    "NotShared",
    "OverLimit",
    "SoldOut",
    "UnknownCoupon",
    "WrongCount",
    "WrongPoints",
    "WrongTransfer",
    "add_word",
    "adjust_by_hand",
    "adjust_points",
    "claim_reward",
    "compensate_by_hand",
    "compensate_points",
    "earn_points",
    "end_card",
    "enrol_member",
    "fill_batch",
    "is_eligible",
    "issue_card",
    "left_to_reverse",
    "limit_by_hand",
    "make_codes",
    "move_due_points",
    "order_codes",
    "prove_ledger",
    "redeem_coupon",
    "redeem_points",
    "release_coupon",
    "replace_card",
    "require_in_use",
    "reserve_coupon",
    "return_reward",
    "reverse_by_hand",
    "reverse_entry",
    "review_tiers",
    "transfer_points",
    "void_batch",
    "void_code",
]
