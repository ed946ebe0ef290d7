from shuke.records.membership.services.members import NotEligible, enrol_member
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

__all__ = [
    "Cause",
    "CauseUsed",
    "NotEligible",
    "NotReversible",
    "WrongPoints",
    "WrongTransfer",
    "adjust_points",
    "compensate_points",
    "earn_points",
    "enrol_member",
    "left_to_reverse",
    "move_due_points",
    "prove_ledger",
    "redeem_points",
    "reverse_entry",
    "transfer_points",
]
