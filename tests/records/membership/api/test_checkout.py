import json
from typing import Any

import pytest
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given

from shuke.records.access.models import Role
from shuke.records.membership.models import CouponCode, Entry
from shuke.records.membership.services import prove_ledger
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Any:
    store = make.store("HZ1")
    make.product("coffee", price="20")
    plan = given.plan("vip", discount_percent=15, is_shared=True)
    given.member(plan, name="Pan", number="N1", home=store, phone="138 1234 5678")
    return store


def basket(**fields: Any) -> dict[str, Any]:
    return {"lines": [{"product": "coffee", "quantity": "1"}], "customer": "N1", **fields}


def test_quote_commit_and_return_of_a_members_order(shop: Any) -> None:
    till = Api(Role.FRONT_LINE, shop)

    quoted = till.post("/checkout/quote", basket()).json()
    sold = till.post("/checkout/commit", basket(receipt="1")).json()
    back = till.post(f"/orders/{sold['id']}/returns", {"receipt": "R1"}).json()

    assert (quoted["total"], quoted["earned"], quoted["member"]["points"]) == ("17.00", 17, 0)
    assert (sold["earned"], sold["member"]["points"], sold["member"]["name"]) == (17, 17, "Pan")
    assert float(sold["lines"][0]["card_discount"]) == 3
    assert (float(back["total"]), back["earned"], back["member"]["points"]) == (-17, -17, 0)
    assert prove_ledger(now=make.NOW).is_green


def test_the_same_commit_twice_with_and_without_a_key_is_one_order(shop: Any) -> None:
    till = Api(Role.FRONT_LINE, shop)
    first = till.post("/checkout/commit", basket(receipt="1"), Idempotency_Key="k1")
    replayed = till.post("/checkout/commit", basket(receipt="1"), Idempotency_Key="k1")
    by_receipt = till.post("/checkout/commit", basket(receipt="1"))

    assert replayed["Idempotent-Replayed"] == "true"
    assert first.json() == replayed.json()
    assert (by_receipt.status_code, by_receipt.json()["id"]) == (201, first.json()["id"])
    assert (Order.objects.count(), Entry.objects.filter(kind="earn").count()) == (1, 1)
    other = till.post("/checkout/commit", basket(receipt="1", payment="cash", points=0, coupon="", card="", lines=[]))
    assert other.status_code == 409
    assert other.json()["type"] == "/problems/already-recorded"


def test_a_key_of_another_store_is_told_so(shop: Any) -> None:
    elsewhere = Api(Role.FRONT_LINE, make.store("SH1"))
    order = Api(Role.FRONT_LINE, shop).post("/checkout/commit", basket(receipt="1")).json()

    with_phone = basket(receipt="1", customer="", phone="13812345678")
    refused = elsewhere.post("/checkout/commit", basket(receipt="1", store="HZ1"))

    assert (refused.status_code, refused.json()["detail"][:38]) == (403, "This key does not work for store “HZ1”")
    assert elsewhere.post(f"/orders/{order['id']}/returns", {"receipt": "R"}).status_code == 404
    assert elsewhere.post("/checkout/commit", with_phone).status_code == 201  # its own store's till


def test_a_key_of_several_stores_names_one(shop: Any) -> None:
    answer = Api(Role.INTEGRATOR).post("/checkout/quote", basket())

    assert (answer.status_code, answer.json()["detail"]) == (422, "Name the store: this key works in several.")


def test_who_only_reads_rings_up_nothing(shop: Any) -> None:
    assert Api(Role.ANALYST, shop).post("/checkout/quote", basket()).status_code == 403


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"lines": [{"product": "coffee", "quantity": "-1"}]}, "the quantity must be above 0; return goods through"),
        ({"lines": [{"product": "new", "quantity": "1"}]}, "new has no price in the catalogue; send its unit_price."),
        ({"customer": "N9"}, "Nobody goes by “N9”"),
        ({"points": 1}, "1 points are asked for, but only 0 can be spent now."),
        ({"coupon": "ZZZ"}, "There is no coupon “ZZZ”"),
    ],
    ids=["negative quantity", "no price", "stranger", "no points", "no coupon"],
)
def test_what_cannot_be_rung_up_is_refused_with_a_sentence(shop: Any, sent: dict[str, Any], sentence: str) -> None:
    till = Api(Role.FRONT_LINE, shop)

    for path in ("/checkout/quote", "/checkout/commit"):
        answer = till.post(path, basket(**sent, **({"receipt": "1"} if "commit" in path else {})))
        assert answer.status_code in (409, 422)
        assert sentence in answer.json()["detail"]
    assert Order.objects.count() == 0


def test_sentences_are_told_in_the_tills_language(shop: Any) -> None:
    answer = Api(Role.FRONT_LINE, shop).post("/checkout/quote", basket(points=1), Accept_Language="zh-hans")

    assert answer.json()["detail"] == "需要 1 积分，而当前可用积分只有 0。"


def test_an_order_kept_offline_takes_no_points(shop: Any) -> None:
    till = Api(Role.FRONT_LINE, shop)

    assert till.post("/orders", basket(receipt="1", points=5)).status_code == 422
    kept = till.post("/orders", basket(receipt="1", ordered_at="2026-01-05T03:00:00Z"))

    assert (kept.status_code, kept.json()["ordered_on"], kept.json()["earned"]) == (201, "2026-01-05", 17)


def test_a_coupon_is_reserved_then_redeemed_or_released_once(shop: Any) -> None:
    till, other = Api(Role.FRONT_LINE, shop), Api(Role.FRONT_LINE, shop)
    given.code("C0DE")

    held = till.post("/coupons/c0de/reserve", {}).json()
    taken = other.post("/coupons/C0DE/reserve", {})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/coupon-refused")

    use = {"reservation": held["reservation"]}
    assert till.post("/coupons/C0DE/release", use).json()["state"] == "released"
    assert till.post("/coupons/C0DE/redeem", use).status_code == 409
    again = other.post("/coupons/C0DE/reserve", {}).json()
    assert other.post("/coupons/C0DE/redeem", {"reservation": again["reservation"]}).json()["state"] == "redeemed"
    assert till.post("/coupons/C0DE/redeem", {"reservation": 10**9}).status_code == 404
    assert CouponCode.objects.get().used == 1


def test_a_reserved_coupon_is_used_by_the_commit_that_names_it(shop: Any) -> None:
    till = Api(Role.FRONT_LINE, shop)
    given.code("C0DE", given.coupon(kind="amount", value=5))
    held = till.post("/coupons/C0DE/reserve", {}).json()

    sent = basket(coupon="C0DE", reservation=held["reservation"])
    assert till.post("/checkout/quote", sent).json()["total"] == "12.00"
    assert float(till.post("/checkout/commit", {**sent, "receipt": "1"}).json()["total"]) == 12
    assert till.post("/checkout/commit", {**sent, "receipt": "2"}).status_code == 409


def test_a_reservation_is_its_store_s_own(shop: Any) -> None:
    till, elsewhere, office = Api(Role.FRONT_LINE, shop), Api(Role.FRONT_LINE, make.store("SH1")), Api(Role.OWNER)
    given.code("WELCOME", given.coupon(kind="amount", value=5))
    use = {"reservation": till.post("/coupons/WELCOME/reserve", {}).json()["reservation"]}

    assert elsewhere.post("/coupons/WELCOME/release", use).status_code == 404
    assert elsewhere.post("/coupons/WELCOME/redeem", use).status_code == 404
    by_phone = basket(customer="", phone="13812345678", coupon="WELCOME", receipt="1", **use)
    assert elsewhere.post("/checkout/commit", by_phone).status_code == 409
    assert office.post("/coupons/WELCOME/release", use).json()["state"] == "released"


def test_a_commit_is_json_all_through(shop: Any) -> None:
    sold = Api(Role.FRONT_LINE, shop).post("/checkout/commit", basket(receipt="1"))

    assert json.loads(sold.content)["lines"][0]["quantity"] == "1.000"


def test_a_number_finds_ones_own_customers_only(shop: Any) -> None:
    given.code("A1")
    elsewhere = Api(Role.FRONT_LINE, make.store("SH1"))

    answers = [
        elsewhere.post("/checkout/quote", basket()),
        elsewhere.post("/checkout/commit", basket(receipt="1")),
        elsewhere.post("/coupons/A1/reserve", {"customer": "N1"}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert "in your stores" in answers[0].json()["detail"]
    assert elsewhere.post("/checkout/quote", basket(customer="", phone="13812345678")).status_code == 200
