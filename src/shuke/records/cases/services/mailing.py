"""Words of a case that leave by e-mail, short message or chat; whether they may is decided where everything leaves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.cases.files import CONTENT_TYPES
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.queries import MESSAGE_KEYS
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Identity
from shuke.records.messages.models import Channel, MessageSend, Purpose
from shuke.records.messages.providers import carries_our_words, is_offered
from shuke.records.messages.queries import address_of, language_of, latest_mail_of
from shuke.records.messages.services import Enclosed, queue_message
from shuke.records.stores.queries import business

_CHINESE = re.compile("[\u4e00-\u9fff]")


def thread_of(case: Case) -> str:
    """What the conversation of a case is called among messages."""
    return f"case:{case.pk}"


def email_of(case: Case) -> str:
    """Where the customer reads e-mail: where they wrote from, else the address we know; empty when nobody knows."""
    written_from = latest_mail_of(thread_of(case)) if case.channel == Case.Channel.EMAIL else None
    if written_from is not None and written_from.sender:
        return written_from.sender
    if case.customer is not None:
        return address_of(case.customer, Channel.EMAIL)
    return case.contact if "@" in case.contact else ""


@dataclass(frozen=True)
class Ways:
    """Where an answer to a case can go from here; empty where it cannot."""

    email: str
    phone: str  # by short message
    conversation: str  # in a chat or network, by the webhook

    @property
    def is_any(self) -> bool:
        return bool(self.email or self.phone or self.conversation)


def ways_of(case: Case) -> Ways:
    return Ways(email_of(case), _phone_of(case), _conversation_of(case))


def mail_entry(entry: Entry, *, scope: Scope, now: datetime) -> MessageSend | None:
    """The entry with its files as an e-mail, once; None where no address is known."""
    files = [
        Enclosed(held.name, CONTENT_TYPES[held.kind], str(held.file.name))
        for held in entry.attachments.order_by("pk")
        if held.kind in CONTENT_TYPES
    ]
    return mail_text(
        entry.case, entry.text, key=f"{MESSAGE_KEYS['email']}:{entry.pk}", scope=scope, now=now, files=files
    )


def text_entry(entry: Entry, *, scope: Scope, now: datetime) -> MessageSend | None:
    """The entry as a short message, once; None where no phone is known or no provider takes our own words."""
    phone = _phone_of(entry.case)
    return (
        _send(entry, f"{MESSAGE_KEYS['sms']}:{entry.pk}", Channel.SMS, phone, scope=scope, now=now) if phone else None
    )


def post_back(entry: Entry, *, scope: Scope, now: datetime) -> MessageSend | None:
    """The entry to the chat or network it answers, by the webhook; None where there is no chat or no webhook."""
    case, conversation = entry.case, _conversation_of(entry.case)
    if not conversation:
        return None
    values = {"conversation": conversation, "channel": case.channel, "case": str(case.pk)}
    return _send(
        entry, f"{MESSAGE_KEYS['chat']}:{entry.pk}", Channel.WEBHOOK, conversation, scope=scope, now=now, values=values
    )


def mail_text(
    case: Case, text: str, *, key: str, scope: Scope, now: datetime, files: Sequence[Enclosed] = (), language: str = ""
) -> MessageSend | None:
    """In the conversation of the case: an answer to what was written last, found again by its number in the subject."""
    address = email_of(case)
    if not address:
        return None
    is_answer = latest_mail_of(thread_of(case)) is not None
    return queue_message(
        scope=scope,
        now=now,
        origin=case.origin,
        key=key,
        customer=case.customer,
        channel=Channel.EMAIL,
        purpose=Purpose.SERVICE,
        subject=f"{'Re: ' if is_answer else ''}{case.subject[:160]} [#{case.pk}]",
        text=text,
        language=language,
        thread=thread_of(case),
        reply_address=address,
        files=files,
    )


def acknowledge_mail(case: Case, *, scope: Scope, now: datetime, words: str) -> MessageSend | None:
    """Says that the mail arrived, and by when somebody answers; once a case, in the language of its writer."""
    language = _language(case, words)
    with override(language):
        text = _("Thank you for writing. Your message arrived and has the number %(number)s.") % {"number": case.pk}
        if case.first_due_at is not None:
            due = date_format(case.first_due_at.astimezone(ZoneInfo(business().time_zone)), "SHORT_DATETIME_FORMAT")
            text += " " + _("We answer by %(due)s.") % {"due": due}
        text += "\n\n" + _("To add something, answer this mail.")
    return mail_text(case, text, key=f"case-ack:{case.pk}", scope=scope, now=now, language=language)


def _send(
    entry: Entry, key: str, channel: Channel, address: str, *, scope: Scope, now: datetime,
    values: Mapping[str, str] | None = None,
) -> MessageSend:  # fmt: skip
    case = entry.case
    return queue_message(
        scope=scope,
        now=now,
        origin=case.origin,
        key=key,
        customer=case.customer,
        channel=channel,
        purpose=Purpose.SERVICE,
        subject=case.subject[:160],
        text=entry.text,
        thread=thread_of(case),
        reply_address=address,
        values=values,
    )


def _phone_of(case: Case) -> str:
    if not carries_our_words(Channel.SMS):
        return ""
    if case.customer is not None:
        return address_of(case.customer, Channel.SMS)
    try:
        return normal_of(Identity.Kind.PHONE, case.contact, country=business().country)
    except ShukeError:
        return ""


def _conversation_of(case: Case) -> str:
    is_chat = case.channel in (Case.Channel.CHAT, Case.Channel.SOCIAL)
    # Before it stands whose conversation it is.
    return case.thread_key.partition(":")[2] if is_chat and is_offered(Channel.WEBHOOK) else ""


def _language(case: Case, words: str) -> str:
    if case.customer is not None and case.customer.language:
        return language_of(case.customer)
    return "zh-hans" if _CHINESE.search(words) else settings.LANGUAGE_CODE
