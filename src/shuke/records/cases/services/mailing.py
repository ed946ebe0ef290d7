"""Words of a case that leave by e-mail; whether they may is decided where everything leaves."""

from datetime import datetime

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Entry
from shuke.records.customers.models import Identity
from shuke.records.membership.queries.members import people_in
from shuke.records.messages.models import Channel, MessageSend, Purpose
from shuke.records.messages.services import queue_message


def email_of(case: Case) -> str:
    """Where the customer reads e-mail; empty when nobody knows."""
    if case.customer_id is None:
        return ""
    held = Identity.objects.filter(customer__in=people_in(case.customer_id), kind=Identity.Kind.EMAIL)
    return held.order_by("-is_primary", "pk").values_list("value", flat=True).first() or ""


def mail_entry(entry: Entry, *, scope: Scope, now: datetime) -> MessageSend | None:
    """The entry as an e-mail, once; None where no address is known."""
    return mail_text(entry.case, entry.text, key=f"case-entry:{entry.pk}", scope=scope, now=now)


def mail_text(case: Case, text: str, *, key: str, scope: Scope, now: datetime) -> MessageSend | None:
    if case.customer is None or not email_of(case):
        return None
    return queue_message(
        scope=scope,
        now=now,
        origin=case.origin,
        key=key,
        customer=case.customer,
        channel=Channel.EMAIL,
        purpose=Purpose.SERVICE,
        subject=f"{case.subject} [#{case.pk}]",
        text=text,
    )
