"""A case begins: recognised, put in order, promised, given to somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.text import without_nul
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.files import GivenFile, checked
from shuke.records.cases.models import Case, ClassRule, Entry, Step, Topic
from shuke.records.cases.models.desk import PRIORITIES, Priority
from shuke.records.cases.services.giving import route
from shuke.records.cases.services.history import tell, write
from shuke.records.cases.services.promising import promise, run_clock
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import Matched, match_customer, survivor_of
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business

MOST_WORDS = 20_000
_SUBJECT = 60
# Of one address on the net: a shop's guests may share one, a program stops here.
MOST_OF_CALLER, CALLER_WINDOW = 20, timedelta(hours=1)
# Where a colleague speaks with the customer while the case is written: the first answer is given there and then.
FACE_TO_FACE = (Case.Channel.COUNTER, Case.Channel.PHONE)


class NothingSaid(ShukeError):
    """A case without a word."""


class TooMany(ShukeError):
    """A public form is sent too often from one place."""


class NotOfThisKind(ShukeError):
    """A fact that belongs to another kind of case."""


@dataclass(frozen=True, kw_only=True)
class NewCase:
    kind: str
    channel: str
    text: str
    subject: str = ""  # empty: the first words of the text
    customer: Customer | None = None
    contact_name: str = ""  # of somebody not known, or not yet
    contact: str = ""  # their phone or e-mail: a customer who goes by it is recognised
    store: Store | None = None  # empty: the customer's home store
    table: str = ""
    category: Topic | None = None
    priority: str = ""  # empty: normal, and high for a complaint
    praised: Staff | None = None
    orders: Sequence[Order] = ()
    files: Sequence[GivenFile] = ()
    thread_key: str = ""
    source_key: str = ""  # of what arrived: the same twice is one case
    caller_mark: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)  # about the words: "from", "sender_check", "left_out"
    split_from: Case | None = None


@transaction.atomic
def open_case(*, scope: Scope, now: datetime, origin: str, new: NewCase) -> Case:
    """The new case; the one that stands where `source_key` came before. Raises NothingSaid, FileRefused."""
    known = Entry.objects.filter(source_key=new.source_key).select_related("case").first() if new.source_key else None
    if known is not None:
        return known.case
    text, files = _words(new.text), checked(new.files)
    case = _case(new, text, scope=scope, now=now, origin=origin)
    promise(case, start=now)
    case.save(force_insert=True)
    case.orders.set(new.orders)
    write(case, Entry.Kind.IN, scope=scope, now=now, text=text, source_key=new.source_key, files=files, facts=new.facts)
    tell(case, "opened", scope=scope, now=now, facts={"channel": case.channel})
    if new.praised is not None:
        tell(case, "praised", scope=scope, now=now, facts={"colleague": new.praised.pk})
    if case.first_replied_at:
        _acknowledge(case, scope=scope, now=now)
    route(case, scope=scope, now=now)
    return case


def refuse_flood(*, caller_mark: str, now: datetime) -> None:
    """Raises TooMany."""
    if Case.objects.filter(caller_mark=caller_mark, opened_at__gt=now - CALLER_WINDOW).count() >= MOST_OF_CALLER:
        raise TooMany(
            _("Too many messages came from here within an hour; try again later, or speak to us in the shop.")
        )


def recognised(contact: str) -> Customer | None:
    """Who goes by this phone or e-mail, written in whichever way."""
    kind = Identity.Kind.EMAIL if "@" in contact else Identity.Kind.PHONE
    try:
        normal = normal_of(kind, contact, country=business().country)
    except ShukeError:
        return None
    found = match_customer(identifiers=[Matched(kind, normal)])
    return found.customer if found and found.customer.erased_at is None else None


def _case(new: NewCase, text: str, *, scope: Scope, now: datetime, origin: str) -> Case:
    if new.praised is not None and new.kind != Case.Kind.PRAISE:
        raise NotOfThisKind(_("Only praise names a colleague; choose “praise” as the kind."))
    customer = survivor_of(new.customer) if new.customer else recognised(new.contact) if new.contact else None
    is_face_to_face = new.channel in FACE_TO_FACE and scope.staff_id is not None
    return Case(
        kind=new.kind,
        channel=new.channel,
        priority=priority_of(new.kind, new.priority, customer),
        subject=(new.subject.strip() or _first_words(text))[:160],
        customer=customer,
        contact_name=new.contact_name.strip()[:120],
        contact=new.contact.strip()[:254],
        store=new.store or (customer.home_store if customer else None),
        table=new.table,
        category=new.category,
        praised=new.praised,
        thread_key=new.thread_key,
        caller_mark=new.caller_mark,
        split_from=new.split_from,
        origin=origin,
        opened_at=now,
        updated_at=now,
        first_replied_at=now if is_face_to_face else None,
    )


def priority_of(kind: str, asked: str, customer: Customer | None) -> str:
    """What was asked for, lifted to what the customer's class is promised."""
    priority = asked or (Priority.HIGH if kind == Case.Kind.COMPLAINT else Priority.NORMAL)
    service_class = customer.service_class if customer else ""
    rule = ClassRule.objects.filter(service_class=service_class).first() if service_class else None
    least = rule.least_priority if rule else PRIORITIES[0]
    return max(priority, least, key=PRIORITIES.index)


def _acknowledge(case: Case, *, scope: Scope, now: datetime) -> None:
    run_clock(case, now=now)
    case.save(update_fields=["next_due_at", "warn_at", "escalate_at"])
    if case.kind == Case.Kind.COMPLAINT:
        Step.objects.create(case=case, round=case.round, step="received", at=now, staff_id=scope.staff_id)


def _words(text: str) -> str:
    said = without_nul(text).strip()[:MOST_WORDS]
    if not said:
        raise NothingSaid(_("Write what it is about; a few words are enough."))
    return said


def _first_words(text: str) -> str:
    line = text.splitlines()[0].strip()
    return line if len(line) <= _SUBJECT else f"{line[:_SUBJECT].rstrip()}…"
