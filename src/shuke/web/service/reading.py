"""What the inbox shows: rows of the list, the case with its history and steps, the customer beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shuke.lib.paging import Page, WrongCursor, keyset_page
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Compensation, Entry, Step
from shuke.records.cases.procedure import STEPS, next_step, step_words
from shuke.records.cases.queries import approvals_for, cases_of, inbox, tail_of
from shuke.records.cases.replies import filled
from shuke.web import figures
from shuke.web.service.words import CHANNEL_ICONS, Chip, chip_of, happened_words, people_named, stage_words

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
_NUMBERS = {"category", "cause", "store", "owner", "customer", "praised", "product", "tag"}


@dataclass(frozen=True)
class Row:
    case: Case
    chip: Chip
    stage: str
    icon: str


@dataclass(frozen=True)
class Box:
    """The list on the left."""

    view: str
    rows: Sequence[Row]
    next_cursor: str
    counts: Mapping[str, int]
    digest: str  # changes when what is shown does: the poll answers only then


@dataclass(frozen=True)
class Line:
    entry: Entry
    text: str  # of an event
    icon: str


@dataclass(frozen=True)
class StepRow:
    key: str
    name: str
    stamp: Step | None
    is_now: bool


def box_of(scope: Scope, *, view: str, query: Mapping[str, str], now: datetime, zone: ZoneInfo) -> Box:
    """Four queries, however many cases there are."""
    cases = narrowed(inbox(scope, view=view), query)
    sort = "-id" if view in ("all", "approve") or "status" in query else "next_due_at"
    page = _page(cases, sort=sort, cursor=query.get("from", ""))
    due = _due_steps(page.data)
    rows = [
        Row(case, chip_of(case, now=now, zone=zone), stage_words(case, due.get(case.pk)), CHANNEL_ICONS[case.channel])
        for case in page.data
    ]
    shown = "|".join(f"{r.case.pk}{r.chip.text}{r.stage}{r.case.owner_id}{r.case.subject}" for r in rows)
    return Box(view, rows, page.next_cursor or "", _counts(scope, now=now), sha256(shown.encode()).hexdigest()[:16])


def narrowed(cases: QuerySet[Case], query: Mapping[str, str]) -> QuerySet[Case]:
    """By the parts of an address; a value that is none is left out."""
    for name, column in FILTERS.items():
        value = query.get(name, "")
        if value and (name not in _NUMBERS or (value.isdecimal() and len(value) < 19)):
            cases = cases.filter(**{column: value})
    if query.get("late"):
        cases = cases.filter(late_at__isnull=False)
    if query.get("since"):
        cases = cases.filter(opened_at__date__gte=query["since"]) if _is_day(query["since"]) else cases
    if words := query.get("q", "").strip():
        number = Q(pk=int(words)) if words.isdecimal() and len(words) < 19 else Q()
        cases = cases.filter(number | Q(subject__icontains=words) | Q(customer__name__icontains=words))
    return cases.distinct() if {"product", "tag"} & set(query) else cases


def filters_in(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in (*FILTERS, "late", "since", "q") if query.get(name)}


def lines_of(case: Case) -> list[Line]:
    entries = list(tail_of(case))
    people = {one.pk: str(one) for one in Staff.objects.filter(pk__in=people_named(entries))}
    return [Line(entry, *(happened_words(entry, people) if entry.kind == "event" else ("", ""))) for entry in entries]


def steps_of(case: Case) -> list[StepRow]:
    """Every step of this round, stamped or not; the next one is marked."""
    stamps = {one.step: one for one in Step.objects.filter(case=case, round=case.round).select_related("staff")}
    due = next_step(stamps.keys())
    return [StepRow(key, step_words(key), stamps.get(key), key == due) for key in STEPS]


def gifts_of(case: Case) -> list[Compensation]:
    """What was offered to make good, the latest first."""
    return list(case.compensations.select_related("proposed_by", "coupon").order_by("-pk"))


def waiting_gift(gifts: Sequence[Compensation]) -> Compensation | None:
    return next((one for one in gifts if one.state == Compensation.State.PROPOSED), None)


def gift_words(gift: Compensation) -> str:
    if gift.kind == Compensation.Kind.POINTS:
        return _("%(count)s points") % {"count": figures.number(gift.points)}
    if gift.kind == Compensation.Kind.COUPON:
        return _("the coupon “%(name)s”") % {"name": gift.coupon}
    return _("a refund of %(amount)s") % {"amount": figures.money_text(gift.amount, gift.currency, exact=True)}


def reply_facts(case: Case, scope_name: str, *, gifts: Sequence[Compensation], zone: ZoneInfo) -> dict[str, str]:
    """What fills the gaps of a canned reply."""
    customer = case.customer
    given = next((one for one in gifts if one.state == Compensation.State.GIVEN and one.kind == "points"), None)
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


def canned_for(replies: Sequence[Any], facts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(reply.name, filled(reply.text, facts)) for reply in replies]


def _counts(scope: Scope, *, now: datetime) -> dict[str, int]:
    live = inbox(scope, view="soon").select_related(None).order_by()
    found = live.aggregate(
        soon=Count("pk"),
        late=Count("pk", filter=Q(status="open", next_due_at__lt=now)),
        mine=Count("pk", filter=Q(owner=scope.staff_id)),
        unassigned=Count("pk", filter=Q(owner__isnull=True)),
    )
    return {**found, "approve": approvals_for(scope).count()}


def closed_today(scope: Scope, *, since: datetime) -> int:
    return cases_of(scope).filter(status=Case.Status.CLOSED, closed_at__gte=since).count()


def _due_steps(cases: Sequence[Case]) -> dict[int, str | None]:
    complaints = [case for case in cases if case.kind == Case.Kind.COMPLAINT]
    done: dict[tuple[int, int], set[str]] = {}
    for pk, in_round, step in Step.objects.filter(case__in=complaints).values_list("case", "round", "step"):
        done.setdefault((pk, in_round), set()).add(step)
    return {case.pk: next_step(done.get((case.pk, case.round), set())) for case in complaints}


def _page(cases: QuerySet[Case], *, sort: str, cursor: str) -> Page[Case]:
    """A cursor that is none begins at the first page: an address somebody mistyped is no fault."""
    try:
        return keyset_page(cases, sort=sort, limit=ROWS_A_PAGE, starting_after=cursor)
    except WrongCursor:
        return keyset_page(cases, sort=sort, limit=ROWS_A_PAGE)


def _is_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
