"""The steps of a complaint: stamps, compensation, follow-up, what is learned."""

import os

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from shuke.lib.errors import ShukeError
from shuke.lib.http import Cursor, Limit, PageOf, RowId
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.queries import colleagues_of
from shuke.records.cases.api.named import case_or_404, cause_named, coupon_named, unknown, worker_named
from shuke.records.cases.api.shown import case_now, compensation_out, improvement_out, step_out
from shuke.records.cases.models import Compensation, Improvement
from shuke.records.cases.queries import cases_of
from shuke.records.cases.schemas import (
    CaseCompensationIn,
    CaseCompensationOut,
    CaseFollowUpIn,
    CaseLearnedIn,
    CaseOut,
    CaseStepIn,
    CaseStepOut,
    CaseWhyIn,
    ImprovementOut,
)
from shuke.records.cases.services import (
    Gift,
    approve,
    finish_improvement,
    follow_up,
    give_nothing,
    learn,
    propose,
    reject,
    take_step,
)
from shuke.records.stores.queries import business_day

router = Router(tags=["complaints"])


class HalfAnImprovement(ShukeError):
    """A person without a day, or a day without a person."""


@router.post("/cases/{case_id}/steps", response={201: CaseStepOut}, summary="Stamp the step whose turn it is")
@idempotent
@api_operation("cases.work")
def create_step(request: ApiRequest, case_id: RowId, body: CaseStepIn) -> Status[CaseStepOut]:
    """The other steps are stamped by their deeds: compensation, the final reply, the follow-up, closing, the cause."""
    case = case_or_404(request, case_id)
    investigator = worker_named(case, body.investigator)
    made = take_step(
        scope=request.scope, now=timezone.now(), case=case, step=body.step, text=body.text, investigator=investigator
    )
    return Status(201, step_out(made))


@router.post(
    "/cases/{case_id}/compensations", response={201: CaseCompensationOut}, summary="Give points, a coupon or a refund"
)
@idempotent
@api_operation("cases.work")
def create_compensation(request: ApiRequest, case_id: RowId, body: CaseCompensationIn) -> Status[CaseCompensationOut]:
    """At once within the caller's limit; above it it is `proposed`, and waits for a second person.

    Only a person gives compensation: 403 with a key.
    """
    case = case_or_404(request, case_id)
    gift = Gift(
        kind=body.kind,
        reason=body.reason,
        points=body.points,
        amount=body.amount,
        coupon=coupon_named(body.coupon),
    )
    made = propose(scope=request.scope, now=timezone.now(), case=case, gift=gift, random_bytes=os.urandom)
    return Status(201, compensation_out(made))


@router.post("/cases/{case_id}/compensations/none", response=CaseOut, summary="Go on without compensation")
@idempotent
@api_operation("cases.work")
def create_no_compensation(request: ApiRequest, case_id: RowId, body: CaseWhyIn) -> CaseOut:
    case = case_or_404(request, case_id)
    give_nothing(scope=request.scope, now=timezone.now(), case=case, why=body.why)
    return case_now(case.pk)


@router.post(
    "/cases/{case_id}/compensations/{compensation_id}/approve",
    response=CaseCompensationOut,
    summary="The second person's yes",
)
@idempotent
@api_operation("cases.approve")
def approve_compensation(request: ApiRequest, case_id: RowId, compensation_id: RowId) -> CaseCompensationOut:
    found = _compensation(request, case_id, compensation_id)
    made = approve(scope=request.scope, now=timezone.now(), compensation=found, random_bytes=os.urandom)
    return compensation_out(made)


@router.post(
    "/cases/{case_id}/compensations/{compensation_id}/reject",
    response=CaseCompensationOut,
    summary="Turn it down, and say why",
)
@idempotent
@api_operation("cases.approve")
def reject_compensation(
    request: ApiRequest, case_id: RowId, compensation_id: RowId, body: CaseWhyIn
) -> CaseCompensationOut:
    found = _compensation(request, case_id, compensation_id)
    return compensation_out(reject(scope=request.scope, now=timezone.now(), compensation=found, said=body.why))


@router.post("/cases/{case_id}/follow-up", response=CaseOut, summary="What the customer said when asked in person")
@idempotent
@api_operation("cases.work")
def create_follow_up(request: ApiRequest, case_id: RowId, body: CaseFollowUpIn) -> CaseOut:
    """A no opens the complaint again, with a new round of its steps."""
    case = case_or_404(request, case_id)
    follow_up(scope=request.scope, now=timezone.now(), case=case, outcome=body.outcome, text=body.text)
    return case_now(case.pk)


@router.post("/cases/{case_id}/learned", response=CaseOut, summary="What caused it, and what is changed")
@idempotent
@api_operation("cases.work")
def create_learned(request: ApiRequest, case_id: RowId, body: CaseLearnedIn) -> CaseOut:
    """Without `owner` and `due_on` the text says why nothing has to change."""
    case = case_or_404(request, case_id)
    if bool(body.owner) != bool(body.due_on):
        raise HalfAnImprovement(_("An improvement needs both: who sees to it, and until when."))
    owner = colleagues_of(request.scope).filter(username=body.owner).first() if body.owner else None
    if body.owner and owner is None:
        raise unknown(body.owner)
    learn(
        scope=request.scope,
        now=timezone.now(),
        case=case,
        cause=cause_named(body.cause),
        text=body.text,
        owner=owner,
        due_on=body.due_on,
    )
    return case_now(case.pk)


@router.get(
    "/improvements", response=PageOf[ImprovementOut], summary="What is changed so that it does not happen again"
)
@api_operation("cases.view")
def list_improvements(
    request: ApiRequest, is_done: bool | None = None, limit: Limit = 50, starting_after: Cursor = ""
) -> PageOf[ImprovementOut]:
    """Newest first, of the cases one sees."""
    found = _improvements(request)
    if is_done is not None:
        found = found.filter(done_on__isnull=not is_done)
    page: Page[Improvement] = keyset_page(found, sort="-id", limit=limit, starting_after=starting_after)
    rows = [improvement_out(one) for one in page.data]
    return PageOf[ImprovementOut](data=rows, has_more=page.has_more, next_cursor=page.next_cursor)


@router.post("/improvements/{improvement_id}/done", response=ImprovementOut, summary="It is changed")
@idempotent
@api_operation("cases.work")
def finish(request: ApiRequest, improvement_id: RowId) -> ImprovementOut:
    """Twice changes nothing."""
    found, now = get_object_or_404(_improvements(request), pk=improvement_id), timezone.now()
    finish_improvement(scope=request.scope, now=now, improvement=found, done_on=business_day(now))
    found.refresh_from_db(fields=["done_on"])
    return improvement_out(found)


def _improvements(request: ApiRequest) -> QuerySet[Improvement]:
    seen = cases_of(request.scope).order_by()
    return Improvement.objects.filter(case__in=seen.values("pk")).select_related("owner", "cause")


def _compensation(request: ApiRequest, case_id: int, pk: int) -> Compensation:
    return get_object_or_404(Compensation, pk=pk, case=case_or_404(request, case_id))
