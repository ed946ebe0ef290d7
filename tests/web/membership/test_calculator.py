"""What a basket would cost and bring."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

Ask = Callable[..., str]


@pytest.fixture
def ask(signed_in: SignedIn) -> Ask:
    owner, shop = signed_in("owner"), make.store()

    def quote(**question: Any) -> str:
        values = {"basket": "100", "who": "", "plan": "", "tier": "", "coupon": "", "points": "", "store": shop.pk}
        page = owner.get("/membership/rules/", {**values, **question})
        assert page.status_code == 200
        return page.content.decode()

    return quote


def test_a_basket_is_told_in_the_order_of_the_till(ask: Ask) -> None:
    plan = given.plan(
        "vip", name="VIP", discount_percent=10, return_window_days=7, validity_days=30, point_value="0.01"
    )
    gold = given.tier(plan, "Gold", 1_000, discount_percent=20, points_multiplier="1.5")
    given.code("WELCOME10", given.coupon(name="Welcome"), most_uses=None)

    told = ask(tier=gold.pk, coupon="WELCOME10")

    for words in (
        "¥100.00", "−¥20.00", "−¥8.00", "¥72.00", "20% of the tier “Gold”", "The tier “Gold” earns 1.5×",
        ">108<", ">72<", "10 Mar 2026", "¥28.00", "¥1.08", "¥29.08", "29% of the goods’ price",
    ):  # fmt: skip
        assert words in told, words


def test_somebody_pays_with_points_they_have(ask: Ask) -> None:
    member = given.member(given.plan(most_paid_by_points_percent=50), phone="+8613812345678")
    given.earn(member, 400)

    told = ask(who="+8613812345678", points="300")

    assert "−¥3.00" in told
    assert "At most 5,000 points could pay it." in told
    assert "only 400 can be spent now" in ask(who="+8613812345678", points="500")
    assert "say who" in ask(points="500")


def test_nobody_earns_nothing_and_a_friend_no_discount(ask: Ask) -> None:
    plan = given.plan(discount_percent=15)

    assert "Not a member: no discount and no points." in ask()
    assert "does not share its discount" in ask(plan=plan.pk, by_friend="on")


def test_lines_take_the_catalogues_price_unless_written(ask: Ask) -> None:
    make.product("P1", price="4.50")
    make.product("P2")

    assert "¥13.00" in ask(basket="2 x P1\n1 x P2 @ 4")
    assert "no price of “P2”" in ask(basket="1 x P2")
    assert "Line 1 is no product" in ask(basket="something")
    assert "must not be negative" in ask(basket="-3")


def test_a_quote_writes_nothing(ask: Ask) -> None:
    member = given.member(given.plan(), phone="+8613812345678")
    given.code("ONLY0NE")
    before = [row.pk for row in member.entries.all()]

    ask(who="+8613812345678", coupon="ONLY0NE")
    ask(who="+8613812345678", coupon="ONLY0NE")

    assert [row.pk for row in member.entries.all()] == before


def test_members_of_other_stores_are_nobody_here(signed_in: SignedIn) -> None:
    here = make.store()
    given.member(given.plan(), phone="+8613812345678", home=make.store())
    question = {"basket": "100", "who": "+8613812345678", "store": here.pk}

    page = signed_in("manager", here).get("/membership/rules/", question).content.decode()

    assert "Nobody of your stores goes by" in page
