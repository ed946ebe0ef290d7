"""Wishes to write to somebody. Whether a message may leave is decided when it would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.messages.models import Channel, MessageFile, MessageSend, Purpose, Template
from shuke.records.messages.queries import language_of, template_text, values_of
from shuke.records.messages.rules.contact import WEIGHT_OF, Weight
from shuke.records.messages.rules.writing import filled
from shuke.records.messages.services.products import with_products
from shuke.records.messages.services.waking import wake_at, wake_now
from shuke.records.stores.models import Business

MOST_SUBJECT = 200  # as long as it is kept; three long names of products can be longer


class TemplateOff(ShukeError):
    """A template that is not in use, or has no text yet."""


class NoAddress(ShukeError):
    """A test send to somebody whose account has no e-mail address, or a message to nobody."""


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with a message; its bytes stay where they are stored."""

    name: str
    content_type: str
    stored_as: str


@transaction.atomic
def queue_message(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    key: str,
    customer: Customer | None,
    channel: str,
    purpose: str,
    subject: str,
    text: str,
    language: str = "",
    template: Template | None = None,
    due_at: datetime | None = None,
    thread: str = "",
    reply_address: str = "",
    files: Sequence[Enclosed] = (),
    is_secret: bool = False,
    expires_at: datetime | None = None,
    weight: Weight | None = None,
    values: Mapping[str, str] | None = None,
) -> MessageSend:
    """The message of this `key`: a new one, or the one queued by it before, unchanged.

    `thread` names the conversation it belongs to; `reply_address`, where a person wrote from, stands above the
    customer's usual address, and alone for somebody who is no customer. `weight`: empty, as its purpose has it.
    Raises NoAddress.
    """
    if customer is None and not reply_address:
        raise NoAddress(_("Nobody is named: write to a customer, or answer an address."))
    send = MessageSend(
        key=key, customer=customer, channel=channel, purpose=purpose, weight=weight or WEIGHT_OF[purpose],
        template=template, language=language or (language_of(customer) if customer else settings.LANGUAGE_CODE),
        subject=subject, text=text, values=values or {}, thread=thread, reply_address=reply_address,
        address="" if customer else reply_address, is_secret=is_secret, expires_at=expires_at, queued_at=now,
        due_at=due_at or now, staff_id=scope.staff_id, origin=origin,
    )  # fmt: skip
    return _kept(send, files)


def queue_template(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    key: str,
    customer: Customer,
    channel: str,
    template: Template,
    due_at: datetime | None = None,
    more: Mapping[str, str] | None = None,
    weight: Weight | None = None,
) -> MessageSend:
    """The template in the customer's language; `more`: values of variables that only the sender knows.

    Raises TemplateOff or MissingVariable.
    """
    more = with_products(template, customer, more, now=now, channel=channel)
    subject, text, language = filled_in(template, customer, now=now, more=more)
    return queue_message(
        scope=scope,
        now=now,
        origin=origin,
        key=key,
        customer=customer,
        channel=channel,
        purpose=template.purpose,
        subject=subject,
        text=text,
        language=language,
        template=template,
        due_at=due_at,
        weight=weight,
        values=values_to_keep(customer, channel=channel, language=language, now=now, more=more),
    )


@transaction.atomic
def queue_for_staff(
    *, scope: Scope, now: datetime, origin: str, key: str, staff: Staff, subject: str, text: str, language: str
) -> MessageSend:
    """An e-mail to a colleague, outside every budget. Raises NoAddress."""
    if not staff.email:
        raise NoAddress(_("%(name)s has no e-mail address: ask the owner to add it.") % {"name": staff})
    return _kept(
        MessageSend(
            key=key,
            channel=Channel.EMAIL,
            purpose=Purpose.SERVICE,
            weight=Weight.NORMAL,
            address=staff.email,
            language=language,
            subject=subject,
            text=text,
            queued_at=now,
            due_at=now,
            staff_id=scope.staff_id,
            origin=origin,
        )
    )


@transaction.atomic
def queue_test(
    *, scope: Scope, now: datetime, key: str, staff: Staff, template: Template, shown_as: Customer, language: str
) -> MessageSend:
    """The template as `shown_as` would read it, to the colleague who asked. Raises NoAddress, MissingVariable."""
    if not staff.email:
        raise NoAddress(_("Your account has no e-mail address: ask the owner to add it, then try again."))
    subject, text, language = written_for(template, shown_as, now=now, language=language)
    return _kept(
        MessageSend(
            key=key,
            channel=Channel.EMAIL,
            purpose=Purpose.SERVICE,
            weight=Weight.AWAITED,
            template=template,
            address=staff.email,
            language=language,
            subject=subject,
            text=text,
            queued_at=now,
            due_at=now,
            staff=staff,
            origin="page",
        )
    )


def values_to_keep(
    customer: Customer, *, channel: str, language: str, now: datetime, more: Mapping[str, str] | None
) -> dict[str, str]:
    """What a provider's own text is filled with; nothing for channels that carry ours."""
    if channel in (Channel.EMAIL, Channel.POST):
        return {}
    held = {**values_of(customer, language=language, now=now), **(more or {})}
    return {name: value for name, value in held.items() if value}


def written_for(template: Template, customer: Customer, *, now: datetime, language: str = "") -> tuple[str, str, str]:
    """Subject, text and language as this customer would read them. Raises TemplateOff or MissingVariable."""
    more = with_products(template, customer, None, now=now, language=language)
    return filled_in(template, customer, now=now, language=language, more=more)


def filled_in(
    template: Template,
    customer: Customer,
    *,
    now: datetime,
    language: str = "",
    more: Mapping[str, str] | None = None,
    shop: Business | None = None,
) -> tuple[str, str, str]:
    """As `written_for`, for whoever has what is said of products among `more`."""
    text = template_text(template, language=language or language_of(customer)) if template.is_on else None
    if text is None:
        raise TemplateOff(
            _("The template “%(name)s” is not in use or has no text yet; open it and complete it.")
            % {"name": template.name}
        )
    values = {**values_of(customer, language=text.language, now=now, shop=shop), **(more or {})}
    subject = " ".join(filled(text.subject, values).splitlines())
    return subject[:MOST_SUBJECT], filled(text.body, values), text.language


def _kept(send: MessageSend, files: Sequence[Enclosed] = ()) -> MessageSend:
    MessageSend.objects.bulk_create([send], ignore_conflicts=True)
    if send.channel != Channel.POST:
        wake_now() if send.due_at <= send.queued_at else wake_at(send.due_at)
    kept = MessageSend.objects.get(key=send.key)
    if files and not kept.files.exists():
        rows = [
            MessageFile(send=kept, name=one.name, content_type=one.content_type, stored_as=one.stored_as)
            for one in files
        ]
        MessageFile.objects.bulk_create(rows)
    return kept
