"""What the inbox shows: rows of the list, the case with its history and steps, the customer beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shuke.lib.dates import day_written, midnight
from shuke.lib.ids import is_id
from shuke.lib.paging import page_or_first
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import CannedReply, Case, Compensation, Entry, Step
from shuke.records.cases.models.case import LIVE
from shuke.records.cases.procedure import STEPS, may_be_put_back, next_step, step_words
from shuke.records.cases.queries import approvals_for, cases_of, inbox, tail_of, with_sends
from shuke.records.cases.queries.reports import broken, said_of_handling
from shuke.records.cases.replies import filled
from shuke.records.customers.queries import own_and_merged
from shuke.web import figures
from shuke.web.service.words import (
    CHANNEL_ICONS,
    Chip,
    Sent,
    chip_of,
    happened_words,
    people_named,
    sent_words,
    stage_words,
)

ROWS_A_PAGE = 40
# What a door into the list may narrow it by, and the column behind it.
FILTERS: Mapping[str, str] = {
    "kind": "kind",
    "channel": "channel",
    "status": "status",
    "priority": "priority",
    "category": "category",
    "cause": "cause",
    "store": "store",
    "owner": "owner",
    "customer": "customer",
    "praised": "praised",
    "product": "orders__lines__product",
    "tag": "tags",
}
# What may be asked for as missing, by this value.
OF_NOTHING, NOTHING = ("owner", "category", "cause", "store", "product"), "none"
_NUMBERS = {"category", "cause", "store", "owner", "customer", "praised", "product", "tag"}

Stamps = Mapping[tuple[int, int], Mapping[str, Step]]  # by case and round, then by step


@dataclass(frozen=True)
class Row:
    case: Case
    chip: Chip
    stage: str
    icon: str

    # Read off the choices once: `get_…_display` reads all of them anew in every row.
    @property
    def kind(self) -> str:
        return str(Case.Kind(self.case.kind).label)

    @property
    def channel(self) -> str:
        return str(Case.Channel(self.case.channel).label)


@dataclass(frozen=True)
class Box:
    """The list on the left."""

    view: str
    rows: Sequence[Row]
    next_cursor: str
    counts: Mapping[str, int]
    digest: str  # changes when what is shown does: the poll answers only then
    stamps: Stamps  # of the complaints in the list, and of the case beside it


@dataclass(frozen=True)
class Line:
    entry: Entry
    text: str  # of an event
    icon: str
    sent: Sent | None = None  # of words to the customer


@dataclass(frozen=True)
class StepRow:
    key: str
    name: str
    stamp: Step | None
    is_now: bool


def box_of(
    scope: Scope, *, view: str, query: Mapping[str, str], now: datetime, zone: ZoneInfo, case: Case | None = None
) -> Box:
    """Three queries, however many cases there are. `case`: the one that is shown beside the list."""
    cases = narrowed(inbox(scope, view=view), query, now=now, zone=zone)
    sort = "-id" if view in ("all", "approve") or "status" in query else "next_due_at"
    page = page_or_first(cases, sort=sort, limit=ROWS_A_PAGE, cursor=query.get("from", ""))
    stamps = _stamps_of([*page.data, *([case] if case else [])])
    rows = [
        Row(one, chip_of(one, now=now, zone=zone), stage_words(one, due_of(one, stamps)), CHANNEL_ICONS[one.channel])
        for one in page.data
    ]
    shown = "|".join(f"{r.case.pk}{r.chip.text}{r.stage}{r.case.owner_id}{r.case.subject}" for r in rows)
    digest = sha256(shown.encode()).hexdigest()[:16]
    return Box(view, rows, page.next_cursor or "", _counts(scope, now=now), digest, stamps)


def narrowed(cases: QuerySet[Case], query: Mapping[str, str], *, now: datetime, zone: ZoneInfo) -> QuerySet[Case]:
    """By the parts of an address; a value that is none is left out."""
    for name, column in FILTERS.items():
        value = query.get(name, "")
        if value and (name not in _NUMBERS or is_id(value)):
            wanted = {"customer__in": own_and_merged(int(value))} if name == "customer" else {column: value}
            cases = cases.filter(**wanted)
    for name in (name for name in OF_NOTHING if query.get(name) == NOTHING):
        cases = cases.filter(**{f"{FILTERS[name]}__isnull": True})
    if answer := query.get("satisfied", ""):
        cases = cases.filter(said_of_handling(answer))
    if query.get("late"):
        cases = cases.filter(broken(now=now))
    if query.get("escalated"):
        cases = cases.filter(status__in=LIVE, escalated_at__isnull=False)
    if since := day_written(query.get("since", "")):
        cases = cases.filter(opened_at__gte=midnight(zone.key, since))
    if words := query.get("q", "").strip():
        number = Q(pk=int(words)) if is_id(words) else Q()
        cases = cases.filter(number | Q(subject__icontains=words) | Q(customer__name__icontains=words))
    return cases.distinct() if {"product", "tag"} & set(query) else cases


def filters_in(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in (*FILTERS, "satisfied", "late", "escalated", "since", "q") if query.get(name)}


def lines_of(case: Case) -> list[Line]:
    entries = list(with_sends(tail_of(case)))
    people = _names(people_named(entries), known=[case.owner, *(entry.staff for entry in entries)])
    return [
        Line(
            entry,
            *(happened_words(entry, people) if entry.kind == Entry.Kind.EVENT else ("", "")),
            sent=sent_words(entry) if entry.kind == Entry.Kind.OUT else None,
        )
        for entry in entries
    ]


def newest_of(lines: Sequence[Line]) -> str:
    """Changes with every line, and with what became of the messages."""
    newest = max((line.entry.pk for line in lines), default=0)
    sent = "|".join(f"{line.entry.pk}{line.sent.text}" for line in lines if line.sent)
    return f"{newest}-{sha256(sent.encode()).hexdigest()[:8]}"


def _names(wanted: set[int], *, known: Iterable[Staff | None]) -> dict[int, str]:
    """Of colleagues; most of them were read with the case."""
    held = {one.pk: str(one) for one in known if one is not None}
    missing = wanted - held.keys()
    return {**held, **({one.pk: str(one) for one in Staff.objects.filter(pk__in=missing)} if missing else {})}


def due_of(case: Case, stamps: Stamps) -> str | None:
    """The step a complaint waits for; None for every other case and where all are stamped."""
    is_complaint = case.kind == Case.Kind.COMPLAINT
    return next_step(stamps.get((case.pk, case.round), {})) if is_complaint else None


def steps_of(case: Case, stamps: Stamps) -> list[StepRow]:
    """Every step of this round, stamped or not; the next one is marked. Empty for what is no complaint."""
    if case.kind != Case.Kind.COMPLAINT:
        return []
    held, due = stamps.get((case.pk, case.round), {}), due_of(case, stamps)
    return [StepRow(key, step_words(key), held.get(key), key == due) for key in STEPS]


def is_put_back(case: Case, stamps: Stamps, lines: Sequence[Line]) -> bool:
    """Whether closing puts a complaint back to where it was closed before: no step was taken since."""
    opened = [line.entry for line in lines if line.entry.code == "reopened" and line.entry.case_id == case.pk]
    done = stamps.get((case.pk, case.round), {})
    was_closed = any("closed" in steps for (pk, _round), steps in stamps.items() if pk == case.pk)
    if not (case.is_live and case.kind == Case.Kind.COMPLAINT and was_closed and opened):
        return False
    return may_be_put_back(done, opened_by=str(opened[-1].facts.get("why", "")))


def waiting_gift(case: Case) -> Compensation | None:
    """What somebody else has to approve first."""
    waiting = case.compensations.filter(state=Compensation.State.PROPOSED)
    return waiting.select_related("proposed_by", "coupon").order_by("-pk").first()


def gift_words(gift: Compensation) -> str:
    if gift.kind == Compensation.Kind.POINTS:
        return _("%(count)s points") % {"count": figures.number(gift.points)}
    if gift.kind == Compensation.Kind.COUPON:
        return _("the coupon “%(name)s”") % {"name": gift.coupon}
    return _("a refund of %(amount)s") % {"amount": figures.money_text(gift.amount, gift.currency, exact=True)}


def reply_facts(case: Case, scope_name: str, *, zone: ZoneInfo) -> dict[str, str]:
    """What fills the gaps of a canned reply."""
    customer = case.customer
    given = case.compensations.filter(state=Compensation.State.GIVEN, kind=Compensation.Kind.POINTS).last()
    name = f"{customer.salutation} {customer}".strip() if customer else case.contact_name
    return {
        "customer": name,
        "number": str(case.pk),
        "subject": case.subject,
        "store": case.store.name if case.store else "",
        "agent": scope_name,
        "due": figures.moment(case.resolve_due_at, zone) if case.resolve_due_at else "",
        "points": figures.number(given.points) if given else "",
    }


def canned_for(replies: Iterable[CannedReply], facts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(reply.name, filled(reply.text, facts)) for reply in replies]


def _counts(scope: Scope, *, now: datetime) -> dict[str, int]:
    live = inbox(scope, view="soon").select_related(None).order_by()
    return live.aggregate(
        soon=Count("pk"),
        late=Count("pk", filter=Q(status="open", next_due_at__lt=now)),
        running_out=Count("pk", filter=Q(status="open", owner=scope.staff_id, warn_at__lte=now, next_due_at__gte=now)),
        mine=Count("pk", filter=Q(owner=scope.staff_id)),
        unassigned=Count("pk", filter=Q(owner__isnull=True)),
        approve=Count("pk", filter=Q(pk__in=approvals_for(scope).values("case"))),
    )


def closed_today(scope: Scope, *, since: datetime) -> int:
    return cases_of(scope).filter(status=Case.Status.CLOSED, closed_at__gte=since).count()


def _stamps_of(cases: Sequence[Case]) -> Stamps:
    complaints = {case.pk for case in cases if case.kind == Case.Kind.COMPLAINT}
    found: dict[tuple[int, int], dict[str, Step]] = {}
    for step in Step.objects.filter(case__in=complaints).select_related("staff"):
        found.setdefault((step.case_id, step.round), {})[step.step] = step
    return found
