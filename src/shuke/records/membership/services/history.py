"""Members taken over with their past: from another system, or from orders made before the plan was.

It is history: no event is told and nobody is written to. One audit row says how many came. The rows are ordinary
ones of the ledger, under its constraints and its proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shuke.lib.bulk import insert_rows, reserve_ids
from shuke.lib.dates import day_in
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.membership.ledger.calendar import earned_lot
from shuke.records.membership.ledger.decide import NewLot
from shuke.records.membership.ledger.tiers import Level, Standing, next_standing
from shuke.records.membership.models import Card, Entry, GrowthRow, Lot, Member, Move, Plan, Tier, TierChange

SOURCE = "history"


@dataclass(frozen=True, kw_only=True)
class Gain:
    """Points and growth value for one order, or for all of a month together."""

    key: str  # of the cause, once a plan: "2026-03 of 17"
    at: datetime
    on: date
    points: int
    growth: int
    order_id: int | None = None
    store_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Joiner:
    customer_id: int
    home_store_id: int | None
    joined_at: datetime
    card: str = ""  # a number the customer is known by already
    gains: Sequence[Gain] = ()


@transaction.atomic
def adopt_members(*, scope: Scope, now: datetime, plan: Plan, joiners: Sequence[Joiner]) -> int:
    """Returns how many came; who is a member already is left as they are.

    Points whose time would be over are not brought, and the tier is the one that the growth value reaches today.
    """
    known = set(Member.objects.filter(plan=plan).values_list("customer", flat=True))
    new = [joiner for joiner in joiners if joiner.customer_id not in known]
    tiers = list(Tier.objects.filter(plan=plan))
    ids = list(reserve_ids(Member._meta.db_table, len(new)))
    today = day_in(plan.time_zone, now)
    held = [_reached(tiers, joiner.gains, today=today, now=now) for joiner in new]
    _write_members(plan, new, ids, held, now=now)
    _write_cards(new, ids)
    gains = [(pk, gain) for pk, joiner in zip(ids, new, strict=True) for gain in joiner.gains]
    gains.sort(key=lambda pair: pair[1].at)  # the ledger is read by its ids
    _write_points(plan, gains, now=now)
    _write_growth(gains)
    facts = {"plan": plan.code, "members": len(new), "rows": len(gains)}
    record_audit(scope=scope, action="members.adopt", at=now, subject=f"plan:{plan.pk}", facts=facts)
    return len(new)


def _reached(tiers: Sequence[Tier], gains: Sequence[Gain], *, today: date, now: datetime) -> tuple[Tier | None, int]:
    """The tier, and the growth value that reached it."""
    growth = {
        days: sum(gain.growth for gain in gains if today - timedelta(days=days) < gain.on <= today)
        for days in {tier.period_days for tier in tiers}
    }
    levels = [
        Level(id=tier.pk, min_growth=tier.min_growth, period_days=tier.period_days, grace_days=tier.grace_days)
        for tier in tiers
    ]
    nobody = Standing(level_id=None, falls_at=None)
    standing = next_standing(levels, nobody, growth, now=now, is_review=False)
    tier = next((one for one in tiers if one.pk == standing.level_id), None)
    return tier, growth[tier.period_days] if tier else 0


def _write_members(
    plan: Plan, joiners: Sequence[Joiner], ids: Sequence[int], held: Sequence[tuple[Tier | None, int]], *, now: datetime
) -> None:
    columns = ("id", "plan_id", "customer_id", "tier_id", "tier_since", "is_active", "home_store_id",
               "document_hash", "enrolled_at")  # fmt: skip
    insert_rows(
        Member._meta.db_table,
        columns,
        (
            (pk, plan.pk, one.customer_id, tier.pk if tier else None, now if tier else None, True, one.home_store_id,
             "", one.joined_at)
            for pk, one, (tier, _growth) in zip(ids, joiners, held, strict=True)
        ),
    )  # fmt: skip
    insert_rows(
        TierChange._meta.db_table,
        ("member_id", "after_id", "growth", "reason", "at"),
        ((pk, tier.pk, growth, "reached", now) for pk, (tier, growth) in zip(ids, held, strict=True) if tier),
    )


def _write_cards(joiners: Sequence[Joiner], ids: Sequence[int]) -> None:
    insert_rows(
        Card._meta.db_table,
        ("member_id", "number", "status", "holder", "issued_at"),
        ((pk, one.card, "active", "", one.joined_at) for pk, one in zip(ids, joiners, strict=True) if one.card),
    )


def _write_points(plan: Plan, gains: Sequence[tuple[int, Gain]], *, now: datetime) -> None:
    rows = [(member, gain, _lot(plan, gain, now=now)) for member, gain in gains if gain.points > 0]
    rows = [(member, gain, lot) for member, gain, lot in rows if lot.expires_at is None or lot.expires_at > now]
    entry_ids = list(reserve_ids(Entry._meta.db_table, len(rows)))
    entries = (
        (pk, plan.pk, member, "earn", 0 if lot.is_pending else lot.points, lot.points if lot.is_pending else 0, 0,
         gain.at, SOURCE, gain.key, "", "", gain.order_id, gain.store_id)
        for pk, (member, gain, lot) in zip(entry_ids, rows, strict=True)
    )  # fmt: skip
    entry_columns = ("id", "plan_id", "member_id", "kind", "points", "pending", "debt", "at", "source", "source_key",
               "reason", "note", "order_id", "store_id")  # fmt: skip
    insert_rows(Entry._meta.db_table, entry_columns, entries)
    lot_ids = list(reserve_ids(Lot._meta.db_table, len(rows)))
    lots = (
        (lot_id, member, entry_id, lot.points, 0, 0, lot.starts_at, lot.expires_at)
        for lot_id, entry_id, (member, _gain, lot) in zip(lot_ids, entry_ids, rows, strict=True)
    )
    lot_columns = ("id", "member_id", "entry_id", "points", "active", "pending", "starts_at", "expires_at")
    insert_rows(Lot._meta.db_table, lot_columns, lots)
    moves = (
        (entry_id, lot_id, 0 if lot.is_pending else lot.points, lot.points if lot.is_pending else 0)
        for lot_id, entry_id, (_member, _gain, lot) in zip(lot_ids, entry_ids, rows, strict=True)
    )
    insert_rows(Move._meta.db_table, ("entry_id", "lot_id", "points", "pending"), moves)


def _lot(plan: Plan, gain: Gain, *, now: datetime) -> NewLot:
    """As earned then. What waited for the end of its return window, and has come since, can be spent."""
    lot = earned_lot(
        gain.points,
        now=gain.at,
        zone=plan.time_zone,
        return_window_days=plan.return_window_days,
        validity_days=plan.validity_days,
    )
    is_pending = lot.is_pending and lot.starts_at > now
    return NewLot(points=lot.points, starts_at=lot.starts_at, expires_at=lot.expires_at, is_pending=is_pending)


def _write_growth(gains: Sequence[tuple[int, Gain]]) -> None:
    insert_rows(
        GrowthRow._meta.db_table,
        ("member_id", "growth", "on", "at", "source", "source_key", "order_id", "reason"),
        (
            (member, gain.growth, gain.on, gain.at, SOURCE, gain.key, gain.order_id, "")
            for member, gain in gains
            if gain.growth
        ),
    )
