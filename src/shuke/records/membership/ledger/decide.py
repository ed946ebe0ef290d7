"""What the ledger's rows will say, decided without a database: the services read, ask here, and write.

Everything is in points. A purse is all that one person holds: their own account first, then those of customers who
were merged into them. A row belongs to one account, so each account's balance stays the sum of its own rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

NEVER = datetime.max.replace(tzinfo=UTC)


class NotEnoughPoints(ShukeError):
    """More is asked for than can be spent now."""

    def __init__(self, *, asked: int, available: int) -> None:
        super().__init__(
            _("%(asked)d points are asked for, but only %(available)d can be spent now.")
            % {"asked": asked, "available": available}
        )
        self.asked, self.available = asked, available


@dataclass(frozen=True, kw_only=True)
class OpenLot:
    id: int
    member_id: int
    active: int  # can be spent
    pending: int  # waits for `starts_at`
    starts_at: datetime
    expires_at: datetime | None  # first moment the points are gone; None: never


@dataclass(frozen=True, kw_only=True)
class LotMove:
    lot_id: int
    member_id: int
    points: int = 0
    pending: int = 0


@dataclass(frozen=True, kw_only=True)
class NewLot:
    points: int
    starts_at: datetime
    expires_at: datetime | None
    is_pending: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """An entry to write. Its points and pending are the sums of its moves and new lots."""

    kind: str
    member_id: int
    moves: tuple[LotMove, ...] = ()
    new_lots: tuple[NewLot, ...] = ()
    debt: int = 0
    source: str = ""  # empty: the cause of the whole operation
    key: str = ""  # goes behind the operation's key (the first row has that key alone); with `source` it is the key

    @property
    def points(self) -> int:
        return sum(m.points for m in self.moves) + sum(lot.points for lot in self.new_lots if not lot.is_pending)

    @property
    def pending(self) -> int:
        return sum(m.pending for m in self.moves) + sum(lot.points for lot in self.new_lots if lot.is_pending)


def due_rows(lots: Iterable[OpenLot], *, now: datetime) -> list[Row]:
    """Rows for what the calendar has decided: points whose time came, points whose time is over.

    Each lot's activation and expiry is a cause of its own, so that a job and a till meeting on it write it once.
    """
    rows = []
    for lot in lots:
        if is_over(lot, now):
            gone = LotMove(lot_id=lot.id, member_id=lot.member_id, points=-lot.active, pending=-lot.pending)
            rows.append(_of_lot("expire", lot, gone))
        elif lot.pending and lot.starts_at <= now:
            come = LotMove(lot_id=lot.id, member_id=lot.member_id, points=lot.pending, pending=-lot.pending)
            rows.append(_of_lot("activate", lot, come))
    return rows


def is_over(lot: OpenLot, now: datetime) -> bool:
    return lot.expires_at is not None and lot.expires_at <= now


def spendable(lots: Iterable[OpenLot]) -> int:
    return sum(lot.active for lot in lots)


def draw(lots: Sequence[OpenLot], points: int) -> list[LotMove]:
    """Takes `points` from the lots that expire first, those that never do last. Raises NotEnoughPoints."""
    available = spendable(lots)
    if points > available:
        raise NotEnoughPoints(asked=points, available=available)
    moves, left = [], points
    for lot in sorted(lots, key=_expiry_order):
        taken = min(left, lot.active)
        if taken:
            moves.append(LotMove(lot_id=lot.id, member_id=lot.member_id, points=-taken))
            left -= taken
    return moves


def spend_rows(lots: Sequence[OpenLot], points: int, *, kind: str) -> list[Row]:
    """A spend of the purse: a row for each account it draws on."""
    return rows_by_member(draw(lots, points), kind=kind)


def take_back_rows(lots: Sequence[OpenLot], own_lot_ids: Iterable[int], points: int, *, leader_id: int) -> list[Row]:
    """Takes back what was earned: first what is left of its own lots, then of all others, and the rest is owed.

    The balance stops at 0 (docs/guides/points.md, Debt): the shortfall is a row of kind debt, outside the balance.
    """
    own_ids = set(own_lot_ids)
    own = [lot for lot in lots if lot.id in own_ids]
    others = [lot for lot in lots if lot.id not in own_ids]
    moves, left = [], points
    for lot in [*own, *sorted(others, key=_expiry_order)]:
        waiting = min(left, lot.pending) if lot.id in own_ids else 0
        active = min(left - waiting, lot.active)
        if waiting or active:
            moves.append(LotMove(lot_id=lot.id, member_id=lot.member_id, points=-active, pending=-waiting))
            left -= waiting + active
    rows = rows_by_member(moves, kind="reverse")
    if left:
        rows.append(Row(kind="debt", member_id=leader_id, debt=left, key=":debt"))
    return rows


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a spend took from a lot and has not got back yet."""

    lot_id: int
    member_id: int
    points: int
    expires_at: datetime | None


def give_back_rows(spent: Sequence[Spent], points: int, *, now: datetime, grace_until: datetime) -> list[Row]:
    """Gives back to the same lots with their old expiry, the latest to expire first.

    Where a lot is over meanwhile, its points come back as a new one that ends at `grace_until`.
    """
    moves, late, left = [], dict[int, int](), points
    for one in sorted(spent, key=_expiry_order, reverse=True):
        back = min(left, one.points)
        left -= back
        if back and one.expires_at is not None and one.expires_at <= now:
            late[one.member_id] = late.get(one.member_id, 0) + back
        elif back:
            moves.append(LotMove(lot_id=one.lot_id, member_id=one.member_id, points=back))
    rows = rows_by_member(moves, kind="reverse")
    for member_id, back in late.items():
        lot = NewLot(points=back, starts_at=now, expires_at=grace_until)
        rows.append(Row(kind="reverse", member_id=member_id, new_lots=(lot,), key=f":late{member_id}"))
    return rows


def settle_rows(lots: Sequence[OpenLot], debts: Sequence[tuple[int, int]]) -> list[Row]:
    """Pays what is owed out of what can be spent now; `debts` are (account, points owed), the oldest account first."""
    rows, purse = [], list(lots)
    for debtor_id, owed in debts:
        paid = min(owed, spendable(purse))
        if not paid:
            continue
        moves = draw(purse, paid)
        purse = after(purse, moves)
        mine = tuple(move for move in moves if move.member_id == debtor_id)
        rows.append(Row(kind="settle", member_id=debtor_id, moves=mine, debt=-paid, key=f":settle{debtor_id}"))
        rows.extend(
            Row(kind="settle", member_id=row.member_id, moves=row.moves, key=f":settle{debtor_id}from{row.member_id}")
            for row in rows_by_member([m for m in moves if m.member_id != debtor_id], kind="settle")
        )
    return rows


def rows_by_member(moves: Iterable[LotMove], *, kind: str) -> list[Row]:
    """One row an account, told apart by it."""
    groups: dict[int, list[LotMove]] = {}
    for move in moves:
        groups.setdefault(move.member_id, []).append(move)
    return [Row(kind=kind, member_id=pk, moves=tuple(group), key=f":of{pk}") for pk, group in groups.items()]


def after(lots: Iterable[OpenLot], moves: Iterable[LotMove]) -> list[OpenLot]:
    """The open lots once `moves` are made."""
    changes = {move.lot_id: move for move in moves}
    return [_changed(lot, changes[lot.id]) if lot.id in changes else lot for lot in lots]


def _changed(lot: OpenLot, move: LotMove) -> OpenLot:
    return OpenLot(
        id=lot.id,
        member_id=lot.member_id,
        active=lot.active + move.points,
        pending=lot.pending + move.pending,
        starts_at=lot.starts_at,
        expires_at=lot.expires_at,
    )


def _of_lot(kind: str, lot: OpenLot, move: LotMove) -> Row:
    return Row(kind=kind, member_id=lot.member_id, moves=(move,), source="lot", key=f"{kind}:{lot.id}")


def _expiry_order(lot: OpenLot | Spent) -> tuple[datetime, int]:
    return lot.expires_at or NEVER, lot.id if isinstance(lot, OpenLot) else lot.lot_id
