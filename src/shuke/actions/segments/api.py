"""Segments for other systems: written as text or tree, counted, read with members and changes."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from shuke.actions.segments.choosing import choose_customers
from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import changes_after, counts_in, faults_in, fields_for, members_of, trees
from shuke.actions.segments.schemas import (
    ChoiceIn,
    SegmentChangeOut,
    SegmentChanges,
    SegmentChangesOut,
    SegmentCountOut,
    SegmentIn,
    SegmentMemberOut,
    SegmentOut,
)
from shuke.actions.segments.services import (
    WrongSegment,
    change_segment,
    create_segment,
    delete_segment,
    refresh_segment,
)
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import Node
from shuke.lib.http import Cursor, Limit, PageOf, RowId
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.stores.queries import business_day

router = Router(tags=["segments"])
After = Annotated[int, Field(ge=0, le=2**63 - 1, description="`next_after` of the answer before; 0 begins")]


@router.get("/segments", response=list[SegmentOut], summary="Saved segments")
@api_operation("marketing.view")
def list_segments(request: ApiRequest) -> list[SegmentOut]:
    found = list(Segment.objects.all())
    counts = counts_in(found, scope=request.scope)
    return [_out(segment, count=counts[segment.pk]) for segment in found]


@router.post("/segments", response={201: SegmentOut}, summary="Save a segment")
@idempotent
@api_operation("marketing.manage")
def post_segment(request: ApiRequest, body: SegmentIn) -> Status[SegmentOut]:
    """Counted at once; from then on every hour and after each refresh."""
    now = timezone.now()
    made = create_segment(
        scope=request.scope,
        now=now,
        name=body.name,
        key=body.key or "",
        description=body.description,
        tree=_tree(body),
    )
    return Status(201, _told(refresh_segment(segment=made, now=now), request.scope))


@router.post("/segments/count", response=SegmentCountOut, summary="Count without saving")
@idempotent
@api_operation("marketing.view")
def count_segment(request: ApiRequest, body: ChoiceIn) -> SegmentCountOut:
    """How many of the caller's customers are meant now."""
    tree, scope = _tree(body), request.scope
    if faults := faults_in(tree, scope=scope):
        raise WrongSegment(*faults)
    chosen = choose_customers(
        tree, scope=scope, field_named=fields_for(scope), segments=trees(), today=business_day(timezone.now())
    )
    return SegmentCountOut(count=chosen.count, as_of=chosen.as_of)


@router.get("/segments/{segment_id}", response=SegmentOut, summary="One segment")
@api_operation("marketing.view")
def get_segment(request: ApiRequest, segment_id: RowId) -> SegmentOut:
    return _told(get_object_or_404(Segment, pk=segment_id), request.scope)


@router.patch("/segments/{segment_id}", response=SegmentOut, summary="Change a segment")
@api_operation("marketing.manage")
def patch_segment(request: ApiRequest, segment_id: RowId, body: SegmentChanges) -> SegmentOut:
    """With another choice people enter and leave at once."""
    now, segment = timezone.now(), get_object_or_404(Segment, pk=segment_id)
    is_chosen_anew = body.text is not None or body.tree is not None
    changed = change_segment(
        scope=request.scope,
        now=now,
        segment=segment,
        name=segment.name if body.name is None else body.name,
        description=segment.description if body.description is None else body.description,
        tree=_tree(body) if is_chosen_anew else None,
    )
    return _told(refresh_segment(segment=changed, now=now) if is_chosen_anew else changed, request.scope)


@router.delete("/segments/{segment_id}", response={204: None}, summary="Delete a segment")
@api_operation("marketing.manage")
def drop_segment(request: ApiRequest, segment_id: RowId) -> Status[None]:
    """Refused while something uses it."""
    delete_segment(scope=request.scope, now=timezone.now(), segment=get_object_or_404(Segment, pk=segment_id))
    return Status(204, None)


@router.get("/segments/{segment_id}/members", response=PageOf[SegmentMemberOut], summary="Customers in a segment")
@api_operation("marketing.view")
def list_segment_members(
    request: ApiRequest, segment_id: RowId, limit: Limit = 50, starting_after: Cursor = ""
) -> PageOf[SegmentMemberOut]:
    """As of its latest count, those of the caller's stores."""
    members = members_of(get_object_or_404(Segment, pk=segment_id), scope=request.scope)
    page: Page[Customer] = keyset_page(members, limit=limit, starting_after=starting_after)
    rows = [SegmentMemberOut(customer=each.number, name=each.name) for each in page.data]
    return PageOf[SegmentMemberOut](data=rows, has_more=page.has_more, next_cursor=page.next_cursor)


@router.get("/segments/{segment_id}/changes", response=SegmentChangesOut, summary="Who entered and left a segment")
@api_operation("marketing.view")
def list_segment_changes(
    request: ApiRequest, segment_id: RowId, after: After = 0, limit: Limit = 50
) -> SegmentChangesOut:
    """In the order of their happening; nothing that commits late is skipped. Those of the caller's stores."""
    segment, scope = get_object_or_404(Segment, pk=segment_id), request.scope
    changes = changes_after(after, limit=limit, segment=segment)
    visible = Customer.objects.visible_to(scope).filter(pk__in=[change.customer_id for change in changes])
    numbers = dict(visible.values_list("pk", "number"))
    rows = [
        SegmentChangeOut(
            id=change.pk,
            customer=numbers[change.customer_id],
            change=change.kind,  # type: ignore[arg-type]  # a choice of the column
            changed_at=change.changed_at,
        )
        for change in changes
        if change.customer_id in numbers
    ]
    return SegmentChangesOut(data=rows, next_after=changes[-1].pk if changes else after)


def _tree(body: ChoiceIn) -> Node:
    """Raises UnreadableSegment, WrongSegment."""
    if (body.text is None) == (body.tree is None):
        raise WrongSegment(_("Say who is meant by text or by tree, one of the two."))
    return parse(body.text) if body.text is not None else read_document(body.tree)


def _told(segment: Segment, scope: Scope) -> SegmentOut:
    return _out(segment, count=counts_in([segment], scope=scope)[segment.pk])


def _out(segment: Segment, *, count: int) -> SegmentOut:
    return SegmentOut(
        id=segment.pk,
        key=segment.key,
        name=segment.name,
        description=segment.description,
        is_static=segment.is_static,
        text=say(read_document(segment.tree)),
        tree=segment.tree,
        count=count,
        counted_at=segment.counted_at,
        as_of=segment.as_of,
        refusal=segment.refusal,
    )
