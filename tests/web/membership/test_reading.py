"""Ledger, liability, proof, who moves next, and what a basket would earn."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import SignedIn
from tests.web.own.knocking import link_for, opened

from shuke.jobs.models import Job
from shuke.records.customers.models import Customer
from shuke.records.membership.models import GrowthRow, Member, Plan
from shuke.records.membership.services import issue_card, prove_ledger, review_tiers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(make.NOW, tick=False):
        yield


def grow(member: Member, growth: int, days_ago: int = 1) -> None:
    on = make.NOW.date() - timedelta(days=days_ago)
    key = f"g{member.pk}:{days_ago}"
    GrowthRow.objects.create(member=member, growth=growth, on=on, at=make.NOW, source="test", source_key=key)


def shown(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_ledger_is_read_by_kind_cause_plan_and_days(signed_in: SignedIn) -> None:
    owner, here, there = signed_in("owner"), given.plan(), given.plan()
    first, second = given.member(here, name="Pan Wei"), given.member(there, name="Lin Yu")
    given.earn(first, 31)
    given.redeem(first, 7)
    given.earn(second, 64, now=make.NOW - timedelta(days=10))

    def rows(query: str) -> int:
        return shown(owner, f"/membership/ledger/?{query}").count("data-row")

    assert rows("") == 3
    assert (rows("kind=redeem"), rows("source=order"), rows(f"plan={there.pk}")) == (1, 0, 1)
    assert (rows("since=2026-03-01"), rows("until=2026-03-01")) == (2, 1)
    assert "Lin Yu" in shown(owner, f"/membership/ledger/?plan={there.pk}")
    assert rows("kind=nonsense&since=soon") == 3


def test_the_ledger_shows_ones_own_stores(signed_in: SignedIn) -> None:
    here, there = make.store(), make.store()
    given.earn(given.member(given.plan(), name="Pan Wei", home=there), 31)

    assert "Pan Wei" not in shown(signed_in("manager", here), "/membership/ledger/")
    assert "Pan Wei" in shown(signed_in("manager", there), "/membership/ledger/")


def merged(part: Customer, into: Customer) -> None:
    part.merged_into = into
    part.save()


def test_rows_of_a_merged_account_open_the_page_of_who_they_became(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan()
    kept, dropped = given.member(plan, name="Pan Wei"), given.member(plan, name="Pan W.")
    given.earn(dropped, 5)
    merged(dropped.customer, kept.customer)

    page = shown(owner, "/membership/ledger/")

    assert "Pan W." in page
    assert f"/membership/{dropped.pk}/" in page
    assert "<h1>Pan Wei" in " ".join(shown(owner, f"/membership/{dropped.pk}/").split())


def test_who_joined_under_a_record_merged_since_is_a_member(signed_in: SignedIn) -> None:
    there, plan = make.store(), given.plan()
    joined, whole = given.member(plan, name="Pan W.", home=make.store()), make.customer("Pan Wei", home=there)
    merged(joined.customer, whole)

    for reader in (signed_in("owner"), signed_in("manager", there)):
        for address in ("/membership/", "/membership/?q=Pan", f"/membership/?plan={plan.pk}"):
            assert f"/membership/{joined.pk}/" in shown(reader, address)
        assert reader.get(f"/membership/{joined.pk}/").status_code == 200
        assert "Pan Wei" in shown(reader, f"/customers/?plan={plan.pk}")
    assert signed_in("manager", make.store()).get(f"/membership/{joined.pk}/").status_code == 404


def test_a_person_with_two_accounts_in_a_plan_stands_once(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan()
    parts = [given.member(plan, name="Pan W."), given.member(plan, name="P. Wei")]
    whole = make.customer("Pan Wei", home=parts[0].customer.home_store)
    for part in parts:
        given.earn(part, 5)
        merged(part.customer, whole)

    page = shown(owner, "/membership/")

    assert f"/membership/{parts[0].pk}/" in page
    assert f"/membership/{parts[1].pk}/" not in page
    assert '<td class="sk-num">10</td>' in page


def test_liability_opens_the_members_whose_points_it_counts(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan(validity_days=60)
    given.earn(given.member(plan, name="Pan Wei"), 500)
    given.earn(given.member(plan, name="Lin Yu"), 200, now=make.NOW + timedelta(days=40))
    given.earn(given.member(given.plan(), name="Wu Di"), 9)

    page = shown(owner, "/membership/liability/")
    assert "¥" in page
    assert f"?plan={plan.pk}&amp;expires=2026-05" in page

    found = shown(owner, f"/membership/?plan={plan.pk}&expires=2026-05")
    assert "Pan Wei" in found
    assert "Lin Yu" not in found
    assert "Wu Di" in shown(owner, "/membership/?expires=never")


def test_liability_is_for_those_who_see_money(signed_in: SignedIn) -> None:
    assert signed_in("front_line").get("/membership/liability/").status_code == 403
    assert signed_in("analyst").get("/membership/liability/").status_code == 200


def test_a_proof_asked_for_twice_runs_once(signed_in: SignedIn) -> None:
    owner = signed_in("owner")

    for _ in range(2):
        owner.post("/membership/proof/run/")

    assert Job.objects.get().task == "shuke.records.membership.tasks.prove"
    assert "The ledger is being proved." in shown(owner, "/membership/proof/")
    assert signed_in("analyst").post("/membership/proof/run/").status_code == 403
    assert owner.get("/membership/proof/run/").status_code == 405


def test_proofs_stand_with_what_they_found(signed_in: SignedIn) -> None:
    given.earn(given.member(given.plan()), 30)
    prove_ledger(now=make.NOW - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE membership_lot SET active = 29")
    prove_ledger(now=make.NOW)
    analyst = signed_in("analyst")

    page = shown(analyst, "/membership/proof/")

    for words in ("adds up", "does not add up", "a lot holds something else"):
        assert words in page
    assert "Prove now" not in page
    for address in ("plans", "rewards", "coupons", "ledger", "moving", "rules"):
        assert "The ledger of points does not add up." in shown(analyst, f"/membership/{address}/")


@pytest.fixture
def tall(db: None) -> Plan:
    plan = given.plan()
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 1_000)
    return plan


def test_who_is_within_reach_stands_with_what_is_missing(signed_in: SignedIn, tall: Plan) -> None:
    near, far, there = (given.member(tall, name=name) for name in ("Pan Wei", "Lin Yu", "Wu Di"))
    grow(near, 900)
    grow(far, 700)
    grow(far, 200, days_ago=400)
    grow(there, 1_000)
    gold = tall.tiers.get(code="gold")
    there.tier = gold
    there.save()
    owner = signed_in("owner")

    page = shown(owner, "/membership/moving/")

    assert "Pan Wei" in page
    assert "Lin Yu" not in page
    assert "Wu Di" not in page
    listed = shown(owner, f"/customers/?rises_to={gold.pk}")
    assert "Pan Wei" in listed
    assert "Lin Yu" not in listed
    assert f"/customers/?rises_to={gold.pk}" in page


def test_growth_of_a_merged_customer_counts_for_who_they_became(signed_in: SignedIn, tall: Plan) -> None:
    kept, dropped = given.member(tall, name="Pan Wei"), given.member(tall, name="Pan W.")
    grow(kept, 500)
    grow(dropped, 400)
    dropped.customer.merged_into = kept.customer
    dropped.customer.save()

    page = shown(signed_in("owner"), "/membership/moving/")

    assert "Pan Wei" in page
    assert "900" in page


def test_card_counter_and_own_page_say_the_same_of_the_next_tier(signed_in: SignedIn) -> None:
    shop, plan = make.store(), given.plan()
    member = given.member(plan, name="Pan Wei", home=shop)
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 1000)
    grow(member, 300)
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(1))
    owner = signed_in("owner")

    assert "700 growth value to “gold”" in shown(owner, f"/membership/cards/{card.pk}/")
    at_the_counter = shown(owner, f"/counter/{member.customer_id}/")
    assert '<dt>growth to gold</dt><dd class="sk-num">700</dd>' in at_the_counter
    assert "Another 700 of growth value to “gold”" in shown(opened(link_for(member.customer)), "/own/")


def test_the_card_of_a_merged_record_stands_for_who_they_became(signed_in: SignedIn, tall: Plan) -> None:
    kept, dropped = given.member(tall, name="Pan Wei"), given.member(tall, name="Pan W.")
    kept.tier = tall.tiers.get(code="gold")
    kept.save()
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=dropped, rng=Random(1))
    dropped.customer.merged_into = kept.customer
    dropped.customer.save()

    page = shown(signed_in("owner"), f"/membership/cards/{card.pk}/")

    assert '<span class="sk-tag sk-tag-accent">gold</span>' in page
    assert "growth value to" not in page


def test_who_falls_stands_with_when(signed_in: SignedIn, tall: Plan) -> None:
    member = given.member(tall, name="Pan Wei")
    member.tier = tall.tiers.get(code="gold")
    member.save()
    review_tiers(scope=make.SYSTEM, now=make.NOW)
    owner = signed_in("owner")

    page = shown(owner, "/membership/moving/")

    assert "1 Apr 2026" in page
    assert "Pan Wei" in shown(owner, f"/membership/?plan={tall.pk}&grace=yes")
    assert "Pan Wei" in shown(owner, f"/customers/?falls_from={member.tier.pk}")


def test_members_are_found_by_name_and_tier(signed_in: SignedIn, tall: Plan) -> None:
    given.member(tall, name="Pan Wei")
    owner = signed_in("owner")

    assert "Pan Wei" in shown(owner, "/membership/?q=pan")
    assert "No member matches." in shown(owner, "/membership/?q=nobody")
    base = tall.tiers.get(code="base")
    assert "Pan Wei" in shown(owner, f"/membership/?tier={base.pk}")
    assert "Pan Wei" in shown(owner, f"/customers/?tier={base.pk}")
    assert "Pan Wei" in shown(owner, f"/customers/?plan={tall.pk}")
    assert "Pan Wei" in shown(owner, "/membership/?tier=x&plan=&expires=soon")


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


def test_pages_ask_the_same_however_many_there_are(
    signed_in: SignedIn, tall: Plan, django_assert_num_queries: Any
) -> None:
    owner = signed_in("owner")
    grow(given.member(tall), 900)
    given.earn(Member.objects.get(), 5)
    pages = ("ledger/", "liability/", "moving/", "plans/", f"{Member.objects.get().pk}/", "rewards/", "coupons/")
    counts = {}
    for page in pages:
        owner.get(f"/membership/{page}")
        with CaptureQueriesContext(connection) as first:
            owner.get(f"/membership/{page}")
        counts[page] = len(first)
    first_member = Member.objects.get()
    for _ in range(12):
        given.earn(first_member, 1)
        more = given.member(tall)
        grow(more, 850)
        given.earn(more, 5)
        given.coupon()

    for page in pages:
        with django_assert_num_queries(counts[page]):
            owner.get(f"/membership/{page}")
    assert max(counts.values()) < 25


@pytest.mark.parametrize(
    "address",
    [
        "?expires=9999-12",
        "?expires=0001-01",
        "cards/print/?expires=9999-12",
        "ledger/?until=9999-12-31&since=0001-01-01",
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_left_out(signed_in: SignedIn, address: str) -> None:
    assert signed_in("owner").get(f"/membership/{address}").status_code == 200
