from collections.abc import Collection
from datetime import datetime

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Compensation, Entry, Ring
from shuke.records.cases.models.case import LIVE
from shuke.records.messages.models import MessageSend

# What the key of a message begins with that carries the words of an entry, by which way it leaves.
MESSAGE_KEYS = {"email": "case-entry", "sms": "case-sms", "chat": "case-chat"}
VIEWS = ("soon", "approve", "mine", "unassigned", "all")


def cases_of(scope: Scope) -> QuerySet[Case]:
    """Those of the caller's stores, and those given to the caller whatever their store."""
    cases = Case.objects.select_related("customer", "store", "owner", "category")
    if scope.store_ids is None:
        return cases
    seen = Q(store__in=scope.store_ids)
    return cases.filter(seen | Q(owner=scope.staff_id) if scope.staff_id is not None else seen)


def inbox(scope: Scope, *, view: str) -> QuerySet[Case]:
    """A view of the inbox, unordered: live ones are read by `next_due_at`, all of them by the newest."""
    cases = cases_of(scope)
    if view == "all":
        return cases.exclude(status="merged")
    live = cases.filter(status__in=LIVE)
    if view == "mine":
        return live.filter(owner=scope.staff_id)
    if view == "unassigned":
        return live.filter(owner__isnull=True)
    if view == "approve":
        return cases.filter(pk__in=approvals_for(scope).values("case"))
    return live


def escalated(scope: Scope) -> QuerySet[Case]:
    """Live ones whose promise was broken for so long that the person named for it was told."""
    return cases_of(scope).filter(status__in=LIVE, escalated_at__isnull=False)


def approvals_for(scope: Scope) -> QuerySet[Compensation]:
    """Compensations that wait for somebody else's word than their proposer's."""
    waiting = Compensation.objects.filter(state=Compensation.State.PROPOSED)
    if not scope.may("cases.approve"):
        return waiting.none()
    if scope.store_ids is not None:
        waiting = waiting.filter(case__store__in=scope.store_ids)
    return waiting.exclude(proposed_by=scope.staff_id)


def case_in(scope: Scope, pk: int) -> Case | None:
    return (
        cases_of(scope).select_related("praised", "cause", "merged_into", "customer__home_store").filter(pk=pk).first()
    )


def cases_of_people(customer_ids: Collection[int]) -> QuerySet[Case]:
    """All cases of a person and of those merged into them, newest first."""
    return Case.objects.filter(customer__in=customer_ids).exclude(status="merged").order_by("-opened_at", "-pk")


def tail_of(case: Case) -> QuerySet[Entry]:
    """The history of a case with that of the cases merged into it, oldest first."""
    # Asked of the cases, not across the join: there an "or" makes the database read every entry there is.
    parts = Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case.pk)).order_by()
    return (
        Entry.objects.filter(case__in=parts.values("pk"))
        .select_related("staff")
        .prefetch_related("attachments")
        .order_by("at", "pk")
    )


def with_sends(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Each with what became of the messages that carry its words: "channel|state|reason" as `by_email` and so on."""
    return entries.annotate(**{f"by_{way}": _send(f"{key}:") for way, key in MESSAGE_KEYS.items()})


def _send(key: str) -> Subquery:
    of_entry = MessageSend.objects.filter(key=Concat(Value(key), Cast(OuterRef("pk"), CharField())))
    return Subquery(of_entry.values_list(Concat("channel", Value("|"), "state", Value("|"), "reason")))


def latest_entry() -> int:
    """The newest line of any history: where it stands still, no case has changed. Zero before the first."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def has_calls() -> bool:
    """Whether a telephone system ever told of a call."""
    return Ring.objects.exists()


def is_late(case: Case, *, now: datetime) -> bool:
    return case.status == Case.Status.OPEN and case.next_due_at < now
