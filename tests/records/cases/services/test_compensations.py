"""What makes good: limits, a second person, points, coupons and refunds."""

import os
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records import make
from tests.records.cases import given
from tests.records.cases.services.making_good import LATER, member, yes
from tests.records.membership import given as membership

from shuke.records.access.models import Role
from shuke.records.access.scope import NotAllowed, scope_of_staff
from shuke.records.cases.models import Case, Compensation, Desk
from shuke.records.cases.queries import approvals_for
from shuke.records.cases.services import (
    AlreadyDecided,
    Gift,
    NotForThisClass,
    NothingToGive,
    SecondPerson,
    done_steps,
    give_nothing,
    propose,
    reject,
)
from shuke.records.customers.models import Customer
from shuke.records.customers.services import set_class_policy
from shuke.records.membership.models import CouponCode, Entry
from shuke.records.membership.queries import balance_of

pytestmark = pytest.mark.django_db


def ready(by: Any, customer: Customer | None = None) -> Case:
    return given.brought_to("compensation", given.complaint(customer=customer or member()), by=by)


def offer(held: Case, by: Any, gift: Gift) -> Compensation:
    return propose(scope=by, now=LATER, case=held, gift=gift, random_bytes=os.urandom)


def test_within_the_limit_points_land_on_the_ledger_at_once() -> None:
    by, guest = given.scope(), member()
    held = ready(by, guest)

    made = offer(held, by, given.points(100))

    row = Entry.objects.get(kind="compensate")
    assert made.state == "given"
    assert made.ledger_entry == row
    assert (row.source, row.source_key, row.reason) == ("case", f"compensation:{made.pk}", "for the damp beans")
    assert balance_of([row.member_id], now=LATER).points == 100
    assert "compensation" in done_steps(held)


def test_above_the_limit_a_second_person_decides() -> None:
    by, manager = given.scope(), given.scope(Role.MANAGER)
    held = ready(by)

    made = offer(held, by, given.points(300))

    assert (made.state, made.needs_second) == ("proposed", True)
    assert not Entry.objects.filter(kind="compensate").exists()
    assert list(approvals_for(manager)) == [made]
    assert not approvals_for(by).exists()
    assert yes(made, manager).state == "given"
    assert Entry.objects.get(kind="compensate").points == 300
    with pytest.raises(AlreadyDecided):
        yes(made, manager)


def test_nobody_approves_their_own_proposal() -> None:
    person = make.staff(Role.MANAGER)
    by = scope_of_staff(person)
    Desk.objects.filter(pk=1).update(manager_most_points=50)
    made = offer(ready(by), by, given.points(60))

    with pytest.raises(SecondPerson, match="yourself"):
        yes(made, by)
    with pytest.raises(SecondPerson, match="owner"):
        yes(made, given.scope(Role.MANAGER))
    with pytest.raises(NotAllowed):
        yes(made, given.scope())
    assert yes(made, given.scope(Role.OWNER)).state == "given"


def test_the_database_itself_asks_for_a_second_person() -> None:
    by = given.scope()
    made = offer(ready(by), by, given.points(300))

    with pytest.raises(IntegrityError), transaction.atomic():
        Compensation.objects.filter(pk=made.pk).update(
            state="given", decided_by=made.proposed_by, decided_at=made.proposed_at
        )


def test_a_large_gift_in_small_pieces_is_still_large() -> None:
    by, guest = given.scope(), member()
    held = ready(by, guest)
    offer(held, by, given.points(60))
    Case.objects.filter(pk=held.pk).update(round=2)
    held.refresh_from_db()
    again = given.brought_to("compensation", held, by=by)

    assert offer(again, by, given.points(60)).state == "proposed"


def test_the_plans_own_limit_holds_here_too() -> None:
    by = given.scope()
    held = ready(by, member(agent_most_points=20))

    assert offer(held, by, given.points(30)).state == "proposed"


def test_a_coupon_goes_to_this_customer_alone() -> None:
    by, guest = given.scope(), member()
    cup = membership.coupon(kind="amount", value=20)

    made = offer(ready(by, guest), by, Gift(kind="coupon", coupon=cup, reason="a cup on us"))

    code = CouponCode.objects.get()
    assert (code.customer, code.most_uses, made.coupon_code) == (guest, 1, code)


def test_a_coupon_without_an_amount_asks_a_second_person() -> None:
    by = given.scope()

    made = offer(ready(by), by, Gift(kind="coupon", coupon=membership.coupon(kind="percent"), reason="…"))

    assert made.state == "proposed"


def gold(*, ceiling: str | None = None, by: tuple[str, ...] = ()) -> Customer:
    """A member of the class, with what its policy says of discounts."""
    percent = Decimal(ceiling) if ceiling else None
    set_class_policy(
        scope=make.SYSTEM, now=given.NOW, service_class="gold", offer_ceiling_percent=percent, may_discount=by
    )
    guest = member()
    Customer.objects.filter(pk=guest.pk).update(service_class="gold")
    return Customer.objects.get(pk=guest.pk)


def cup(**terms: Any) -> Gift:
    return Gift(kind="coupon", coupon=membership.coupon(**{"kind": "amount", "value": 20, **terms}), reason="…")


def test_who_may_not_discount_this_class_needs_one_who_may() -> None:
    by, manager, owner = given.scope(), given.scope(Role.MANAGER), given.scope(Role.OWNER)

    made = offer(ready(by, gold(by=(Role.OWNER,))), by, cup())

    assert (made.state, made.needs_second) == ("proposed", True)
    with pytest.raises(SecondPerson, match="given by these alone: Owner"):
        yes(made, manager)
    assert not CouponCode.objects.exists()
    assert yes(made, owner).state == "given"


def test_who_may_discount_this_class_gives_within_the_limit_at_once() -> None:
    by = given.scope()

    assert offer(ready(by, gold(by=(Role.AGENT,))), by, cup()).state == "given"


def test_where_nobody_at_hand_may_discount_the_coupon_is_refused() -> None:
    by = given.scope()
    held = ready(by, gold(by=(Role.MARKETER,)))

    with pytest.raises(NotForThisClass, match="given by these alone: Marketer"):
        offer(held, by, cup())
    assert not Compensation.objects.exists()


@pytest.mark.parametrize("role", [Role.AGENT, Role.OWNER])
def test_above_the_ceiling_of_the_class_nobody_gives_a_percentage(role: Role) -> None:
    by = given.scope(role)
    held = ready(by, gold(ceiling="8"))

    with pytest.raises(NotForThisClass, match=r"10 % off is more than .* 8 % at most"):
        offer(held, by, cup(kind="percent", value=10))
    assert not Compensation.objects.exists()


def test_points_and_refunds_are_no_discount() -> None:
    by = given.scope()

    assert offer(ready(by, gold(by=(Role.MARKETER,))), by, given.points(5)).state == "given"


@pytest.mark.parametrize(("amount", "state"), [("50", "given"), ("50.01", "proposed")])
def test_a_refund_has_its_limit(amount: str, state: str) -> None:
    by = given.scope()

    made = offer(ready(by), by, Gift(kind="refund", amount=Decimal(amount), reason="…"))

    assert (made.state, made.currency) == (state, "CNY")


@pytest.mark.parametrize(
    "gift",
    [
        Gift(kind="points", points=0, reason="x"),
        Gift(kind="points", points=None, reason="x"),
        Gift(kind="refund", amount=Decimal("-1"), reason="x"),
        Gift(kind="coupon", reason="x"),
        Gift(kind="gold", reason="x"),
        Gift(kind="points", points=5, reason=" "),
    ],
)
def test_nothing_cannot_be_given(gift: Gift) -> None:
    by = given.scope()

    with pytest.raises(NothingToGive):
        offer(ready(by), by, gift)


def test_points_need_a_member() -> None:
    by = given.scope()

    with pytest.raises(NothingToGive, match="no member"):
        offer(ready(by, make.customer("Lu")), by, given.points(5))


def test_what_was_turned_down_may_be_offered_anew_or_left() -> None:
    by, manager = given.scope(), given.scope(Role.MANAGER)
    held = ready(by)
    made = offer(held, by, given.points(300))
    with pytest.raises(NothingToGive, match="waits for approval"):
        give_nothing(scope=by, now=LATER, case=held, why="…")

    reject(scope=manager, now=LATER, compensation=made, said="too much")
    give_nothing(scope=by, now=LATER, case=held, why="he wants none")

    made.refresh_from_db()
    assert (made.state, made.said) == ("rejected", "too much")
    assert "compensation" in done_steps(held)
