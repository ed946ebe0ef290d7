"""Messages: queue one, read what became of it, keep templates, ask whether somebody may be contacted."""

from typing import Any
from uuid import uuid4

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status

from shuke.lib.errors import ShukeError
from shuke.lib.http import Number, PageOf, RowId
from shuke.lib.paging import keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.people import visible_customer
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import customers_for_lists
from shuke.records.messages.models import MessageSend, Template
from shuke.records.messages.queries import contact_rules, messages_seen_by, standing_with, templates_for_lists
from shuke.records.messages.schemas import (
    Code,
    MayContactOut,
    MessageFilters,
    MessageIn,
    MessageOut,
    TemplateIn,
    TemplateOut,
    message_out,
    standing_out,
    template_out,
)
from shuke.records.messages.services import cancel_message, queue_message, queue_template, save_template

router = Router(tags=["messages"])
ORIGIN = "api"


class Templates(Schema):
    data: list[TemplateOut]


class MayContact(Schema):
    data: list[MayContactOut]


class NotKnown(ShukeError):
    """The body names a customer or a template that is not there, or not the caller's."""


class NothingToSay(ShukeError):
    """Neither a template nor a text of its own, or both."""


@router.get("/messages", response=PageOf[MessageOut], summary="Messages to customers of the caller's stores")
@api_operation("messages.view")
def list_messages(request: ApiRequest, filters: Query[MessageFilters]) -> dict[str, object]:
    """Newest first; `customer` is a number."""
    wanted = {"state": filters.state, "channel": filters.channel, "customer__number": filters.customer}
    sends = messages_seen_by(request.scope).filter(**{name: value for name, value in wanted.items() if value})
    page = keyset_page(sends, sort="-id", limit=filters.limit, starting_after=filters.starting_after)
    data = [message_out(send, scope=request.scope) for send in page.data]
    return {"data": data, "has_more": page.has_more, "next_cursor": page.next_cursor}


@router.post("/messages", response={201: MessageOut}, summary="Queue a message to one customer")
@idempotent
@api_operation("messages.send")
def create_message(request: ApiRequest, body: MessageIn) -> Status[MessageOut]:
    """Consent, do-not-contact, budget and quiet hours decide when it would leave; read the answer at the message."""
    customer = customers_for_lists(request.scope).filter(number=body.customer).first()
    if customer is None:
        raise NotKnown(_("There is no customer “%(name)s” in your stores.") % {"name": body.customer})
    if bool(body.template) == bool(body.subject or body.text) or bool(body.subject) != bool(body.text):
        raise NothingToSay(_("Send either the code of a template, or subject and text."))
    send = _queued(request, body, customer)
    return Status(201, _told(request, send.pk))


@router.get("/messages/{message_id}", response=MessageOut, summary="One message and what became of it")
@api_operation("messages.view")
def get_message(request: ApiRequest, message_id: RowId) -> MessageOut:
    return _told(request, message_id)


@router.post("/messages/{message_id}/cancel", response=MessageOut, summary="Cancel a message that still waits")
@idempotent
@api_operation("messages.send")
def cancel(request: ApiRequest, message_id: RowId) -> MessageOut:
    """422 when it is on its way, or settled."""
    send = get_object_or_404(messages_seen_by(request.scope), pk=message_id)
    cancel_message(scope=request.scope, now=timezone.now(), send=send)
    return _told(request, message_id)


@router.get("/customers/{number}/contact", response=MayContact, summary="May this customer be contacted now, and why")
@api_operation("customers.view")
def may_contact(request: ApiRequest, number: Number) -> MayContact:
    standing = standing_with(visible_customer(request, number), rules=contact_rules(), now=timezone.now())
    return MayContact(data=[standing_out(one) for one in standing])


@router.get("/message-templates", response=Templates, summary="All templates with their texts")
@api_operation("messages.view")
def list_templates(request: ApiRequest) -> Templates:
    return Templates(data=[template_out(template) for template in templates_for_lists()])


@router.put("/message-templates/{code}", response=TemplateOut, summary="Make or change the template of this code")
@api_operation("messages.manage")
def put_template(request: ApiRequest, code: Path[Code], body: TemplateIn) -> TemplateOut:
    """Languages that are left out lose their text."""
    template = Template.objects.filter(code=code).prefetch_related("texts").first()
    texts: dict[str, tuple[str, str]] = {text.language: ("", "") for text in template.texts.all()} if template else {}
    texts |= {language: (text.subject, text.text) for language, text in body.texts.items()}
    saved = save_template(
        scope=request.scope,
        now=timezone.now(),
        template=template,
        code=code,
        name=body.name,
        purpose=body.purpose,
        is_on=body.is_on,
        texts=texts,
    )
    return template_out(templates_for_lists().get(pk=saved.pk))


def _queued(request: ApiRequest, body: MessageIn, customer: Customer) -> MessageSend:
    plain: dict[str, Any] = {
        "scope": request.scope,
        "now": timezone.now(),
        "origin": ORIGIN,
        # A key of one caller never is another's.
        "key": f"{request.scope.caller}:{body.key or uuid4()}"[:200],
        "customer": customer,
        "channel": body.channel,
        "due_at": body.due_at,
    }
    if body.template:
        template = templates_for_lists().filter(code=body.template).first()
        if template is None:
            raise NotKnown(_("There is no template “%(name)s”.") % {"name": body.template})
        return queue_template(**plain, template=template)
    return queue_message(**plain, purpose=body.purpose, subject=body.subject, text=body.text)


def _told(request: ApiRequest, pk: int) -> MessageOut:
    return message_out(get_object_or_404(messages_seen_by(request.scope), pk=pk), scope=request.scope)
