import os
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records import make
from tests.records.membership import given

from shuke.records.customers.services import merge_customers
from shuke.records.membership.cards.codes import ALPHABET, new_codes, normal_code
from shuke.records.membership.ledger.decide import NotEnoughPoints
from shuke.records.membership.models import Coupon, CouponCode, CouponUse, Reward
from shuke.records.membership.queries import balance_of, coupons_of
from shuke.records.membership.services import (
    CouponRefused,
    NotReversible,
    SoldOut,
    UnknownCoupon,
    WrongCount,
    claim_reward,
    make_codes,
    redeem_coupon,
    release_coupon,
    reserve_coupon,
    return_reward,
    reverse_entry,
    void_code,
)

pytestmark = pytest.mark.django_db
CALL: dict[str, Any] = {"scope": make.SYSTEM, "now": make.NOW}


def reserve(code: str, customer: Any = None, **call: Any) -> CouponUse:
    return reserve_coupon(**{**CALL, "code": code, "customer": customer, "zone": "Asia/Shanghai", **call})


def test_a_reward_costs_its_points_and_one_of_the_stock() -> None:
    member = given.member(given.plan())
    given.earn(member, 100)
    mug = Reward.objects.create(plan=member.plan, code="mug", name="Mug", points=40, stock=1)

    first = claim_reward(**CALL, member=member, reward=mug, cause=given.cause("r1"))
    assert claim_reward(**CALL, member=member, reward=mug, cause=given.cause("r1")) == first
    with pytest.raises(SoldOut):
        claim_reward(**CALL, member=member, reward=mug, cause=given.cause("r2"))

    mug.refresh_from_db()
    assert (mug.stock, balance_of([member.pk], now=make.NOW).points) == (0, 60)


def test_a_reward_brought_back_gives_back_points_and_stock_once() -> None:
    member = given.member(given.plan())
    given.earn(member, 100)
    mug = Reward.objects.create(plan=member.plan, code="mug", name="Mug", points=40, stock=1)
    claim = claim_reward(**CALL, member=member, reward=mug, cause=given.cause())

    return_reward(**CALL, claim=claim, cause=given.cause())
    with pytest.raises(NotReversible):
        return_reward(**CALL, claim=claim, cause=given.cause())

    mug.refresh_from_db()
    assert (mug.stock, balance_of([member.pk], now=make.NOW).points) == (1, 100)


def test_a_reward_brought_back_twice_after_its_row_was_mirrored_by_hand_changes_nothing_more() -> None:
    member = given.member(given.plan())
    given.earn(member, 100)
    mug = Reward.objects.create(plan=member.plan, code="mug", name="Mug", points=40, stock=1)
    claim = claim_reward(**CALL, member=member, reward=mug, cause=given.cause())
    reverse_entry(**CALL, entry=claim.entry, cause=given.cause_by_hand())

    assert [return_reward(**CALL, claim=claim, cause=given.cause("back")) for _ in range(2)] == [[], []]

    mug.refresh_from_db()
    assert (mug.stock, balance_of([member.pk], now=make.NOW).points) == (1, 100)


def test_a_reward_from_two_purses_comes_back_twice_where_the_first_row_was_mirrored_by_hand() -> None:
    plan = given.plan()
    kept, dropped = given.member(plan), given.member(plan)
    given.earn(kept, 10)
    given.earn(dropped, 30)
    merge_customers(**CALL, origin="test", customer=dropped.customer, into=kept.customer)
    mug = Reward.objects.create(plan=plan, code="mug", name="Mug", points=40, stock=1)
    claim = claim_reward(**CALL, member=kept, reward=mug, cause=given.cause())
    reverse_entry(**CALL, entry=claim.entry, cause=given.cause_by_hand())

    first, again = (return_reward(**CALL, claim=claim, cause=given.cause("back")) for _ in range(2))

    mug.refresh_from_db()
    assert first == again != []
    assert (mug.stock, balance_of([kept.pk, dropped.pk], now=make.NOW).points) == (1, 40)


def test_a_reward_too_dear_leaves_the_stock_alone() -> None:
    member = given.member(given.plan())
    mug = Reward.objects.create(plan=member.plan, code="mug", name="Mug", points=40, stock=1)

    with pytest.raises(NotEnoughPoints):
        claim_reward(**CALL, member=member, reward=mug, cause=given.cause())

    mug.refresh_from_db()
    assert mug.stock == 1


def test_a_single_code_is_used_once() -> None:
    given.code("ONLY0NE")

    use = reserve("only-one")
    with pytest.raises(CouponRefused, match="used already, or being used at another till"):
        reserve("ONLY0NE")
    redeem_coupon(**CALL, use=use)

    assert redeem_coupon(**CALL, use=use).state == "redeemed"
    with pytest.raises(CouponRefused):
        reserve("ONLY0NE")
    with pytest.raises(CouponRefused, match="comes back only with its order"):
        release_coupon(now=make.NOW, use=use)


def test_a_released_or_forgotten_reservation_frees_the_code() -> None:
    given.code("A")
    release_coupon(now=make.NOW, use=reserve("A"))
    forgotten = reserve("A")
    later = make.NOW + timedelta(minutes=15)

    taken = reserve("A", now=later)

    with pytest.raises(CouponRefused, match="reserve it again"):
        redeem_coupon(scope=make.SYSTEM, now=later, use=forgotten)
    assert redeem_coupon(scope=make.SYSTEM, now=later, use=taken).state == "redeemed"
    assert CouponCode.objects.get().used == 1


def test_a_customers_limit_counts_over_all_codes() -> None:
    coupon = given.coupon(most_per_customer=1)
    given.code("A", coupon)
    given.code("B", coupon)
    pan, mei = make.customer("Pan"), make.customer("Mei")

    use = reserve("A", pan)
    with pytest.raises(CouponRefused, match="as often as it may be used"):
        reserve("B", pan)
    with pytest.raises(CouponRefused, match="find the customer first"):
        reserve("B")

    assert reserve("B", mei).place == 1
    release_coupon(now=make.NOW, use=use)
    assert reserve("A", pan).place == 1


def test_the_database_holds_the_limits_too() -> None:
    code = given.code("A")
    with pytest.raises(IntegrityError), transaction.atomic():
        CouponCode.objects.filter(pk=code.pk).update(used=2)

    pan = make.customer("Pan")
    row = {"code": code, "coupon": code.coupon, "customer": pan, "place": 1, "state": "reserved"}
    times = {"reserved_at": make.NOW, "reserved_until": make.NOW}
    CouponUse.objects.create(**row, **times)
    with pytest.raises(IntegrityError), transaction.atomic():
        CouponUse.objects.create(**row, **times)


def test_days_are_the_stores_and_the_last_one_counts() -> None:
    day = make.NOW.date()  # evening of 2 March in Shanghai
    given.code("A", given.coupon(starts_on=day, ends_on=day))

    with pytest.raises(CouponRefused, match="not valid yet"):
        reserve("A", now=make.NOW - timedelta(hours=18))
    with pytest.raises(CouponRefused, match="not valid any more"):
        reserve("A", now=make.NOW + timedelta(hours=7))
    assert reserve("A", now=make.NOW + timedelta(hours=7), zone="America/New_York").pk


def test_a_code_may_be_made_out_to_somebody_and_taken_back() -> None:
    pan = make.customer("Pan")
    given.code("A", customer=pan)

    with pytest.raises(CouponRefused, match="another customer"):
        reserve("A", make.customer("Mei"))
    assert reserve("A", pan).customer == pan
    void_code(**CALL, code=given.code("B").code)
    with pytest.raises(CouponRefused, match="void"):
        reserve("B")
    with pytest.raises(UnknownCoupon, match="letter by letter"):
        reserve("ZZZ")


def test_codes_are_made_by_the_batch_each_different_and_single_use() -> None:
    coupon, told = given.coupon(), list[int]()

    made = make_codes(**CALL, coupon=coupon, count=60_000, random_bytes=os.urandom, report=told.append)

    assert (made, told) == (60_000, [50_000, 60_000])
    assert CouponCode.objects.filter(coupon=coupon, most_uses=1, used=0).count() == 60_000
    assert reserve(CouponCode.objects.latest("pk").code).pk
    for wrong in (0, -5, 10**9):
        with pytest.raises(WrongCount):
            make_codes(**CALL, coupon=coupon, count=wrong, random_bytes=os.urandom)


def test_codes_are_drawn_evenly_and_read_forgivingly() -> None:
    codes = new_codes(2_000, random_bytes=os.urandom)

    counts = [sum(code.count(char) for code in codes) for char in ALPHABET]
    assert (min(counts) > 450, max(counts) < 820) == (True, True)  # 625 expected, 25 a standard deviation
    assert normal_code(" 7k2-mqo 4xil") == "7K2MQ04X11"


def test_a_coupon_gives_something() -> None:
    for wrong in ({"kind": "percent", "value": 101}, {"kind": "amount", "value": 0}, {"kind": "item"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            given.coupon(**wrong)
    assert Coupon.objects.count() == 0


def test_coupons_made_out_to_somebody_are_those_usable_today_or_later_the_soonest_to_end_first() -> None:
    mei, today = make.customer("Mei"), make.NOW.date()
    ends_soon = given.coupon(starts_on=today, ends_on=today)
    given.code("FOREVER", customer=mei)
    given.code("SOON", ends_soon, customer=mei)
    given.code("LATER", given.coupon(starts_on=today + timedelta(days=1)), customer=mei)
    given.code("OVER", given.coupon(ends_on=today - timedelta(days=1)), customer=mei)
    given.code("USED", customer=mei, used=1)
    given.code("VOID", customer=mei, voided_at=make.NOW)
    given.code("WITHDRAWN", given.coupon(is_offered=False), customer=mei)
    given.code("PAN", customer=make.customer("Pan"))

    def found(**asked: bool) -> list[str]:
        return [one.code for one in coupons_of([mei.pk], today=today, **asked)]

    assert found() == [normal_code("SOON"), normal_code("FOREVER")]
    assert found(include_upcoming=True) == [normal_code(one) for one in ("SOON", "FOREVER", "LATER")]
