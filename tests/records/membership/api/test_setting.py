from typing import Any

import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import AuditEntry, Role
from shuke.records.membership.models import CouponCode, Plan, Tier

pytestmark = pytest.mark.django_db
VIP = {"name": "VIP", "currency": "CNY", "time_zone": "Asia/Shanghai", "discount_percent": "15"}


def put(api: Api, path: str, body: dict[str, Any]) -> Any:
    return api._send("PUT", path, body, {})


def test_a_shop_sets_up_its_plan_and_the_first_till_rings_up() -> None:
    shop = make.store("HZ1")
    make.customer("Pan", number="N1", home=shop)
    owner, till = Api(Role.OWNER), Api(Role.FRONT_LINE, shop)

    assert put(owner, "/plans/vip", VIP).json()["discount_percent"] == "15.00"
    assert put(owner, "/plans/vip/tiers/gold", {"name": "Gold", "min_growth": 10}).status_code == 200
    assert put(owner, "/plans/vip/rewards/mug", {"name": "Mug", "points": 40, "stock": 9}).status_code == 200
    till.post("/members", {"customer": "N1", "plan": "vip"})
    sold = till.post(
        "/checkout/commit",
        {"receipt": "1", "customer": "N1", "lines": [{"product": "coffee", "quantity": "1", "unit_price": "20"}]},
    ).json()

    assert (float(sold["total"]), sold["member"]["tier"]) == (17, "gold")
    assert [plan["code"] for plan in till.get("/plans").json()] == ["vip"]


def test_setting_again_changes_and_is_audited() -> None:
    owner = Api(Role.OWNER)
    put(owner, "/plans/vip", VIP)

    put(owner, "/plans/vip", {**VIP, "name": "Friends"})

    assert Plan.objects.get().name == "Friends"
    assert AuditEntry.objects.filter(action="plan.save").latest("pk").facts["changes"] == {"name": ["VIP", "Friends"]}


@pytest.mark.parametrize("wrong", [{"currency": "XYZ"}, {"time_zone": "Moon"}, {"discount_percent": "101"}], ids=str)
def test_what_a_plan_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    assert put(Api(Role.OWNER), "/plans/vip", {**VIP, **wrong}).status_code == 422
    assert Plan.objects.count() == 0


def test_codes_are_made_once_a_key_by_those_who_may() -> None:
    owner = Api(Role.OWNER)
    spring = {"name": "Spring", "kind": "percent", "value": "10", "currency": "CNY"}
    assert put(Api(Role.FRONT_LINE), "/coupon-kinds/spring", spring).status_code == 403
    assert put(owner, "/coupon-kinds/spring", {**spring, "kind": "item"}).status_code == 422
    assert put(owner, "/coupon-kinds/spring", spring).status_code == 200

    for _ in range(2):
        made = owner.post("/coupon-kinds/spring/codes", {"count": 20}, Idempotency_Key="k1")
        assert made.json() == {"made": 20}

    assert CouponCode.objects.count() == 20
    assert Tier.objects.count() == 0
