from typing import Any

import pytest
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given

from shuke.records.access.models import Role
from shuke.records.membership.models import Reward, RewardClaim
from shuke.records.membership.queries import points_now
from shuke.records.membership.services import prove_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def pan() -> Any:
    member = given.member(given.plan("vip"), name="Pan", number="N1", home=make.store("HZ1"))
    given.earn(member, 100)
    Reward.objects.create(plan=member.plan, code="mug", name="Mug", points=40, stock=1)
    return member


def test_a_reward_is_handed_out_once_and_comes_back_once(pan: Any) -> None:
    till = Api(Role.FRONT_LINE, pan.home_store)
    (offered,) = till.get(f"/members/{pan.pk}/rewards").json()["data"]
    assert (offered["code"], offered["points"], offered["stock"]) == ("mug", 40, 1)

    first, again = (till.post(f"/members/{pan.pk}/rewards/mug/claim", {"key": "r1"}) for _ in range(2))
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert first.json()["member"]["points"] == 60
    assert till.get(f"/members/{pan.pk}/rewards").json()["data"] == []

    back, twice = (till.post(f"/members/{pan.pk}/claims/{first.json()['id']}/return") for _ in range(2))
    assert back.json()["member"]["points"] == twice.json()["member"]["points"] == 100
    assert back.json()["returned_at"] == twice.json()["returned_at"] is not None
    assert Reward.objects.get().stock == 1
    assert prove_ledger(now=make.NOW).is_green


def test_a_reward_that_cannot_be_had_says_why(pan: Any) -> None:
    till = Api(Role.FRONT_LINE, pan.home_store)
    Reward.objects.create(plan=pan.plan, code="coat", name="Coat", points=900)
    Reward.objects.create(plan=pan.plan, code="gone", name="Teapot", points=5, stock=0)

    dear, gone, none = (
        till.post(f"/members/{pan.pk}/rewards/{code}/claim", {"key": code}) for code in ("coat", "gone", "no")
    )

    assert (dear.status_code, gone.status_code, none.status_code) == (409, 409, 404)
    assert "is not to be had any more" in gone.json()["detail"]
    assert not RewardClaim.objects.exists()


def test_one_key_is_not_two_rewards(pan: Any) -> None:
    till = Api(Role.FRONT_LINE, pan.home_store)
    Reward.objects.create(plan=pan.plan, code="cup", name="Cup", points=40)
    till.post(f"/members/{pan.pk}/rewards/mug/claim", {"key": "r1"})

    assert till.post(f"/members/{pan.pk}/rewards/cup/claim", {"key": "r1"}).status_code == 409


def test_a_key_that_begins_as_another_does_is_another_claim(pan: Any) -> None:
    till, guest = Api(Role.FRONT_LINE, pan.home_store), given.member(pan.plan, name="Li", home=pan.home_store)
    given.earn(guest, 100)
    Reward.objects.update(stock=None)
    pans = till.post(f"/members/{pan.pk}/rewards/mug/claim", {"key": "1"}).json()
    for key in ("1:2", f"1:of{pan.pk}"):
        till.post(f"/members/{guest.pk}/rewards/mug/claim", {"key": key})

    back = till.post(f"/members/{pan.pk}/claims/{pans['id']}/return").json()

    assert back["member"]["points"] == 100
    assert points_now([guest.pk], now=make.NOW) == 20


def test_a_claim_tells_the_points_that_were_exchanged(pan: Any) -> None:
    till = Api(Role.FRONT_LINE, pan.home_store)
    made = till.post(f"/members/{pan.pk}/rewards/mug/claim", {"key": "r1"}).json()
    Reward.objects.update(points=70)

    back = till.post(f"/members/{pan.pk}/claims/{made['id']}/return").json()

    assert (made["points"], back["points"]) == (40, 40)


def test_another_stores_member_gets_no_reward_here(pan: Any) -> None:
    elsewhere = Api(Role.FRONT_LINE, make.store("SH1"))

    assert elsewhere.get(f"/members/{pan.pk}/rewards").status_code == 404
    assert elsewhere.post(f"/members/{pan.pk}/rewards/mug/claim", {"key": "r1"}).status_code == 404
    assert elsewhere.post(f"/members/{pan.pk}/claims/1/return").status_code == 404
