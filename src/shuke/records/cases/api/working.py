"""What is done to a case: words, moving, joining."""

from django.db.models import Q
from django.utils import timezone
from ninja import Router, Status

from shuke.lib.http import RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.cases.api.named import (
    case_or_404,
    unknown,
    worker_named,
)
from shuke.records.cases.api.shown import case_now, entry_out, reply_out
from shuke.records.cases.models import Entry
from shuke.records.cases.queries import case_in
from shuke.records.cases.schemas import (
    CaseAssignIn,
    CaseCallIn,
    CaseEntryOut,
    CaseMergeIn,
    CaseOrdersIn,
    CaseOut,
    CaseReplyIn,
    CaseReplyOut,
    CaseSplitIn,
    NoteIn,
)
from shuke.records.cases.services import (
    add_call,
    add_note,
    assign,
    close,
    go_on,
    link_orders,
    merge,
    reopen,
    reply,
    split,
    wait_for_customer,
)
from shuke.records.sales.models import Order

router = Router(tags=["cases"])


@router.post("/cases/{case_id}/replies", response={201: CaseReplyOut}, summary="Words to the customer")
@idempotent
@api_operation("cases.work")
def create_reply(request: ApiRequest, case_id: RowId, body: CaseReplyIn) -> Status[CaseReplyOut]:
    """They leave by the ways you ask for that lead to the customer, and into the chat they answer in any case."""
    case = case_or_404(request, case_id)
    return Status(201, reply_out(reply(scope=request.scope, now=timezone.now(), case=case, **body.model_dump())))


@router.post("/cases/{case_id}/notes", response={201: CaseEntryOut}, summary="A note for colleagues")
@idempotent
@api_operation("cases.open")
def create_note(request: ApiRequest, case_id: RowId, body: NoteIn) -> Status[CaseEntryOut]:
    case = case_or_404(request, case_id)
    return Status(201, entry_out(add_note(scope=request.scope, now=timezone.now(), case=case, text=body.text)))


@router.post("/cases/{case_id}/calls", response={201: CaseEntryOut}, summary="A telephone call with the customer")
@idempotent
@api_operation("cases.work")
def create_call(request: ApiRequest, case_id: RowId, body: CaseCallIn) -> Status[CaseEntryOut]:
    case = case_or_404(request, case_id)
    return Status(201, entry_out(add_call(scope=request.scope, now=timezone.now(), case=case, **body.model_dump())))


@router.post("/cases/{case_id}/assign", response=CaseOut, summary="Give it to a colleague, or back to everybody")
@idempotent
@api_operation("cases.work")
def assign_case(request: ApiRequest, case_id: RowId, body: CaseAssignIn) -> CaseOut:
    case = case_or_404(request, case_id)
    assign(scope=request.scope, now=timezone.now(), case=case, owner=worker_named(case, body.owner))
    return case_now(case.pk)


@router.post("/cases/{case_id}/close", response=CaseOut, summary="It is over")
@idempotent
@api_operation("cases.work")
def close_case(request: ApiRequest, case_id: RowId) -> CaseOut:
    """A complaint only after its steps up to the follow-up."""
    case = case_or_404(request, case_id)
    close(scope=request.scope, now=timezone.now(), case=case)
    return case_now(case.pk)


@router.post("/cases/{case_id}/reopen", response=CaseOut, summary="Open a closed case again")
@idempotent
@api_operation("cases.work")
def reopen_case(request: ApiRequest, case_id: RowId) -> CaseOut:
    """A complaint begins a new round of its procedure. What is open already stays as it is."""
    case = case_or_404(request, case_id)
    reopen(scope=request.scope, now=timezone.now(), case=case)
    return case_now(case.pk)


@router.post("/cases/{case_id}/wait", response=CaseOut, summary="Wait for the customer: the clock stands")
@idempotent
@api_operation("cases.work")
def let_case_wait(request: ApiRequest, case_id: RowId) -> CaseOut:
    case = case_or_404(request, case_id)
    wait_for_customer(scope=request.scope, now=timezone.now(), case=case)
    return case_now(case.pk)


@router.post("/cases/{case_id}/resume", response=CaseOut, summary="Go on: the customer answered another way")
@idempotent
@api_operation("cases.work")
def resume_case(request: ApiRequest, case_id: RowId) -> CaseOut:
    case = case_or_404(request, case_id)
    go_on(scope=request.scope, now=timezone.now(), case=case)
    return case_now(case.pk)


@router.post("/cases/{case_id}/merge", response=CaseOut, summary="Make it part of another case, which is answered")
@idempotent
@api_operation("cases.work")
def merge_case(request: ApiRequest, case_id: RowId, body: CaseMergeIn) -> CaseOut:
    """Its history is read in the other one from then on. It cannot be taken apart again."""
    case, into = case_or_404(request, case_id), case_in(request.scope, body.into)
    if into is None:
        raise unknown(str(body.into))
    merge(scope=request.scope, now=timezone.now(), case=case, into=into)
    return case_now(into.pk)


@router.post("/cases/{case_id}/split", response={201: CaseOut}, summary="A case of its own from one message")
@idempotent
@api_operation("cases.work")
def split_case(request: ApiRequest, case_id: RowId, body: CaseSplitIn) -> Status[CaseOut]:
    """Asked again for the same it is the case that was made."""
    case = case_or_404(request, case_id)
    heard = Entry.objects.filter(Q(case=case) | Q(case__merged_into=case), kind=Entry.Kind.IN)
    entry = heard.filter(pk=body.entry).first()
    if entry is None:
        raise unknown(str(body.entry))
    made = split(scope=request.scope, now=timezone.now(), entry=entry, kind=body.kind, subject=body.subject)
    return Status(201, case_now(made.pk))


@router.post("/cases/{case_id}/orders", response=CaseOut, summary="Link orders of the customer it is about")
@idempotent
@api_operation("cases.work")
def link_case_orders(request: ApiRequest, case_id: RowId, body: CaseOrdersIn) -> CaseOut:
    case = case_or_404(request, case_id)
    found = Order.objects.visible_to(request.scope).in_bulk(body.orders)
    for number in body.orders:
        if number not in found:
            raise unknown(str(number))
    link_orders(scope=request.scope, now=timezone.now(), case=case, orders=list(found.values()))
    return case_now(case.pk)
