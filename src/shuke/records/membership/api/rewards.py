"""Points exchanged for a reward, and a reward that comes back."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from shuke.lib.http import RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.membership.api.reading import member_in, standing_of, store_of
from shuke.records.membership.models import RewardClaim
from shuke.records.membership.queries import purse_members, rewards_of, rows_of
from shuke.records.membership.schemas import ClaimIn, ClaimOut, CodeText, RewardOfferOut
from shuke.records.membership.services import Cause, claim_reward, return_reward

router = Router(tags=["points"])
_SOURCE = "reward"


class RewardsOut(Schema):
    data: list[RewardOfferOut]


@router.get(
    "/members/{member_id}/rewards", response=RewardsOut, summary="What points are exchanged for, cheapest first"
)
@api_operation("membership.view")
def list_rewards(request: ApiRequest, member_id: RowId) -> RewardsOut:
    """On offer and in stock; the member's points are told beside the member."""
    found = rewards_of(member_in(request, member_id).plan)
    return RewardsOut(data=[RewardOfferOut.model_validate(one, from_attributes=True) for one in found])


@router.post("/members/{member_id}/rewards/{reward}/claim", response={201: ClaimOut}, summary="Hand out a reward")
@idempotent
@api_operation("checkout.use")
def claim(request: ApiRequest, member_id: RowId, reward: CodeText, body: ClaimIn) -> Status[ClaimOut]:
    """Its points and one of the stock, both or neither. The same `key` again changes nothing."""
    member, now = member_in(request, member_id), timezone.now()
    wanted = get_object_or_404(member.plan.rewards, code=reward)
    store = store_of(request, body.store) if body.store else None
    cause = Cause(source=_SOURCE, key=f"api:{body.key}", reason=wanted.name, store=store)
    return Status(
        201, _out(claim_reward(scope=request.scope, now=now, member=member, reward=wanted, cause=cause), now=now)
    )


@router.post("/members/{member_id}/claims/{claim_id}/return", response=ClaimOut, summary="Take a reward back")
@idempotent
@api_operation("checkout.use")
def bring_back(request: ApiRequest, member_id: RowId, claim_id: RowId) -> ClaimOut:
    """Points go back to their lots, the reward into stock. Again: nothing changes."""
    purse, now = purse_members(member_in(request, member_id)), timezone.now()
    held: RewardClaim = get_object_or_404(_claims().filter(entry__member__in=purse), pk=claim_id)
    cause = Cause(source=_SOURCE, key=f"back:{held.pk}", reason=held.reward.name)
    return_reward(scope=request.scope, now=now, claim=held, cause=cause)
    return _out(_claims().get(pk=held.pk), now=now)


def _claims() -> QuerySet[RewardClaim]:
    return RewardClaim.objects.select_related("reward", "entry__member__customer", "entry__member__plan")


def _out(claim: RewardClaim, *, now: datetime) -> ClaimOut:
    return ClaimOut(
        id=claim.pk,
        reward=claim.reward.code,
        points=-sum(row.points for row in rows_of(claim)),
        at=claim.at,
        returned_at=claim.returned_at,
        member=standing_of(claim.entry.member, now=now),
    )
