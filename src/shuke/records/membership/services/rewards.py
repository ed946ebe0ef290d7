from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.membership.models import Entry, Member, Reward, RewardClaim
from shuke.records.membership.queries import rows_of
from shuke.records.membership.services.points import WrongTransfer, redeem_points
from shuke.records.membership.services.purse import Cause, CauseUsed, known_entries
from shuke.records.membership.services.reversing import left_to_reverse, reverse_entry


class SoldOut(ShukeError):
    """None is left, or it is not offered."""


@transaction.atomic
def claim_reward(*, scope: Scope, now: datetime, member: Member, reward: Reward, cause: Cause) -> RewardClaim:
    """Points against the reward, and one less in stock: both or neither. The same cause again changes nothing.

    Raises NotEnoughPoints, SoldOut, CauseUsed.
    """
    if reward.plan_id != member.plan_id:
        raise WrongTransfer(_("“%(reward)s” belongs to another plan than this member.") % {"reward": reward.name})
    entry = redeem_points(scope=scope, now=now, member=member, points=reward.points, cause=cause)[0]
    known = RewardClaim.objects.filter(entry=entry).first()
    if known is not None and known.reward_id != reward.pk:
        raise CauseUsed(
            _("“%(key)s” of “%(source)s” stands in the ledger already; send a new key for a new movement.")
            % {"key": cause.key, "source": cause.source}
        )
    if known is not None:
        return known
    _take_one(reward)
    return RewardClaim.objects.create(reward=reward, entry=entry, at=now)


@transaction.atomic
def return_reward(*, scope: Scope, now: datetime, claim: RewardClaim, cause: Cause) -> list[Entry]:
    """Gives the points back to their lots and puts the reward back into stock, once. Raises NotReversible."""
    claim = RewardClaim.objects.select_for_update(of=("self",)).select_related("entry").get(pk=claim.pk)
    rows, back = rows_of(claim), list[Entry]()
    for place, entry in enumerate(rows):
        part = replace(cause, key=f"{cause.key}:{entry.pk}") if place else cause
        # Else somebody mirrored the row by hand before the reward came back.
        if left_to_reverse(entry) or known_entries(entry.plan, part):
            back += reverse_entry(scope=scope, now=now, entry=entry, cause=part)
    if not back and Entry.objects.filter(reverses__in=rows, source=cause.source).exists():
        reverse_entry(scope=scope, now=now, entry=claim.entry, cause=cause)  # raises: it came back by another cause
    if RewardClaim.objects.filter(pk=claim.pk, returned_at__isnull=True).update(returned_at=now):
        Reward.objects.filter(pk=claim.reward_id, stock__isnull=False).update(stock=F("stock") + 1)
    return back


def _take_one(reward: Reward) -> None:
    offered = Reward.objects.filter(pk=reward.pk, is_offered=True)
    if offered.filter(stock__isnull=True).exists():
        return
    if not offered.filter(stock__gt=0).update(stock=F("stock") - 1):
        raise SoldOut(_("“%(reward)s” is not to be had any more; offer another reward.") % {"reward": reward.name})
