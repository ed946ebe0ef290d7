"""Reads that every sale makes, as SQL: to build them anew took longer than the database took to answer."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from shuke.lib.prepared import Prepared
from shuke.records.catalog.models import Product
from shuke.records.membership.ledger.decide import OpenLot
from shuke.records.membership.models import Card, Lot, Member, Tier


def merged_into(customer_ids: Collection[int]) -> set[int]:
    """Who was merged into one of them, directly."""
    return {pk for (pk,) in _rows("SELECT id FROM customers_customer WHERE merged_into_id IN ({ids})", customer_ids)}


def accounts_of(
    plan_ids: Collection[int], survivor_ids: Collection[int], *, is_locked: bool = False
) -> list[tuple[int, Member]]:
    """(survivor, account) of everybody merged into one of them; locked in one order until the transaction ends.

    On PostgreSQL a lock on the rows; on SQLite the transaction is the only writer from its first statement.
    """
    lock = " FOR UPDATE OF account" if is_locked and connection.features.has_select_for_update else ""
    sql = f"""
        WITH RECURSIVE person (id, survivor_id) AS (
            SELECT id, id FROM customers_customer WHERE id IN ({_places(survivor_ids)})
            UNION SELECT merged.id, person.survivor_id
            FROM customers_customer AS merged JOIN person ON merged.merged_into_id = person.id)
        SELECT account.*, (SELECT survivor_id FROM person WHERE person.id = account.customer_id) AS survivor_id
        FROM membership_member AS account
        WHERE account.customer_id IN (SELECT id FROM person) AND account.plan_id IN ({_places(plan_ids)})
        ORDER BY account.id{lock}"""  # not a join: SQLite would read the plan's members one by one
    found = Member.objects.raw(sql, [*survivor_ids, *plan_ids])
    return [(vars(row)["survivor_id"], row) for row in found]


def open_lots_and_debts(member_ids: Collection[int]) -> tuple[list[OpenLot], list[tuple[int, int]]]:
    """Lots that still hold something, spendable or pending; (account, points owed) where something is."""
    sql = f"""
        SELECT id, member_id, active, pending, starts_at, expires_at, 0 AS owed FROM membership_lot
        WHERE (active > 0 OR pending > 0) AND member_id IN ({_places(member_ids)})
        UNION ALL
        SELECT 0, member_id, 0, 0, NULL, NULL, SUM(debt) FROM membership_entry
        WHERE debt <> 0 AND member_id IN ({_places(member_ids)}) GROUP BY member_id HAVING SUM(debt) > 0"""
    rows = list(Lot.objects.raw(sql, [*member_ids, *member_ids]))
    debts = [(row.member_id, int(vars(row)["owed"])) for row in rows if vars(row)["owed"]]
    return [open_lot(row) for row in rows if not vars(row)["owed"]], sorted(debts)


def products_called(codes: Collection[str]) -> list[Product]:
    return list(Product.objects.raw(f"SELECT * FROM catalog_product WHERE code IN ({_places(codes)})", [*codes]))


cards_called = Prepared(lambda number: Card.objects.select_related("member__customer").filter(number=number))
members_of = Prepared(
    lambda *customers: (
        Member.objects.filter(customer__in=customers)
        .select_related("plan", "tier", "customer", "home_store")
        .order_by("pk")
    )
)
tiers_of_plan = Prepared(lambda plan: Tier.objects.select_related("plan").filter(plan=plan).order_by("min_growth"))


def growth_between(member_ids: Collection[int], *, since: date, until: date) -> int:
    """Both days included."""
    gathered = "SELECT COALESCE(SUM(growth), 0) FROM membership_growthrow WHERE member_id IN ({ids})"
    return int(_rows(f'{gathered} AND "on" BETWEEN %s AND %s', member_ids, since, until)[0][0])


def open_lot(lot: Lot) -> OpenLot:
    return OpenLot(
        id=lot.pk,
        member_id=lot.member_id,
        active=lot.active,
        pending=lot.pending,
        starts_at=lot.starts_at,
        expires_at=lot.expires_at,
    )


def _rows(sql: str, ids: Collection[int], *more: date) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(ids=_places(ids)), [*ids, *more])
        found: list[tuple[int, ...]] = cursor.fetchall()
    return found


def _places(ids: Collection[int | str]) -> str:
    return ", ".join(["%s"] * len(ids))
