"""Undoing a row of the ledger by rows that mirror it, whole or in part, each part once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.services import record_event
from shuke.records.membership.ledger.calendar import grace_end
from shuke.records.membership.ledger.decide import NEVER, Row, Spent, give_back_rows, take_back_rows
from shuke.records.membership.models import Entry, Lot, Move
from shuke.records.membership.queries.members import zone_of
from shuke.records.membership.services.purse import (
    Cause,
    CauseUsed,
    Purse,
    bring_up_to_date,
    known_entries,
    lock_purse,
    post,
    settle,
)

_RENEWED = 0  # no lot's id: what came back as a new lot
_GAINS = (Entry.Kind.EARN, Entry.Kind.COMPENSATE)


class NotReversible(ShukeError):
    """A row of this kind has no mirror, or nothing is left of it to mirror."""


@transaction.atomic
def reverse_entry(*, scope: Scope, now: datetime, entry: Entry, cause: Cause, points: int | None = None) -> list[Entry]:
    """Mirrors `points` of `entry`; None: all that was not mirrored yet.

    Of an earning: takes back, first what is left of its lots, then other points; what is missing is owed. Of a
    spending: gives back to the same lots with their old expiry. Raises NotReversible.
    """
    purse = lock_purse(entry.member)
    if known := known_entries(purse.plan, cause):
        return _same(known, entry, cause)
    left = left_to_reverse(entry)
    wanted = left if points is None else points
    if not 0 < wanted <= left:
        raise NotReversible(_nothing_left(entry, left))
    bring_up_to_date(purse, scope=scope, now=now)
    rows = _rows(purse, entry, wanted, now=now)
    entries = post(purse, rows, cause=cause, scope=scope, now=now, reverses=entry)
    settle(purse, scope=scope, now=now)
    record_event(
        scope=scope,
        kind="points.reversed",
        now=now,
        origin=cause.source,
        customer_id=purse.leader.customer_id,
        facts={"plan": purse.plan.code, "entry": entry.pk, "kind": entry.kind, "points": wanted},
    )
    return entries


def left_to_reverse(entry: Entry) -> int:
    """Points of `entry` that no row has mirrored yet; 0 for rows that have no mirror."""
    mirrored = Entry.objects.filter(reverses=entry).aggregate(a=Sum("points"), b=Sum("pending"), c=Sum("debt"))
    if is_gain(entry):
        gone = (mirrored["c"] or 0) - (mirrored["a"] or 0) - (mirrored["b"] or 0)
        return entry.points + entry.pending - gone
    if entry.kind in (Entry.Kind.REDEEM, Entry.Kind.ADJUST):
        return -entry.points - (mirrored["a"] or 0)
    return 0


def is_gain(entry: Entry) -> bool:
    return entry.kind in _GAINS or (entry.kind == Entry.Kind.ADJUST and entry.points + entry.pending > 0)


def _rows(purse: Purse, entry: Entry, points: int, *, now: datetime) -> list[Row]:
    if is_gain(entry):
        own = Lot.objects.filter(entry=entry).values_list("pk", flat=True)
        return take_back_rows(purse.lots, own, points, leader_id=purse.leader.pk)
    until = grace_end(now=now, zone=zone_of(purse.leader), grace_days=purse.plan.grace_days)
    return give_back_rows(_spent_by(entry), points, now=now, grace_until=until)


def _spent_by(entry: Entry) -> list[Spent]:
    """What the spend drew from each lot, less what rows that mirror it put back there.

    Points given back as a new lot belong to lots that are over: they are counted off the earliest of those.
    """
    drawn = [_spent(move) for move in Move.objects.filter(entry=entry).select_related("lot")]
    back = list(Move.objects.filter(entry__reverses=entry).values_list("lot", "points", "lot__entry__reverses"))
    put_back = Counter[int]()
    for lot_id, points, brought_by in back:
        put_back[_RENEWED if brought_by == entry.pk else lot_id] += points
    spent = []
    for one in sorted(drawn, key=lambda one: (one.expires_at or NEVER, one.lot_id)):
        left = one.points - put_back[one.lot_id]
        over = min(left, put_back[_RENEWED])
        put_back[_RENEWED] -= over
        if left > over:
            spent.append(replace(one, points=left - over))
    return spent


def _spent(move: Move) -> Spent:
    lot = move.lot
    return Spent(lot_id=lot.pk, member_id=lot.member_id, points=-move.points, expires_at=lot.expires_at)


def _same(known: Sequence[Entry], entry: Entry, cause: Cause) -> list[Entry]:
    if known[0].reverses_id != entry.pk:
        raise CauseUsed(
            _("“%(key)s” of “%(source)s” stands in the ledger already; send a new key for a new movement.")
            % {"key": cause.key, "source": cause.source}
        )
    return list(known)


def _nothing_left(entry: Entry, left: int) -> str:
    if left > 0:
        return _("Of this row at most %(left)d points can be reversed; write a number from 1 to that.") % {"left": left}
    if is_gain(entry) or entry.kind in (Entry.Kind.REDEEM, Entry.Kind.ADJUST):
        return _("This row is reversed already; nothing of it is left to reverse.")
    return _("A row of kind “%(kind)s” cannot be reversed; reverse the row that brought or spent the points.") % {
        "kind": entry.get_kind_display()
    }
