"""Points are exchanged for a reward at the counter, once; and the reward can come back."""

from typing import Any
from uuid import uuid4

import pytest
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import client_of
from tests.web.counter.conftest import Counter

from shuke.records.access.models import Role
from shuke.records.customers.services import merge_customers
from shuke.records.membership.models import Member, Reward, RewardClaim
from shuke.records.membership.queries import balance_of, purse_ids
from shuke.records.membership.services import prove_ledger

pytestmark = pytest.mark.django_db


def reward(counter: Counter, **fields: Any) -> Reward:
    values = {"code": "mug", "name": "Mug", "points": 40, "stock": 2}
    return Reward.objects.create(plan=counter.plan, **{**values, **fields})


def claim(counter: Counter, wanted: Reward, **fields: Any) -> Any:
    return counter.post(f"{counter.pan.pk}/rewards/{wanted.pk}/claim/", **{"key": uuid4().hex, **fields})


def points(counter: Counter) -> int:
    return balance_of([counter.plan.members.get().pk], now=make.NOW).points


def test_what_the_points_reach_can_be_exchanged(counter: Counter) -> None:
    given.earn(counter.card().member, 100)
    reward(counter)
    reward(counter, code="coat", name="Coat", points=900)
    reward(counter, code="gone", name="Teapot", stock=0)
    assert f"/counter/{counter.pan.pk}/rewards/" in counter.panel()

    shown = counter.shown(f"{counter.pan.pk}/rewards/")

    assert "Exchange points for Mug" in shown
    assert "800 missing" in shown
    assert "Exchange points for Coat" not in shown
    assert "Teapot" not in shown


def test_an_exchange_takes_points_and_stock_once_however_often_it_is_sent(counter: Counter) -> None:
    given.earn(counter.card().member, 100)
    mug, key = reward(counter), uuid4().hex

    for _ in range(2):
        claim(counter, mug, key=key)

    mug.refresh_from_db()
    assert (mug.stock, points(counter)) == (1, 60)
    assert (held := RewardClaim.objects.get()).entry.store == counter.store
    assert held.entry.staff == counter.person
    assert prove_ledger(now=make.NOW).is_green


def test_a_reward_that_comes_back_gives_back_its_points_once(counter: Counter) -> None:
    given.earn(counter.card().member, 100)
    mug = reward(counter)
    claim(counter, mug)
    address = f"{counter.pan.pk}/claims/{RewardClaim.objects.get().pk}/back/"

    first, second = (counter.post(address) for _ in range(2))

    mug.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 404)
    assert (mug.stock, points(counter)) == (2, 100)


@pytest.mark.parametrize("bad", [{"key": ""}, {"key": "1"}, {"store": ""}], ids=str)
def test_an_exchange_that_cannot_be_told_from_another_is_refused(counter: Counter, bad: dict[str, str]) -> None:
    given.earn(counter.card().member, 100)

    assert claim(counter, reward(counter), **bad).status_code in (403, 422)
    assert not RewardClaim.objects.exists()


def test_too_few_points_or_none_left_is_refused_with_a_sentence(counter: Counter) -> None:
    given.earn(counter.card().member, 50)
    dear, gone = reward(counter, points=900), reward(counter, code="gone", name="Teapot", stock=0)

    answers = [claim(counter, wanted) for wanted in (dear, gone)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "is not to be had any more" in answers[1].content.decode()
    assert points(counter) == 50


def test_points_of_merged_accounts_all_come_back(counter: Counter) -> None:
    given.earn(counter.card().member, 30)
    twin = make.customer("潘天伟", home=counter.store)
    given.earn(given.member(counter.plan, twin), 30)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=twin, into=counter.pan)
    mug = reward(counter)
    claim(counter, mug)

    counter.post(f"{counter.pan.pk}/claims/{RewardClaim.objects.get().pk}/back/")

    purse = purse_ids(counter.plan.members.get(customer=counter.pan))
    assert balance_of(purse, now=make.NOW).points == 60


def test_rewards_are_for_members_and_for_who_sells(counter: Counter) -> None:
    mug = reward(counter)
    assert counter.get(f"{counter.pan.pk}/rewards/").status_code == 404
    assert claim(counter, mug).status_code == 404
    given.member(counter.plan, counter.pan)

    agent = client_of(make.staff(Role.AGENT, counter.store, has_seen_tour=True))

    assert agent.get(f"/counter/{counter.pan.pk}/rewards/").status_code == 403
    for address in (f"rewards/{mug.pk}/claim/", "claims/1/back/"):
        assert agent.post(f"/counter/{counter.pan.pk}/{address}", {"store": counter.store.pk}).status_code == 403


def test_the_number_claimed_opens_those_who_have_it(counter: Counter) -> None:
    given.earn(counter.card().member, 100)
    mug = reward(counter)
    claim(counter, mug)
    manager = client_of(make.staff(Role.MANAGER, counter.store, has_seen_tour=True))
    elsewhere = client_of(make.staff(Role.MANAGER, make.store(), has_seen_tour=True))
    address = f"/membership/rewards/{mug.pk}/claims/"

    assert address in manager.get("/membership/rewards/").content.decode()
    assert "潘天伟" in manager.get(address).content.decode()
    assert address not in elsewhere.get("/membership/rewards/").content.decode()
    assert "潘天伟" not in elsewhere.get(address).content.decode()


def test_who_was_merged_since_is_counted_and_named_where_they_are_now(counter: Counter) -> None:
    given.earn(counter.card().member, 100)
    mug, whole = reward(counter), make.customer("Pan Wei", home=counter.store)
    claim(counter, mug)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=counter.pan, into=whole)
    address = f"/membership/rewards/{mug.pk}/claims/"

    for role, stores in ((Role.OWNER, ()), (Role.MANAGER, (counter.store,))):
        reader = client_of(make.staff(role, *stores, has_seen_tour=True))
        assert f'<a href="{address}">1</a>' in reader.get("/membership/rewards/").content.decode()
        (account,) = Member.objects.all()
        assert f'href="/membership/{account.pk}/"' in reader.get(address).content.decode()
        assert "Pan Wei" in reader.get(f"/membership/{account.pk}/").content.decode()
