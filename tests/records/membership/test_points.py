from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from tests.records import make
from tests.records.membership import given

from shuke.records.customers.models import Customer, Event
from shuke.records.customers.services import merge_customers, unmerge_customer
from shuke.records.membership.ledger.decide import NotEnoughPoints
from shuke.records.membership.models import Entry, Lot, Member
from shuke.records.membership.queries import balance_of, expirations_of, liability, lots_ending_in, member_of
from shuke.records.membership.services import (
    CauseUsed,
    NotEligible,
    NotReversible,
    WrongPoints,
    WrongTransfer,
    adjust_points,
    compensate_points,
    enrol_member,
    is_eligible,
    move_due_points,
    prove_ledger,
    redeem_points,
    reverse_entry,
    transfer_points,
)

pytestmark = pytest.mark.django_db


def points(member: Member, *, now: datetime = make.NOW) -> int:
    return balance_of([member.pk], now=now).points


def test_a_spend_names_its_lots_and_takes_the_oldest_expiry_first() -> None:
    member = given.member(given.plan(validity_days=10))
    late = given.earn(member, 50, now=make.NOW + timedelta(days=2))
    soon = given.earn(member, 30, now=make.NOW)

    spent = given.redeem(member, 40, now=make.NOW + timedelta(days=3))

    drawn = {move.lot.entry_id: move.points for move in spent.moves.select_related("lot")}
    assert drawn == {soon.pk: -30, late.pk: -10}


def test_points_that_never_expire_are_spent_last() -> None:
    plan = given.plan()
    member = given.member(plan)
    for_ever = given.earn(member, 10)
    plan.validity_days = 5
    plan.save()
    member.plan = plan
    given.earn(member, 10)

    spent = given.redeem(member, 12)

    assert {m.lot.entry_id: m.points for m in spent.moves.all()}[for_ever.pk] == -2


def test_more_than_there_is_is_refused_with_the_figures_and_changes_nothing() -> None:
    member = given.member(given.plan())
    given.earn(member, 30)

    with pytest.raises(NotEnoughPoints, match="31 points are asked for, but only 30") as refused:
        given.redeem(member, 31)

    assert refused.value.available == points(member) == 30


@pytest.mark.parametrize("wrong", [0, -3, 10**15])
def test_only_a_sensible_whole_number_moves(wrong: int) -> None:
    member = given.member(given.plan())

    with pytest.raises(WrongPoints):
        given.earn(member, wrong)
    with pytest.raises(WrongPoints):
        given.redeem(member, wrong)


def test_the_same_cause_again_earns_and_spends_once() -> None:
    member = given.member(given.plan())

    first, again = given.earn(member, 30, key="17"), given.earn(member, 30, key="17")
    spent, spent_again = given.redeem(member, 5, key="18"), given.redeem(member, 5, key="18")

    assert (first, spent) == (again, spent_again)
    assert points(member) == 25


def test_the_same_cause_for_something_else_is_refused() -> None:
    plan = given.plan()
    member, other = given.member(plan), given.member(plan)
    given.earn(member, 30, key="17")

    for who, amount in ((member, 31), (other, 30)):
        with pytest.raises(CauseUsed, match="17"):
            given.earn(who, amount, key="17")
    with pytest.raises(CauseUsed):
        given.redeem(member, 30, key="17")


def test_points_wait_for_the_return_window_and_are_released_at_midnight_of_the_store() -> None:
    member = given.member(given.plan(return_window_days=7))
    given.earn(member, 30)  # on 2 March, in Shanghai
    released_at = datetime(2026, 3, 9, 16, tzinfo=UTC)  # midnight before 10 March there

    assert balance_of([member.pk], now=released_at - timedelta(seconds=1)).pending == 30
    assert points(member, now=released_at) == 30
    assert move_due_points(scope=make.SYSTEM, now=released_at) == 1
    assert move_due_points(scope=make.SYSTEM, now=released_at) == 0
    assert Entry.objects.get(kind="activate").source_key.startswith("activate:")


def test_a_lot_ends_at_midnight_of_its_store_wherever_it_is_spent() -> None:
    member = given.member(given.plan(validity_days=1, time_zone="America/New_York"))
    given.earn(member, 30, zone="Asia/Shanghai")  # kept to the end of 3 March there
    over_at = datetime(2026, 3, 3, 16, tzinfo=UTC)

    given.redeem(member, 1, now=over_at - timedelta(seconds=1))  # still the morning of 3 March in New York
    with pytest.raises(NotEnoughPoints):
        given.redeem(member, 1, now=over_at)

    move_due_points(scope=make.SYSTEM, now=over_at)
    assert Entry.objects.get(kind="expire").points == -29


def test_a_clock_that_goes_back_neither_revives_nor_hides_points() -> None:
    member = given.member(given.plan(validity_days=1))
    given.earn(member, 30)
    days_later = make.NOW + timedelta(days=9)
    given.earn(member, 7, now=days_later)
    move_due_points(scope=make.SYSTEM, now=days_later)

    assert points(member, now=make.NOW) == 7  # what was written off stays so, what was earned can be spent
    given.redeem(member, 7, now=make.NOW)
    assert prove_ledger(now=make.NOW).is_green


def test_a_reversed_earning_takes_its_own_points_then_others_then_owes() -> None:
    member = given.member(given.plan())
    earned = given.earn(member, 30)
    given.redeem(member, 20)
    given.earn(member, 5)

    reverse_entry(scope=make.SYSTEM, now=make.NOW, entry=earned, cause=given.cause("back"))

    told = balance_of([member.pk], now=make.NOW)
    assert (told.points, told.debt) == (0, 15)
    given.earn(member, 40)
    told = balance_of([member.pk], now=make.NOW)
    assert (told.points, told.debt) == (25, 0)
    assert prove_ledger(now=make.NOW).is_green


def test_a_row_is_reversed_once() -> None:
    member = given.member(given.plan())
    earned = given.earn(member, 30)
    call = {"scope": make.SYSTEM, "now": make.NOW, "entry": earned}
    reverse_entry(**call, cause=given.cause("back"), points=10)

    assert reverse_entry(**call, cause=given.cause("back"), points=10)[0].points == -10  # asked again: told again
    with pytest.raises(NotReversible, match="at most 20"):
        reverse_entry(**call, cause=given.cause(), points=21)
    reverse_entry(**call, cause=given.cause())
    with pytest.raises(NotReversible, match="reversed already"):
        reverse_entry(**call, cause=given.cause())


def test_what_only_moved_by_the_calendar_has_no_mirror() -> None:
    member = given.member(given.plan(validity_days=1))
    given.earn(member, 30)
    later = make.NOW + timedelta(days=3)
    move_due_points(scope=make.SYSTEM, now=later)

    with pytest.raises(NotReversible, match="expired"):
        reverse_entry(scope=make.SYSTEM, now=later, entry=Entry.objects.get(kind="expire"), cause=given.cause())


def test_a_reversed_spend_comes_back_with_its_old_expiry_or_a_grace_date() -> None:
    member = given.member(given.plan(validity_days=10, grace_days=3))
    given.earn(member, 30)
    later = make.NOW + timedelta(days=8)
    given.earn(member, 10, now=later)
    spent = given.redeem(member, 40, now=later)
    after = make.NOW + timedelta(days=12)

    reverse_entry(scope=make.SYSTEM, now=after, entry=spent, cause=given.cause())

    ends = [(at - after, held) for at, held in expirations_of([member.pk], now=after)]
    assert [held for _, held in ends] == [30, 10]
    assert timedelta(days=3) < ends[0][0] < timedelta(days=4)  # the end of the third day from then
    assert prove_ledger(now=after).is_green


def test_an_adjustment_needs_its_reason_and_never_goes_below_zero() -> None:
    member = given.member(given.plan())
    call = {"scope": make.SYSTEM, "now": make.NOW, "member": member}
    adjust_points(**call, points=10, cause=given.cause(note="call of 2 March"))
    adjust_points(**call, points=-4, cause=given.cause())

    with pytest.raises(NotEnoughPoints):
        adjust_points(**call, points=-7, cause=given.cause())
    assert points(member) == 6
    assert Entry.objects.filter(kind="adjust").first().note == "call of 2 March"  # type: ignore[union-attr]


def test_a_compensation_can_be_spent_at_once() -> None:
    member = given.member(given.plan(return_window_days=7))

    compensate_points(scope=make.SYSTEM, now=make.NOW, member=member, points=10, cause=given.cause())

    assert points(member) == 10
    assert Event.objects.filter(kind="points.compensated", customer=member.customer).count() == 1


def test_passing_points_on_keeps_their_expiry() -> None:
    plan = given.plan(validity_days=10)
    giver, taker = given.member(plan), given.member(plan)
    end = given.earn(giver, 30).lots.get().expires_at
    later = make.NOW + timedelta(days=5)

    call = {"scope": make.SYSTEM, "now": later, "cause": given.cause("gift"), "points": 20}
    transfer_points(giver=giver, taker=taker, **call)
    transfer_points(giver=giver, taker=taker, **call)

    assert (points(giver, now=later), points(taker, now=later)) == (10, 20)
    assert expirations_of([taker.pk], now=later) == [(end, 20)]
    with pytest.raises(WrongTransfer):
        transfer_points(giver=giver, taker=given.member(given.plan()), **{**call, "cause": given.cause()})


def test_merged_customers_spend_one_purse_and_part_with_their_own_points() -> None:
    plan = given.plan()
    kept, dropped = given.member(plan), given.member(plan)
    given.earn(kept, 30)
    given.earn(dropped, 20)
    call = {"scope": make.SYSTEM, "now": make.NOW, "origin": "page"}
    merged = dropped.customer
    merge_customers(customer=merged, into=kept.customer, **call)

    given.redeem(Member.objects.get(pk=dropped.pk), 45)

    merged.refresh_from_db()
    assert member_of(merged, plan=plan) == kept
    assert (points(kept), points(dropped)) == (0, 5)
    unmerge_customer(customer=merged, **call)
    assert member_of(Customer.objects.get(pk=merged.pk), plan=plan) == dropped
    assert balance_of([dropped.pk], now=make.NOW).points == 5
    assert prove_ledger(now=make.NOW).is_green


def test_a_spend_may_draw_first_on_the_account_of_who_was_merged() -> None:
    plan = given.plan(validity_days=10)
    kept, dropped = given.member(plan), given.member(plan)
    given.earn(dropped, 20)
    given.earn(kept, 30, now=make.NOW + timedelta(days=1))
    dropped.customer.merged_into = kept.customer
    dropped.customer.save()

    call = {"now": make.NOW + timedelta(days=2), "key": "18"}
    first, again = given.redeem(kept, 25, **call), given.redeem(kept, 25, **call)

    assert first == again
    assert (points(kept), points(dropped)) == (25, 0)


def test_who_may_join_is_the_plans_rule() -> None:
    plan = given.plan(enrol_min_spend=20, enrol_within_days=7)
    shop, coffee = make.store(), make.product()
    pan = make.customer("Pan")
    call = {"scope": make.SYSTEM, "now": make.NOW, "plan": plan, "customer": pan, "origin": "test"}
    make.order(pan, shop, (make.NOW - timedelta(days=2)).date(), (coffee, 1, "19.99"))
    make.order(pan, shop, (make.NOW - timedelta(days=20)).date(), (coffee, 1, "200"))

    with pytest.raises(NotEligible, match="at least 20 CNY in the latest 7 days"):
        enrol_member(**call)
    make.order(make.part_of(pan), shop, (make.NOW - timedelta(days=1)).date(), (coffee, 1, "20"))

    joined = enrol_member(**call, document="11010519491231002X")
    assert enrol_member(**call) == joined
    assert "11010519491231002" not in joined.document_hash
    assert len(joined.document_hash) == 64


def test_who_brought_the_order_back_may_not_join() -> None:
    plan = given.plan(enrol_min_spend=20, enrol_within_days=7)
    shop, coffee = make.store(), make.product()
    pan = make.customer("Pan")
    bought = make.order(pan, shop, (make.NOW - timedelta(days=2)).date(), (coffee, 2, "40"))
    assert is_eligible(plan, pan, now=make.NOW)

    back = make.order(pan, shop, (make.NOW - timedelta(days=1)).date(), (coffee, -1, "-20"))
    back.lines.update(undoes=bought.lines.get())
    assert is_eligible(plan, pan, now=make.NOW)

    back.lines.update(amount="-20.01")
    assert not is_eligible(plan, pan, now=make.NOW)


def test_points_that_end_at_midnight_are_owed_in_the_month_of_their_last_day() -> None:
    """In the shop's time zone: 1 January begins in Shanghai while London still has December."""
    plan = given.plan(validity_days=60, point_value="0.01")
    member = given.member(plan)
    given.earn(member, 500)
    gone_at = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    Lot.objects.update(expires_at=gone_at)

    assert [one.month for one in liability(plan, now=make.NOW)] == [date(2026, 12, 1)]
    assert lots_ending_in(date(2026, 12, 1)).exists()
    assert not lots_ending_in(date(2027, 1, 1)).exists()

    Lot.objects.update(expires_at=gone_at + timedelta(days=1))
    assert [one.month for one in liability(plan, now=make.NOW)] == [date(2027, 1, 1)]
    assert lots_ending_in(date(2027, 1, 1)).exists()


def test_what_is_owed_in_points_is_told_by_the_month_of_their_expiry() -> None:
    plan = given.plan(validity_days=60, point_value="0.01")
    member = given.member(plan)
    given.earn(member, 500)
    given.earn(member, 200, now=make.NOW + timedelta(days=40))

    told = liability(plan, now=make.NOW)

    assert [(str(one.month), one.points, str(one.money)) for one in told] == [
        ("2026-05-01", 500, "5.000000"),
        ("2026-06-01", 200, "2.000000"),
    ]


def test_the_proof_is_red_when_somebody_changed_a_lot_by_hand() -> None:
    member = given.member(given.plan())
    given.earn(member, 30)
    assert prove_ledger(now=make.NOW).is_green

    with connection.cursor() as cursor:
        cursor.execute("UPDATE membership_lot SET active = 29")

    proof = prove_ledger(now=make.NOW)
    assert not proof.is_green
    assert [found["code"] for found in proof.findings] == ["lot_differs", "balance_differs"]
    assert proof.findings[0]["ids"] == [Lot.objects.get().pk]


def test_a_key_that_begins_as_another_ones_does_is_not_part_of_it() -> None:
    who = given.member(given.plan())
    given.earn(who, 100)
    call: dict[str, Any] = {"scope": make.SYSTEM, "now": make.NOW, "member": who}
    first = redeem_points(**call, points=10, cause=given.cause("r1"))
    redeem_points(**call, points=20, cause=given.cause("r1:offer"))

    assert redeem_points(**call, points=10, cause=given.cause("r1")) == first
    with pytest.raises(CauseUsed):
        redeem_points(**call, points=30, cause=given.cause("r1"))
