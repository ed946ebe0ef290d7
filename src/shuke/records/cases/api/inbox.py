"""Cases for other systems: read, opened, filed; and the telephone that opens a page."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from shuke.lib.errors import ShukeError
from shuke.lib.http import Cursor, Limit, PageOf, RowId
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import Scope
from shuke.records.cases.api.named import case_or_404, category_named, colleague_named, customer_named, store_named
from shuke.records.cases.api.shown import case_now, case_out, case_with_history
from shuke.records.cases.models import Case
from shuke.records.cases.queries import cases_of
from shuke.records.cases.schemas import (
    CaseChanges,
    CaseIn,
    CaseOut,
    CaseWithHistory,
    ConversationIn,
    RingIn,
    RingOut,
    WordsIn,
)
from shuke.records.cases.services import NewCase, file_case, open_case, ring, tag_case, take_in

router = Router(tags=["cases"])


class OfAnotherKind(ShukeError):
    """What only praise or only a suggestion has."""


@router.get("/cases", response=PageOf[CaseOut], summary="Cases, newest first")
@api_operation("cases.view")
def list_cases(
    request: ApiRequest, status: str = "", kind: str = "", limit: Limit = 50, starting_after: Cursor = ""
) -> PageOf[CaseOut]:
    cases = cases_of(request.scope)
    cases = cases.filter(status=status) if status else cases
    cases = cases.filter(kind=kind) if kind else cases
    page: Page[Case] = keyset_page(cases, sort="-id", limit=limit, starting_after=starting_after)
    rows = [case_out(case) for case in page.data]
    return PageOf[CaseOut](data=rows, has_more=page.has_more, next_cursor=page.next_cursor)


@router.post("/cases", response={201: CaseOut}, summary="Open a case")
@idempotent
@api_operation("cases.open")
def create_case(request: ApiRequest, body: CaseIn) -> Status[CaseOut]:
    """The same `key` again answers the case it made."""
    scope = request.scope
    new = NewCase(
        kind=body.kind,
        channel=Case.Channel.API,
        text=body.text,
        subject=body.subject,
        priority=body.priority,
        store=store_named(scope, body.store),
        customer=customer_named(scope, body.customer),
        contact=body.contact,
        contact_name=body.contact_name,
        category=category_named(body.category),
        source_key=f"{scope.caller}:{body.key}" if body.key else "",
    )
    return Status(201, case_out(open_case(scope=scope, now=timezone.now(), origin="api", new=new)))


@router.get("/cases/{case_id}", response=CaseWithHistory, summary="A case with its history")
@api_operation("cases.view")
def get_case(request: ApiRequest, case_id: RowId) -> CaseWithHistory:
    return case_with_history(case_or_404(request, case_id))


@router.patch("/cases/{case_id}", response=CaseOut, summary="File it: kind, priority, place, customer, tags")
@api_operation("cases.work")
@transaction.atomic
def patch_case(request: ApiRequest, case_id: RowId, body: CaseChanges) -> CaseOut:
    """Changes what is sent and nothing else. Another priority or customer moves the promises."""
    case, now = case_or_404(request, case_id), timezone.now()
    told = body.model_dump(exclude_none=True)
    tags = told.pop("tags", None)
    file_case(scope=request.scope, now=now, case=case, values=_filed(request.scope, case, told))
    if tags is not None:
        tag_case(scope=request.scope, now=now, case=case, names=tags)
    return case_now(case.pk)


@router.post("/cases/{case_id}/messages", response={201: CaseOut}, summary="More words of the customer")
@idempotent
@api_operation("cases.open")
def add_message(request: ApiRequest, case_id: RowId, body: WordsIn) -> Status[CaseOut]:
    """A waiting case runs again by them, a closed one is opened again."""
    case = case_or_404(request, case_id)
    key = f"{request.scope.caller}:{body.key}" if body.key else ""
    new = NewCase(kind=case.kind, channel=case.channel, text=body.text, source_key=key)
    heard = take_in(scope=request.scope, now=timezone.now(), origin="api", new=new, into=case)
    return Status(201, case_out(heard or case))


@router.post("/conversations", response={201: CaseOut}, summary="Words of a chat or social network")
@idempotent
@api_operation("cases.open")
def hear_conversation(request: ApiRequest, body: ConversationIn) -> Status[CaseOut]:
    """Into the open case of the conversation, else into a new one. Answers go out by the webhook channel."""
    scope = request.scope
    new = NewCase(
        kind=Case.Kind.QUESTION,
        channel=body.channel,
        text=body.text,
        contact=body.contact,
        contact_name=body.name,
        store=store_named(scope, body.store),
        thread_key=f"{scope.caller.replace(':', '-')}:{body.conversation}",
        source_key=f"{scope.caller}:{body.key}",
    )
    heard = take_in(scope=scope, now=timezone.now(), origin="api", new=new)
    assert heard is not None  # only what is automatic opens nothing
    return Status(201, case_out(heard))


@router.post("/telephony/incoming", response=RingOut, summary="The phone rings: open the caller's page")
@idempotent
@api_operation("telephony.ring")
def incoming_call(request: ApiRequest, body: RingIn) -> RingOut:
    """The browser of `agent` opens the caller's page within seconds. The same `call_key` again rings once."""
    made = ring(scope=request.scope, now=timezone.now(), phone=body.phone, agent=body.agent, call_key=body.call_key)
    seen = made.customer if made.customer and request.scope.covers_store(made.customer.home_store_id) else None
    return RingOut(
        agent=made.staff.username,
        customer=seen.number if seen else None,
        page=reverse("customer", args=[seen.pk]) if seen else None,
    )


def _filed(scope: Scope, case: Case, told: dict[str, Any]) -> dict[str, Any]:
    """What `file_case` takes, of what was sent."""
    kind = told.get("kind", case.kind)
    if (told.get("praised") and kind != Case.Kind.PRAISE) or (told.get("answer") and kind != Case.Kind.SUGGESTION):
        raise OfAnotherKind(_("Only praise names a colleague, and only a suggestion is answered; change the kind too."))
    values = dict(told)
    if "store" in told:
        values["store"] = store_named(scope, told["store"])
        scope.require_store(values["store"].pk if values["store"] else None)
    if "category" in told:
        values["category"] = category_named(told["category"])
    if "customer" in told:
        values["customer"] = customer_named(scope, told["customer"])
    if "praised" in told:
        values["praised"] = colleague_named(told["praised"])
    return values
