"""A row as the plain message that its carrier is given."""

from collections.abc import Mapping
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.channels.email import message_id_of
from shuke.channels.message import Attachment, Message
from shuke.lib.errors import ShukeError
from shuke.lib.prepared import Prepared
from shuke.records.messages.models import ApprovedText, Channel, MessageFile, MessageSend, Purpose
from shuke.records.messages.queries import latest_mail_of, thread_ids
from shuke.records.messages.rules.writing import filling, html_of, with_links
from shuke.records.messages.services import link_tokens, unsubscribe_token
from shuke.records.stores.queries import business

_files = Prepared(lambda send: MessageFile.objects.filter(send=send).order_by("pk"))


class FileGone(ShukeError):
    """A file that goes with a message cannot be read any more; names it only, the answer's reason says the rest."""


def sender() -> str:
    """The shop's name before our address."""
    return formataddr((business().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]), charset="utf-8")


def message_id(send: MessageSend) -> str:
    """Nobody who did not get the message can know it: an answer or a bounce that names it is one to this message."""
    keyed = salted_hmac("shuke.messages.id", send.key, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
    return message_id_of(keyed, domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost")


def carried(send: MessageSend, *, sender: str) -> Message:
    """Raises FileGone."""
    led_by = {
        link: settings.BASE_URL + reverse("follow_link", args=[token]) for link, token in link_tokens(send).items()
    }
    if send.channel != Channel.EMAIL:
        return _short(send, sender=sender, led_by=led_by)
    link = unsubscribe_link(send)
    return Message(
        key=send.key,
        message_id=message_id(send),
        to=send.address,
        sender=sender,
        subject=send.subject,
        text=with_links(text_of(send, link=link), led_by),
        html=page_of(send, link=link, led_by=led_by),
        headers=tuple(_headers(send, link)),
        attachments=tuple(_attached(file) for file in _files(send.pk)),
    )


def _short(send: MessageSend, *, sender: str, led_by: Mapping[str, str]) -> Message:
    """Words alone, or a provider's own text with the values that fill it."""
    approved = ApprovedText.objects.filter(template=send.template_id, channel=send.channel).first()
    values = filling(approved.fields, send.values) if approved else tuple(sorted(send.values.items()))
    return Message(
        key=send.key,
        to=send.address,
        sender=sender,
        subject=send.subject,
        text=with_links(send.text, led_by),
        template=approved.code if approved else "",
        values=values,
    )


def _attached(file: MessageFile) -> Attachment:
    try:
        with default_storage.open(file.stored_as) as held:
            return Attachment(file.name, file.content_type, held.read())
    except OSError as gone:
        raise FileGone(f"{file.name} ({file.stored_as})") from gone


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


def page_of(send: MessageSend, *, link: str, led_by: Mapping[str, str] | None = None) -> str:
    """The message as a page of HTML that mail programs show: no style, no script, no picture that counts readers."""
    with override(send.language):
        foot = format_html('<hr><p><a href="{}">{}</a></p>', link, _("No more messages like this")) if link else ""
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head><body>{}{}</body></html>',
        send.language,
        send.subject,
        html_of(send.text, led_by),
        foot,
    )


def _headers(send: MessageSend, link: str) -> list[tuple[str, str]]:
    headers = []
    if link:
        headers += [("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    answered = latest_mail_of(send.thread)
    if answered is not None and answered.message_id:
        headers.append(("In-Reply-To", answered.message_id))
    if send.thread and (earlier := thread_ids(send.thread, before=send.pk)):
        headers.append(("References", " ".join(earlier)))
    if send.staff_id is None:  # so that automatic answers do not answer us
        headers += [
            ("Auto-Submitted", "auto-replied" if answered else "auto-generated"), ("X-Auto-Response-Suppress", "All")
        ]  # fmt: skip
    return headers
