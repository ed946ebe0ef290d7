"""Links of care and marketing messages lead through us, so that it is known which were opened.

An address of ours names a message and the place of a link in its text, signed; where it leads is read from that text.
Nobody can make one that leads elsewhere.
"""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shuke.records.messages.models import LinkClick, MessageSend, Purpose
from shuke.records.messages.rules.writing import links_in
from shuke.records.messages.services.events import tell
from shuke.records.messages.services.unsubscribing import WrongLink

_SALT = "shuke.messages.link"
_LONGEST = 1000


def link_tokens(send: MessageSend) -> dict[str, str]:
    """{link: token} of the links that are counted: not of what is awaited, nor of who wants no personalisation."""
    customer = send.customer
    if send.purpose == Purpose.SERVICE or customer is None or customer.is_not_personalised:
        return {}
    links = [link for link in links_in(send.text) if len(link) <= _LONGEST]
    return {link: signing.dumps([send.pk, place], salt=_SALT) for place, link in enumerate(links)}


def followed_link(token: str) -> tuple[MessageSend, str]:
    """The message and where its link leads. Raises WrongLink."""
    try:
        pk, place = signing.loads(token, salt=_SALT)
        send = MessageSend.objects.select_related("customer").get(pk=pk)
        links = [link for link in links_in(send.text) if len(link) <= _LONGEST]
        return send, links[place]
    except (signing.BadSignature, MessageSend.DoesNotExist, IndexError, TypeError, ValueError):
        raise WrongLink(
            _("This link is not complete. Open the message again and use its link, or write to us.")
        ) from None


@transaction.atomic
def record_click(*, now: datetime, send: MessageSend, link: str) -> None:
    """The first click on a link stands on the timeline; the others are counted."""
    first = {"first_at": now, "latest_at": now}
    click, is_first = LinkClick.objects.get_or_create(send=send, link=link, defaults=first)
    if is_first:
        tell(send, "clicked", now=now)
    else:
        LinkClick.objects.filter(pk=click.pk).update(times=F("times") + 1, latest_at=now)
