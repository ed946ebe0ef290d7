"""A person's points under lock, and writing the rows that were decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.membership.ledger.decide import NewLot, OpenLot, Row, due_rows, settle_rows
from shuke.records.membership.models import Entry, Lot, Member, Move, Plan
from shuke.records.membership.queries import purse_members
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store

_OPEN = Q(active__gt=0) | Q(pending__gt=0)


class CauseUsed(ShukeError):
    """A row of the ledger names this cause already, and says something else."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why points move: who says so, in their own words, once a plan and for ever."""

    source: str  # "order", "api", "case", "reward", "staff"
    key: str
    reason: str = ""  # for the customer
    note: str = ""  # for staff
    order: Order | None = None
    store: Store | None = None


@dataclass
class Purse:
    """All accounts of one person in one plan, locked until the transaction ends."""

    plan: Plan
    leader: Member
    members: list[Member]
    _lots: list[OpenLot] | None = None

    @property
    def member_ids(self) -> list[int]:
        return [one.pk for one in self.members]

    @property
    def lots(self) -> list[OpenLot]:
        """All open ones. Read when first asked for: earning needs none of them, and there may be hundreds."""
        if self._lots is None:
            self._lots = [open_lot(lot) for lot in Lot.objects.filter(_OPEN, member__in=self.member_ids)]
        return self._lots

    def due_lots(self, now: datetime) -> list[OpenLot]:
        due = Q(expires_at__lte=now) | Q(pending__gt=0, starts_at__lte=now)
        return [open_lot(lot) for lot in Lot.objects.filter(_OPEN, due, member__in=self.member_ids)]

    def forget_lots(self) -> None:
        """After rows were written."""
        self._lots = None


def lock_purse(member: Member) -> Purse:
    return lock_purses([member])[0]


def lock_purses(members: Sequence[Member]) -> list[Purse]:
    """In the order of `members`. All accounts are locked in one order, so that two transfers cannot wait in a ring."""
    groups = [purse_members(member) for member in members]
    wanted = {one.pk for group in groups for one in group}
    # On PostgreSQL a lock on the rows; on SQLite the transaction is the only writer from its first statement.
    list(Member.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    return [Purse(plan=group[0].plan, leader=group[0], members=group) for group in groups]


def open_lot(lot: Lot) -> OpenLot:
    return OpenLot(
        id=lot.pk,
        member_id=lot.member_id,
        active=lot.active,
        pending=lot.pending,
        starts_at=lot.starts_at,
        expires_at=lot.expires_at,
    )


def debts_in(purse: Purse) -> list[tuple[int, int]]:
    """(account, points owed) where something is."""
    rows = Entry.objects.filter(~Q(debt=0), member__in=purse.member_ids).order_by("member")
    return [(pk, owed) for pk, owed in rows.values_list("member").annotate(Sum("debt")) if owed > 0]


def bring_up_to_date(purse: Purse, *, scope: Scope, now: datetime) -> int:
    """What the calendar decided becomes rows before anything else is, so that rows and balance never differ.

    Returns the rows written. Who still owes after it has nothing to spend.
    """
    rows = due_rows(purse.due_lots(now), now=now)
    if rows:
        post(purse, rows, cause=Cause(source="lot", key="due"), scope=scope, now=now)
    return len(rows) + settle(purse, scope=scope, now=now)


def settle(purse: Purse, *, scope: Scope, now: datetime) -> int:
    """Pays what is owed out of what can be spent; returns the rows written."""
    debts = debts_in(purse)
    if not debts or not (rows := settle_rows(purse.lots, debts)):
        return 0
    latest = Entry.objects.filter(member__in=purse.member_ids).latest("pk")
    post(purse, rows, cause=Cause(source="settle", key=str(latest.pk)), scope=scope, now=now)
    return len(rows)


def post(
    purse: Purse, rows: Sequence[Row], *, cause: Cause, scope: Scope, now: datetime, reverses: Entry | None = None
) -> list[Entry]:
    """Writes decided rows. Raises CauseUsed where the cause stands in the ledger already."""
    keyed = _with_keys(rows, cause)
    try:
        with transaction.atomic():
            entries = Entry.objects.bulk_create([_entry(purse, row, cause, scope, now, reverses) for row in keyed])
            moves = [
                Move(entry=entry, lot_id=move.lot_id, points=move.points, pending=move.pending)
                for entry, row in zip(entries, keyed, strict=True)
                for move in row.moves
            ]
            new = [(entry, row, lot) for entry, row in zip(entries, keyed, strict=True) for lot in row.new_lots]
            lots = Lot.objects.bulk_create([_lot(entry, row, lot) for entry, row, lot in new])
            moves += [_first_move(entry, made, lot) for (entry, _row, lot), made in zip(new, lots, strict=True)]
            Move.objects.bulk_create(moves)
    except IntegrityError as broken:
        if "entry_caused_once" in str(broken) or "source_key" in str(broken):
            raise CauseUsed(
                _("“%(key)s” of “%(source)s” stands in the ledger already; send a new key for a new movement.")
                % {"key": cause.key, "source": cause.source}
            ) from None
        raise
    purse.forget_lots()
    return entries


def known_entries(plan: Plan, cause: Cause) -> list[Entry]:
    """What this cause brought about before: asked again, it is answered and not done again."""
    return list(Entry.objects.filter(plan=plan, source=cause.source, source_key=cause.key).select_related("member"))


def _with_keys(rows: Sequence[Row], cause: Cause) -> list[Row]:
    keyed, is_first = [], True
    for row in rows:
        if row.source:
            keyed.append(row)
            continue
        keyed.append(replace(row, source=cause.source, key=cause.key if is_first else cause.key + row.key))
        is_first = False
    return keyed


def _entry(purse: Purse, row: Row, cause: Cause, scope: Scope, now: datetime, reverses: Entry | None) -> Entry:
    return Entry(
        plan=purse.plan,
        member_id=row.member_id,
        kind=row.kind,
        points=row.points,
        pending=row.pending,
        debt=row.debt,
        at=now,
        source=row.source,
        source_key=row.key,
        reason=cause.reason,
        note=cause.note,
        reverses=reverses if row.kind in ("reverse", "debt") else None,
        order=cause.order,
        store=cause.store,
        staff_id=scope.staff_id,
        api_key_id=scope.api_key_id,
    )


def _lot(entry: Entry, row: Row, lot: NewLot) -> Lot:
    return Lot(
        member_id=row.member_id, entry=entry, points=lot.points, starts_at=lot.starts_at, expires_at=lot.expires_at
    )


def _first_move(entry: Entry, made: Lot, lot: NewLot) -> Move:
    points, pending = (0, lot.points) if lot.is_pending else (lot.points, 0)
    return Move(entry=entry, lot=made, points=points, pending=pending)
