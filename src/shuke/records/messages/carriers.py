"""Which carrier takes e-mail here, and a row as the plain message it is given."""

from collections.abc import Callable
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.channels.email import SmtpTransport, message_id_of, server_of
from shuke.channels.message import Message, Transport
from shuke.channels.outbox import OutboxTransport
from shuke.records.messages.models import MessageSend, Purpose
from shuke.records.messages.rules.writing import html_of
from shuke.records.messages.services import unsubscribe_token
from shuke.records.stores.queries import business

SMTP, OUTBOX = "smtp", "outbox"
REPEATABLE = frozenset({OUTBOX})


def email_carrier() -> str:
    return SMTP if settings.EMAIL_URL else OUTBOX


def open_carrier(name: str, *, clock: Callable[[], datetime]) -> Transport:
    """Raises WrongEmailUrl."""
    if name == OUTBOX:
        return OutboxTransport(settings.DATA / "outbox", clock=clock)
    return SmtpTransport(server_of(settings.EMAIL_URL), clock=clock)


def sender() -> str:
    """The shop's name before our address."""
    return formataddr((business().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]), charset="utf-8")


def message_id(send: MessageSend) -> str:
    return message_id_of(send.key, domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost")


def carried(send: MessageSend, *, sender: str) -> Message:
    link = unsubscribe_link(send)
    return Message(
        key=send.key,
        to=send.address,
        sender=sender,
        subject=send.subject,
        text=text_of(send, link=link),
        html=page_of(send, link=link),
        headers=tuple(_headers(send, link)),
    )


def unsubscribe_link(send: MessageSend) -> str:
    """Empty for what the person waits for: that is no list to leave."""
    if send.purpose == Purpose.SERVICE:
        return ""
    return settings.BASE_URL + reverse("unsubscribe", args=[unsubscribe_token(send)])


def text_of(send: MessageSend, *, link: str) -> str:
    if not link:
        return send.text
    with override(send.language):
        return _("%(text)s\n\n—\nNo more messages like this: %(link)s") % {"text": send.text.rstrip(), "link": link}


def page_of(send: MessageSend, *, link: str) -> str:
    """The message as a page of HTML that mail programs show: no style, no script, no picture that counts readers."""
    with override(send.language):
        foot = format_html('<hr><p><a href="{}">{}</a></p>', link, _("No more messages like this")) if link else ""
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head><body>{}{}</body></html>',
        send.language,
        send.subject,
        html_of(send.text),
        foot,
    )


def _headers(send: MessageSend, link: str) -> list[tuple[str, str]]:
    headers = []
    if link:
        headers += [("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    if send.in_reply_to:
        headers += [("In-Reply-To", send.in_reply_to), ("References", send.in_reply_to)]
    if send.staff_id is None:  # so that automatic answers do not answer us
        headers.append(("Auto-Submitted", "auto-generated"))
    return headers
