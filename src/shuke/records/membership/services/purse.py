"""A person's points under lock, and writing the rows that were decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.ledger.decide import NewLot, OpenLot, Row, due_rows, settle_rows
from shuke.records.membership.models import Entry, Lot, Member, Move, Plan, Tier
from shuke.records.membership.queries import Balance, leader_of
from shuke.records.membership.queries.at_the_till import accounts_of, open_lot, open_lots_and_debts, tiers_of_plan
from shuke.records.membership.queries.members import take_relations
from shuke.records.membership.queries.points import balance_in
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store


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
    _held: tuple[dict[int, OpenLot], list[tuple[int, int]]] | None = None
    _tiers: Sequence[Tier] = ()

    @property
    def member_ids(self) -> list[int]:
        return [one.pk for one in self.members]

    @property
    def lots(self) -> list[OpenLot]:
        """All open ones, read once: nobody else writes them while the accounts are locked."""
        return [lot for lot in self._read()[0].values() if lot.active or lot.pending]

    @property
    def debts(self) -> list[tuple[int, int]]:
        """(account, points owed) where something is."""
        return self._read()[1]

    @property
    def tiers(self) -> Sequence[Tier]:
        """Of the plan, the lowest first."""
        self._tiers = self._tiers or tiers_of_plan(self.plan.pk)
        return self._tiers

    def _read(self) -> tuple[dict[int, OpenLot], list[tuple[int, int]]]:
        if self._held is None:
            lots, debts = open_lots_and_debts(self.member_ids)
            self._held = {lot.id: lot for lot in lots}, debts
        return self._held

    def forget(self) -> None:
        """After another purse's rows were written here."""
        self._held = None

    def keep_up(self, entries: Sequence[Entry], moves: Sequence[Move], made: Sequence[Lot]) -> None:
        """As the trigger does with the rows just written, so that they need not be read again."""
        if self._held is None:
            return
        if any(entry.debt for entry in entries):
            self.forget()
            return
        lots = self._held[0]
        lots |= {lot.pk: open_lot(lot) for lot in made if lot.member_id in self.member_ids}
        for move in moves:
            if (lot := lots.get(move.lot_id)) is not None:
                active, pending = lot.active + move.points, lot.pending + move.pending
                lots[move.lot_id] = replace(lot, active=active, pending=pending)

    def balance(self, now: datetime) -> Balance:
        """As `queries.balance_of`, from what is known under the lock."""
        return balance_in(self.lots, self.debts, now=now)


def lock_purse(member: Member, *, tiers: Sequence[Tier] = ()) -> Purse:
    """`tiers` of the plan, the lowest first, where they were read already."""
    return replace(lock_purses([member])[0], _tiers=tiers)


def lock_purses(members: Sequence[Member]) -> list[Purse]:
    """In the order of `members`. All accounts are locked in one order, so that two transfers cannot wait in a ring."""
    survivors = [survivor_of(member.customer).pk for member in members]
    found = accounts_of({member.plan_id for member in members}, set(survivors), is_locked=True)
    for _survivor, row in found:
        take_relations(row, members)
    purses = []
    for member, survivor in zip(members, survivors, strict=True):
        group = [one for owner, one in found if one.plan_id == member.plan_id and owner == survivor]
        leader = leader_of(group, survivor)
        group.sort(key=lambda one: (one.pk != leader.pk, one.pk))
        purses.append(Purse(plan=leader.plan, leader=leader, members=group))
    return purses


def bring_up_to_date(purse: Purse, *, scope: Scope, now: datetime) -> int:
    """What the calendar decided becomes rows before anything else is, so that rows and balance never differ.

    Returns the rows written. Who still owes after it has nothing to spend.
    """
    rows = due_rows(purse.lots, now=now)
    if rows:
        post(purse, rows, cause=Cause(source="lot", key="due"), scope=scope, now=now)
    return len(rows) + settle(purse, scope=scope, now=now)


def settle(purse: Purse, *, scope: Scope, now: datetime) -> int:
    """Pays what is owed out of what can be spent; returns the rows written."""
    if not purse.debts or not (rows := settle_rows(purse.lots, purse.debts)):
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
        with transaction.atomic(savepoint=False):  # the caller's transaction is lost with it: nothing half is kept
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
    purse.keep_up(entries, moves, lots)
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
