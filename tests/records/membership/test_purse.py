"""What a purse knows under its lock is what the rows say."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Lot, Member
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import reverse_entry
from shuke.records.membership.services.points import gain, spend
from shuke.records.membership.services.purse import Purse, bring_up_to_date, lock_purse

pytestmark = pytest.mark.django_db

LATER = make.NOW + timedelta(days=10)


def held_by(purse: Purse) -> list[tuple[int, int, int]]:
    return sorted((lot.id, lot.active, lot.pending) for lot in purse.lots)


def rows_of(member: Member) -> list[tuple[int, int, int]]:
    open_ones = Lot.objects.filter(member=member).exclude(active=0, pending=0)
    return sorted(open_ones.values_list("id", "active", "pending"))


@transaction.atomic
def test_what_was_just_written_is_known_without_reading_it_again() -> None:
    member = given.member(given.plan(validity_days=30, return_window_days=5))
    given.earn(member, 100)
    given.earn(member, 40, kind="compensate")
    purse = lock_purse(member)
    bring_up_to_date(purse, scope=make.SYSTEM, now=LATER)

    spend(purse, 120, kind="redeem", cause=given.cause(), scope=make.SYSTEM, now=LATER)
    gain(purse, 7, kind="earn", cause=given.cause(), zone="Asia/Shanghai", scope=make.SYSTEM, now=LATER)

    assert held_by(purse) == rows_of(member)
    for moment in (make.NOW, LATER, LATER + timedelta(days=6), LATER + timedelta(days=60)):
        assert purse.balance(moment) == balance_of([member.pk], now=moment)


@transaction.atomic
def test_a_debt_that_was_settled_is_no_debt_any_more() -> None:
    member = given.member(given.plan())
    earned = given.earn(member, 50)
    given.redeem(member, 50)
    reverse_entry(scope=make.SYSTEM, now=make.NOW, entry=earned, cause=given.cause())
    purse = lock_purse(member)
    assert purse.balance(make.NOW).debt == 50

    gain(purse, 80, kind="earn", cause=given.cause(), zone="Asia/Shanghai", scope=make.SYSTEM, now=make.NOW)

    assert purse.balance(make.NOW) == balance_of([member.pk], now=make.NOW)
    assert (purse.balance(make.NOW).points, purse.balance(make.NOW).debt) == (30, 0)


@transaction.atomic
def test_accounts_of_one_person_are_locked_together_the_persons_own_first() -> None:
    plan = given.plan()
    merged, kept = given.member(plan, name="Mei"), given.member(plan, name="Mei Lin")
    Customer.objects.filter(pk=merged.customer_id).update(merged_into=kept.customer_id)

    purse = lock_purse(Member.objects.get(pk=merged.pk))

    assert [one.pk for one in purse.members] == [kept.pk, merged.pk]
    assert purse.leader.customer.name == "Mei Lin"


def test_a_sale_asks_the_database_few_times() -> None:
    shop, plan = make.store(), given.plan(discount_percent=5, validity_days=365)
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 10_000)
    member = given.member(plan, name="Mei", phone="13800138000")
    till = Api(Role.FRONT_LINE, shop)
    lines = [{"product": make.product().code, "quantity": "1", "unit_price": "12.50"} for _ in range(3)]
    sale = {"phone": "13800138000", "lines": lines}
    assert till.post("/checkout/commit", {"receipt": "1", **sale}).status_code == 201

    with CaptureQueriesContext(connection) as asked:
        sold = till.post("/checkout/commit", {"receipt": "2", **sale}).json()

    assert len(asked) <= 22
    assert sold["member"]["points"] == balance_of([member.pk], now=make.NOW).points


def test_the_answer_to_a_sale_is_what_its_rows_say_later() -> None:
    shop, plan = make.store(), given.plan(discount_percent=7, point_value="0.05")
    member = given.member(plan, name="Mei", phone="13800138000")
    given.earn(member, 400)
    till = Api(Role.FRONT_LINE, shop)
    lines = [{"product": make.product().code, "quantity": "1.25", "unit_price": "3.33"} for _ in range(3)]
    sale = {"receipt": "1", "phone": "13800138000", "points": 33, "lines": lines}

    sold, again = (till.post("/checkout/commit", sale).json() for _ in range(2))

    assert sold == again
