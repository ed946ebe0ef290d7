"""Cases for other systems, and the telephone that opens a page."""

from django.http import Http404
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
from shuke.records.cases.models import Case, Entry, Topic
from shuke.records.cases.queries import case_in, cases_of, tail_of
from shuke.records.cases.schemas import (
    CaseEntryOut,
    CaseIn,
    CaseOut,
    CaseWithHistory,
    ConversationIn,
    NoteIn,
    RingIn,
    RingOut,
    WordsIn,
)
from shuke.records.cases.services import NewCase, add_note, done_steps, open_case, ring, take_in
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store

router = Router(tags=["cases"])


class UnknownName(ShukeError):
    """A store, customer or category that nobody here goes by."""


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
    store = _store(body.store)
    if store is not None:
        scope.require_store(store.pk)
    new = NewCase(
        kind=body.kind,
        channel=Case.Channel.API,
        text=body.text,
        subject=body.subject,
        priority=body.priority,
        customer=_customer(scope, body.customer),
        contact=body.contact,
        contact_name=body.contact_name,
        store=store,
        category=_category(body.category),
        source_key=f"{scope.caller}:{body.key}" if body.key else "",
    )
    return Status(201, case_out(open_case(scope=scope, now=timezone.now(), origin="api", new=new)))


@router.get("/cases/{case_id}", response=CaseWithHistory, summary="A case with its history")
@api_operation("cases.view")
def get_case(request: ApiRequest, case_id: RowId) -> CaseWithHistory:
    case = _case(request, case_id)
    entries = [entry_out(entry) for entry in tail_of(case)]
    return CaseWithHistory(**case_out(case).dict(), steps=sorted(done_steps(case)), entries=entries)


@router.post("/cases/{case_id}/messages", response={201: CaseOut}, summary="More words of the customer")
@idempotent
@api_operation("cases.open")
def add_message(request: ApiRequest, case_id: RowId, body: WordsIn) -> Status[CaseOut]:
    """A waiting case runs again by them, a closed one is opened again."""
    case = _case(request, case_id)
    key = f"{request.scope.caller}:{body.key}" if body.key else ""
    new = NewCase(kind=case.kind, channel=case.channel, text=body.text, source_key=key)
    heard = take_in(scope=request.scope, now=timezone.now(), origin="api", new=new, into=case)
    return Status(201, case_out(heard or case))


@router.post("/conversations", response={201: CaseOut}, summary="Words of a chat or social network")
@idempotent
@api_operation("cases.open")
def hear_conversation(request: ApiRequest, body: ConversationIn) -> Status[CaseOut]:
    """Into the open case of the conversation, else into a new one. Answers go out by the webhook channel."""
    scope, store = request.scope, _store(body.store)
    if store is not None:
        scope.require_store(store.pk)
    new = NewCase(
        kind=Case.Kind.QUESTION,
        channel=body.channel,
        text=body.text,
        contact=body.contact,
        contact_name=body.name,
        store=store,
        thread_key=f"{scope.caller.replace(':', '-')}:{body.conversation}",
        source_key=f"{scope.caller}:{body.key}",
    )
    heard = take_in(scope=scope, now=timezone.now(), origin="api", new=new)
    assert heard is not None  # only what is automatic opens nothing
    return Status(201, case_out(heard))


@router.post("/cases/{case_id}/notes", response={201: CaseEntryOut}, summary="A note for colleagues")
@idempotent
@api_operation("cases.open")
def create_note(request: ApiRequest, case_id: RowId, body: NoteIn) -> Status[CaseEntryOut]:
    entry = add_note(scope=request.scope, now=timezone.now(), case=_case(request, case_id), text=body.text)
    return Status(201, entry_out(entry))


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


def case_out(case: Case) -> CaseOut:
    return CaseOut(
        id=case.pk,
        kind=case.kind,
        channel=case.channel,
        status=case.status,
        priority=case.priority,
        subject=case.subject,
        customer=case.customer.number if case.customer else None,
        store=case.store.code if case.store else None,
        owner=case.owner.username if case.owner else None,
        category=case.category.path if case.category else None,
        opened_at=case.opened_at,
        first_due_at=case.first_due_at,
        first_replied_at=case.first_replied_at,
        resolve_due_at=case.resolve_due_at,
        closed_at=case.closed_at,
    )


def entry_out(entry: Entry) -> CaseEntryOut:
    staff = entry.staff.username if entry.staff else None
    return CaseEntryOut(id=entry.pk, kind=entry.kind, code=entry.code, at=entry.at, staff=staff, text=entry.text)


def _case(request: ApiRequest, pk: int) -> Case:
    found = case_in(request.scope, pk)
    if found is None:
        raise Http404
    return found


def _customer(scope: Scope, number: str) -> Customer | None:
    found = Customer.objects.current().visible_to(scope).filter(number=number).first() if number else None
    if number and found is None:
        raise _unknown(number)
    return found


def _store(code: str) -> Store | None:
    found = Store.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise _unknown(code)
    return found


def _category(path: str) -> Topic | None:
    found = Topic.objects.filter(tree=Topic.Tree.CATEGORY, path=path).first() if path else None
    if path and found is None:
        raise _unknown(path)
    return found


def _unknown(name: str) -> UnknownName:
    return UnknownName(_("Nothing here is called “%(name)s”; check the spelling.") % {"name": name[:80]})
