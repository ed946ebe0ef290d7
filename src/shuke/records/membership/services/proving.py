"""The nightly proof: the ledger is checked against itself. What it finds is told, never mended behind one's back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shuke.records.membership.models import Entry, Lot, Member, Move, Proof

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
}
