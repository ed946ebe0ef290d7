"""The nightly proof: the ledger is checked against itself. What it finds is told, never mended behind one's back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from shuke.records.membership.models import Entry, GrowthRow, LineTerms, Lot, Member, Move, Proof
from shuke.records.sales.models import Order

_SHOWN = 20  # ids told of each kind of finding
_ALL = Q()
# The others hold nothing, and lots of a member are found by an index of those that do.
_OPEN = Q(active__gt=0) | Q(pending__gt=0)


def prove_ledger(*, now: datetime) -> Proof:
    """Reads every account; writes what was looked at and what does not add up."""
    findings = []
    for code, broken in CHECKS.items():
        ids = list(broken().order_by("pk").values_list("pk", flat=True)[: _SHOWN + 1])
        if ids:
            findings.append({"code": code, "ids": ids[:_SHOWN], "has_more": len(ids) > _SHOWN})
    counts = {"members": Member.objects.count(), "entries": Entry.objects.count(), "lots": Lot.objects.count()}
    return Proof.objects.create(at=now, is_green=not findings, counts=counts, findings=findings)


def _lots_that_differ() -> QuerySet[Any]:
    """What a lot holds is the sum of the moves on it."""
    return Lot.objects.annotate(p=_sum(Move, "lot", "points"), w=_sum(Move, "lot", "pending")).exclude(
        active=F("p"), pending=F("w")
    )


def _entries_that_differ() -> QuerySet[Any]:
    """Each row is covered by its lots."""
    return Entry.objects.annotate(p=_sum(Move, "entry", "points"), w=_sum(Move, "entry", "pending")).exclude(
        points=F("p"), pending=F("w")
    )


def _moves_across_accounts() -> QuerySet[Any]:
    return Move.objects.exclude(entry__member=F("lot__member"))


def _members_that_differ() -> QuerySet[Any]:
    """A balance is the sum of its rows, and never below zero; nor is what waits, nor what is owed."""
    return Member.objects.annotate(
        p=_sum(Entry, "member", "points"),
        w=_sum(Entry, "member", "pending"),
        d=_sum(Entry, "member", "debt"),
        held=_sum(Lot, "member", "active", _OPEN),
        waiting=_sum(Lot, "member", "pending", _OPEN),
    ).filter(Q(p__lt=0) | Q(w__lt=0) | Q(d__lt=0) | ~Q(p=F("held")) | ~Q(w=F("waiting")))


def _reversed_too_far() -> QuerySet[Any]:
    """What mirrors a row never exceeds it."""
    mirrors = Entry.objects.filter(reverses=OuterRef("pk"))
    return (
        Entry.objects.filter(Exists(mirrors))
        .annotate(
            whole=F("points") + F("pending"),
            back=_sum(Entry, "reverses", "points"),
            waited=_sum(Entry, "reverses", "pending"),
            owed=_sum(Entry, "reverses", "debt"),
        )
        .filter(
            Q(whole__gt=0, owed__gt=F("whole") + F("back") + F("waited"))
            | Q(whole__lt=0, back__gt=-F("whole"))
            | Q(whole=0)
        )
    )


def _returns_not_mirrored() -> QuerySet[Any]:
    """What came back took its points with it and gave back those it was paid with. Mirrored by hand counts, too."""
    came_back = LineTerms.objects.filter(line__undoes__isnull=False)
    mirrors = {
        kind: Entry.objects.filter(reverses__order=OuterRef("pk"), reverses__kind=kind).order_by()
        for kind in (Entry.Kind.EARN, Entry.Kind.REDEEM)
    }
    return (
        Order.objects.filter(pk__in=came_back.values("line__undoes__order"))
        .annotate(
            earned=_sum(LineTerms, "line__undoes__order", "earned"),  # both below zero
            spent=_sum(LineTerms, "line__undoes__order", "spent"),
            taken=_total(mirrors[Entry.Kind.EARN], F("debt") - F("points") - F("pending")),
            given=_total(mirrors[Entry.Kind.REDEEM], F("points") + F("pending")),
        )
        .filter(Q(taken__lt=-F("earned")) | Q(given__lt=-F("spent")))
    )


def _growth_not_mirrored() -> QuerySet[Any]:
    """A return takes the growth value of its lines."""
    taken = GrowthRow.objects.filter(source="return", source_key=Cast(OuterRef("pk"), CharField())).order_by()
    returns = LineTerms.objects.filter(line__undoes__isnull=False, growth__lt=0)
    return (
        Order.objects.filter(pk__in=returns.values("line__order"))
        .annotate(growth=_sum(LineTerms, "line__order", "growth"), taken=_total(taken, F("growth")))
        .exclude(taken=F("growth"))
    )


def _total(rows: QuerySet[Any], amount: Any) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(one=Value(1)).values("one").annotate(n=Sum(amount)).values("n")), 0)


def _sum(model: Any, key: str, column: str, only: Q = _ALL) -> Coalesce:
    found = model.objects.filter(only, **{key: OuterRef("pk")})
    rows = found.order_by().values(key).annotate(n=Sum(column)).values("n")
    return Coalesce(Subquery(rows), 0)


CHECKS: dict[str, Callable[[], QuerySet[Any]]] = {
    "lot_differs": _lots_that_differ,
    "entry_uncovered": _entries_that_differ,
    "move_of_another": _moves_across_accounts,
    "balance_differs": _members_that_differ,
    "reversed_too_far": _reversed_too_far,
    "return_not_mirrored": _returns_not_mirrored,
    "growth_not_mirrored": _growth_not_mirrored,
}
