"""The verbs of the ledger. Each decides on what it read under lock, then writes, in one transaction.

The same cause again changes nothing: the rows it brought about are answered. All raise CauseUsed where the cause
stands for something else.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.services import record_event
from shuke.records.membership.ledger.calendar import earned_lot
from shuke.records.membership.ledger.decide import NewLot, Row, draw, spend_rows
from shuke.records.membership.models import Entry, Lot, Member
from shuke.records.membership.queries import rows_with
from shuke.records.membership.queries.members import zone_of
from shuke.records.membership.services.purse import (
    Cause,
    CauseUsed,
    Purse,
    bring_up_to_date,
    known_entries,
    lock_purse,
    lock_purses,
    post,
    settle,
)

MOST_POINTS = 10**12  # of one movement: more is a typing error


class WrongPoints(ShukeError):
    """Not a number of points that can move."""


class WrongTransfer(ShukeError):
    """Points cannot go this way."""


@transaction.atomic
def earn_points(
    *, scope: Scope, now: datetime, member: Member, points: int, cause: Cause, kind: str = "earn", zone: str = ""
) -> list[Entry]:
    """A lot of `points`: pending until the plan's return window ends, if it has one; then debts are settled.

    `zone` is the store's, whose midnights count; default the member's home store's, then the plan's.
    """
    _require_points(points)
    purse = lock_purse(member)
    if known := _known(purse, cause, kind=kind, points=points):
        return known
    bring_up_to_date(purse, scope=scope, now=now)
    return gain(purse, points, kind=kind, cause=cause, zone=zone, scope=scope, now=now)


def compensate_points(*, scope: Scope, now: datetime, member: Member, points: int, cause: Cause) -> list[Entry]:
    """A gift after something went wrong: it can be spent at once, and says why."""
    return earn_points(scope=scope, now=now, member=member, points=points, cause=cause, kind="compensate")


@transaction.atomic
def redeem_points(*, scope: Scope, now: datetime, member: Member, points: int, cause: Cause) -> list[Entry]:
    """Spends `points`, oldest expiry first. Raises NotEnoughPoints."""
    _require_points(points)
    purse = lock_purse(member)
    if known := _known(purse, cause, kind="redeem", points=points):
        return known
    bring_up_to_date(purse, scope=scope, now=now)
    return spend(purse, points, kind="redeem", cause=cause, scope=scope, now=now)


@transaction.atomic
def adjust_points(*, scope: Scope, now: datetime, member: Member, points: int, cause: Cause) -> list[Entry]:
    """± `points` by hand, with a reason that the customer reads. Never below zero."""
    if points > 0:
        return earn_points(scope=scope, now=now, member=member, points=points, cause=cause, kind="adjust")
    _require_points(-points)
    purse = lock_purse(member)
    if known := _known(purse, cause, kind="adjust", points=-points):
        return known
    bring_up_to_date(purse, scope=scope, now=now)
    return spend(purse, -points, kind="adjust", cause=cause, scope=scope, now=now)


@transaction.atomic
def transfer_points(
    *, scope: Scope, now: datetime, giver: Member, taker: Member, points: int, cause: Cause
) -> list[Entry]:
    """From one member to another of the same plan. The points keep their expiry: passing on does not prolong them."""
    _require_points(points)
    if giver.plan_id != taker.plan_id:
        raise WrongTransfer(_("Points stay within their plan; these two members are in different plans."))
    giving, taking = lock_purses([giver, taker])
    if known := _known(giving, cause, kind="transfer", points=points):
        return known
    if giving.leader == taking.leader:
        raise WrongTransfer(_("Both are the same person, whose points are together already."))
    bring_up_to_date(giving, scope=scope, now=now)
    bring_up_to_date(taking, scope=scope, now=now)
    moves = draw(giving.lots, points)
    ends = dict(Lot.objects.filter(pk__in=[m.lot_id for m in moves]).values_list("pk", "expires_at"))
    gone = spend_rows(giving.lots, points, kind="transfer")
    come = tuple(NewLot(points=-m.points, starts_at=now, expires_at=ends[m.lot_id]) for m in moves)
    row = Row(kind="transfer", member_id=taking.leader.pk, new_lots=come, key=":to")
    entries = post(giving, [*gone, row], cause=cause, scope=scope, now=now)
    taking.forget()
    settle(taking, scope=scope, now=now)
    _tell(giving, "points.given", points, cause, scope=scope, now=now)
    _tell(taking, "points.received", points, cause, scope=scope, now=now)
    return entries


def gain(purse: Purse, points: int, *, kind: str, cause: Cause, zone: str, scope: Scope, now: datetime) -> list[Entry]:
    """As `earn_points`, for a purse that is locked and up to date already."""
    waits = purse.plan.return_window_days if kind == "earn" else 0
    lot = earned_lot(
        points,
        now=now,
        zone=zone or zone_of(purse.leader),
        return_window_days=waits,
        validity_days=purse.plan.validity_days,
    )
    row = Row(kind=kind, member_id=purse.leader.pk, new_lots=(lot,))
    entries = post(purse, [row], cause=cause, scope=scope, now=now)
    settle(purse, scope=scope, now=now)
    _tell(purse, f"points.{_PAST[kind]}", points, cause, scope=scope, now=now)
    return entries


def spend(purse: Purse, points: int, *, kind: str, cause: Cause, scope: Scope, now: datetime) -> list[Entry]:
    """As `redeem_points`, for a purse that is locked and up to date already."""
    rows = spend_rows(purse.lots, points, kind=kind)
    entries = post(purse, rows, cause=cause, scope=scope, now=now)
    _tell(purse, f"points.{_PAST[kind]}", points, cause, scope=scope, now=now)
    return entries


_PAST = {"earn": "earned", "compensate": "compensated", "adjust": "adjusted", "redeem": "redeemed"}


def _require_points(points: int) -> None:
    if not 0 < points <= MOST_POINTS:
        raise WrongPoints(_("Write a whole number of points from 1 to %(most)d.") % {"most": MOST_POINTS})


def _known(purse: Purse, cause: Cause, *, kind: str, points: int) -> list[Entry]:
    known = known_entries(purse.plan, cause)
    if known and not _is_same(known[0], purse, kind=kind, points=points):
        raise CauseUsed(
            _("“%(key)s” of “%(source)s” stands in the ledger already; send a new key for a new movement.")
            % {"key": cause.key, "source": cause.source}
        )
    return known


def _is_same(first: Entry, purse: Purse, *, kind: str, points: int) -> bool:
    others = rows_with(first)[1:]
    moved = abs(first.points + first.pending) + sum(abs(row.points) for row in others)
    return first.kind == kind and moved == points and first.member_id in purse.member_ids


def _tell(purse: Purse, kind: str, points: int, cause: Cause, *, scope: Scope, now: datetime) -> None:
    record_event(
        scope=scope,
        kind=kind,
        now=now,
        origin=cause.source,
        customer_id=purse.leader.customer_id,
        store_id=cause.store.pk if cause.store else None,
        facts={"plan": purse.plan.code, "points": points, "cause": [cause.source, cause.key]},
    )
