"""The verbs of the ledger for systems."""

from collections.abc import Callable

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from shuke.lib.http import Cursor, Limit, PageOf, RowId
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.membership.api.reading import entry_out, member_in, members_in, moved_out
from shuke.records.membership.models import Entry
from shuke.records.membership.queries import entries_of, expirations_of, purse_ids
from shuke.records.membership.schemas import (
    AdjustIn,
    ExpirationOut,
    MovedOut,
    MoveIn,
    ReverseIn,
    TransactionOut,
    TransferIn,
)
from shuke.records.membership.services import (
    Cause,
    adjust_by_hand,
    compensate_by_hand,
    earn_points,
    redeem_points,
    reverse_by_hand,
    transfer_points,
)

router = Router(tags=["points"])
_SOURCE = "api"


class Expirations(Schema):
    data: list[ExpirationOut]


@router.get("/members/{member_id}/points/transactions", response=PageOf[TransactionOut], summary="The ledger backwards")
@api_operation("membership.view")
def list_entries(
    request: ApiRequest, member_id: RowId, limit: Limit = 50, starting_after: Cursor = ""
) -> PageOf[TransactionOut]:
    entries = entries_of(purse_ids(member_in(request, member_id)))
    page: Page[Entry] = keyset_page(entries, sort="-id", limit=limit, starting_after=starting_after)
    rows = [entry_out(entry) for entry in page.data]
    return PageOf[TransactionOut](data=rows, has_more=page.has_more, next_cursor=page.next_cursor)


@router.get("/members/{member_id}/points/expirations", response=Expirations, summary="What expires when")
@api_operation("membership.view")
def list_expirations(request: ApiRequest, member_id: RowId) -> Expirations:
    held = expirations_of(purse_ids(member_in(request, member_id)), now=timezone.now())
    return Expirations(data=[ExpirationOut(expires_at=at, points=points) for at, points in held])


@router.post("/members/{member_id}/points/earn", response={201: MovedOut}, summary="Points for something done")
@idempotent
@api_operation("checkout.use")
def earn(request: ApiRequest, member_id: RowId, body: MoveIn) -> Status[MovedOut]:
    """The same `key` again changes nothing and answers the first rows; 409 when it says something else."""
    return _moved(request, member_id, body, earn_points)


@router.post("/members/{member_id}/points/redeem", response={201: MovedOut}, summary="Spend, oldest expiry first")
@idempotent
@api_operation("checkout.use")
def redeem(request: ApiRequest, member_id: RowId, body: MoveIn) -> Status[MovedOut]:
    return _moved(request, member_id, body, redeem_points)


@router.post("/members/{member_id}/points/compensate", response={201: MovedOut}, summary="A gift after a fault")
@idempotent
@api_operation("points.compensate")
def compensate(request: ApiRequest, member_id: RowId, body: MoveIn) -> Status[MovedOut]:
    return _moved(request, member_id, body, compensate_by_hand)


@router.post("/members/{member_id}/points/adjust", response={201: MovedOut}, summary="± points by hand")
@idempotent
@api_operation("points.adjust")
def adjust(request: ApiRequest, member_id: RowId, body: AdjustIn) -> Status[MovedOut]:
    return _moved(request, member_id, body, adjust_by_hand)


@router.post("/members/{member_id}/points/transfer", response={201: MovedOut}, summary="Pass points on")
@idempotent
@api_operation("points.adjust")
def transfer(request: ApiRequest, member_id: RowId, body: TransferIn) -> Status[MovedOut]:
    """They keep their expiry."""
    giver, taker, now = member_in(request, member_id), member_in(request, body.to), timezone.now()
    entries = transfer_points(
        scope=request.scope, now=now, giver=giver, taker=taker, points=body.points, cause=_cause(body)
    )
    return Status(201, moved_out(entries, giver, now=now))


@router.post("/points/transactions/{entry_id}/reverse", response={201: MovedOut}, summary="Mirror a row")
@idempotent
@api_operation("points.adjust")
def reverse(request: ApiRequest, entry_id: RowId, body: ReverseIn) -> Status[MovedOut]:
    """Whole, or `points` of it; each part once. What an earning cannot take back any more is owed."""
    entries = Entry.objects.filter(member__in=members_in(request)).select_related("member__plan", "member__customer")
    entry: Entry = get_object_or_404(entries, pk=entry_id)
    now = timezone.now()
    made = reverse_by_hand(scope=request.scope, now=now, entry=entry, cause=_cause(body), points=body.points)
    return Status(201, moved_out(made, entry.member, now=now))


def _moved(request: ApiRequest, member_id: int, body: MoveIn, verb: Callable[..., list[Entry]]) -> Status[MovedOut]:
    member, now = member_in(request, member_id), timezone.now()
    entries = verb(scope=request.scope, now=now, member=member, points=body.points, cause=_cause(body))
    return Status(201, moved_out(entries, member, now=now))


def _cause(body: MoveIn | ReverseIn) -> Cause:
    return Cause(source=_SOURCE, key=body.key, reason=body.reason, note=body.note)
