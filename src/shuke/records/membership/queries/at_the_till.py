"""Reads that every sale makes, as SQL: to build them anew took longer than the database took to answer."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from shuke.records.membership.models import Lot, Member


def merged_into(customer_ids: Collection[int]) -> set[int]:
    """Who was merged into one of them, directly."""
    return {pk for (pk,) in _rows("SELECT id FROM customers_customer WHERE merged_into_id IN ({ids})", customer_ids)}


def locked_members(plan_ids: Collection[int], customer_ids: Collection[int]) -> list[Member]:
    """Their accounts, locked in one order until the transaction ends.

    On PostgreSQL a lock on the rows; on SQLite the transaction is the only writer from its first statement.
    """
    chosen = f"plan_id IN ({_places(plan_ids)}) AND customer_id IN ({_places(customer_ids)}) ORDER BY id"
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    return list(Member.objects.raw(f"SELECT * FROM membership_member WHERE {chosen}{lock}", [*plan_ids, *customer_ids]))


def open_lots(member_ids: Collection[int]) -> list[Lot]:
    """Those that still hold something, spendable or pending."""
    condition = f"(active > 0 OR pending > 0) AND member_id IN ({_places(member_ids)})"
    return list(Lot.objects.raw(f"SELECT * FROM membership_lot WHERE {condition}", list(member_ids)))


def debts_of(member_ids: Collection[int]) -> list[tuple[int, int]]:
    """(account, points owed) where something is, by account."""
    owed = "SELECT member_id, SUM(debt) FROM membership_entry WHERE debt <> 0 AND member_id IN ({ids})"
    rows = _rows(f"{owed} GROUP BY member_id ORDER BY member_id", member_ids)
    return [(pk, int(points)) for pk, points in rows if points > 0]


def growth_between(member_ids: Collection[int], *, since: date, until: date) -> int:
    """Both days included."""
    gathered = "SELECT COALESCE(SUM(growth), 0) FROM membership_growthrow WHERE member_id IN ({ids})"
    return int(_rows(f'{gathered} AND "on" BETWEEN %s AND %s', member_ids, since, until)[0][0])


def _rows(sql: str, ids: Collection[int], *more: date) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(ids=_places(ids)), [*ids, *more])
        found: list[tuple[int, ...]] = cursor.fetchall()
    return found


def _places(ids: Collection[int]) -> str:
    return ", ".join(["%s"] * len(ids))
