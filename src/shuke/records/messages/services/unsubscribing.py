"""The link in every care and marketing message. Opening it changes nothing; a POST does, without signing in."""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.customers.queries import consents_now
from shuke.records.customers.services import record_consent
from shuke.records.messages.models import MessageSend, Purpose
from shuke.records.messages.services.events import SYSTEM, tell

_SALT = "shuke.messages.unsubscribe"
SOURCE = "unsubscribe link"
EVERYTHING = (Purpose.CARE, Purpose.MARKETING)


class WrongLink(ShukeError):
    """Not a link of ours, or one that was cut short on the way."""


def unsubscribe_token(send: MessageSend) -> str:
    """Never runs out: a message may be opened years later."""
    return signing.dumps(send.pk, salt=_SALT)


def subscription_of(token: str) -> MessageSend:
    """The message whose link this is. Raises WrongLink."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        pk = None
    send = MessageSend.objects.select_related("customer__merged_into").filter(pk=pk, customer__isnull=False).first()
    if send is None:
        raise WrongLink(_("This link is not complete. Open the message again and use its link, or write to us."))
    return send


@transaction.atomic
def unsubscribe(*, now: datetime, send: MessageSend, is_everything: bool = False) -> None:
    """No more of this purpose by this channel, or no care and marketing by it at all. Again it changes nothing."""
    customer = send.customer
    assert customer is not None
    while customer.merged_into is not None:
        customer = customer.merged_into
    said = {(one.channel, one.purpose): one.is_granted for one in consents_now(customer.pk)}
    for purpose in EVERYTHING if is_everything else (send.purpose,):
        if said.get((send.channel, purpose)) is not False:
            record_consent(
                scope=SYSTEM,
                now=now,
                origin="unsubscribe",
                customer=customer,
                channel=send.channel,
                purpose=purpose,
                is_granted=False,
                source=SOURCE,
            )
            tell(send, "unsubscribed", now=now)
