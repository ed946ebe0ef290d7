"""Plans, tiers, rewards and coupons through their forms."""

from typing import Any

import pytest
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import SignedIn

from shuke.jobs.models import Job
from shuke.records.access.models import AuditEntry
from shuke.records.membership.models import CodeBatch, Coupon, CouponCode, Plan, Reward, Tier
from shuke.records.membership.services import fill_batch, order_codes

pytestmark = pytest.mark.django_db

PLAN = {
    "code": "vip", "name": "VIP", "is_open": "on", "enrol_min_spend": "20", "enrol_within_days": "7",
    "discount_percent": "15", "is_shared": "on", "points_per_unit": "1", "growth_per_unit": "1", "point_value": "0.01",
    "most_paid_by_points_percent": "100", "return_window_days": "0", "validity_days": "365", "grace_days": "30",
    "agent_most_points": "100", "manager_most_points": "", "currency": "CNY", "time_zone": "Asia/Shanghai",
}  # fmt: skip
TIER = {
    "code": "gold", "name": "Gold", "min_growth": "1000", "period_days": "365", "grace_days": "30",
    "discount_percent": "20", "points_multiplier": "1.5", "benefits": "Tea for free\n\n Home delivery ",
}  # fmt: skip
COUPON = {
    "code": "spring", "name": "Spring", "kind": "percent", "value": "10", "min_spend": "0", "starts_on": "",
    "ends_on": "2026-04-30", "most_per_customer": "1", "is_offered": "on", "currency": "CNY", "product": "",
}  # fmt: skip


def without(values: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}


def test_a_plan_is_made_and_told_in_words(signed_in: SignedIn) -> None:
    owner = signed_in("owner")

    owner.post("/membership/plans/new/", PLAN)
    shown = owner.get("/membership/plans/").content.decode()

    for words in (
        "Who spent ¥20 or more in one order within the latest 7 days may join.",
        "The card gives 15% off at once, to its holder and to friends who bring it.",
        "Each ¥1 paid brings 1 in points and 1 in growth value. What points paid earns none.",
        "100 points pay ¥1, up to 100% of an order.",
        "They can be spent at once, and are kept for 365 days from then.",
        "A service agent moves at most 100 points by hand",
    ):
        assert words in shown, words
    assert AuditEntry.objects.filter(action="plan.save").count() == 1


def test_a_code_of_another_plan_overwrites_nothing(signed_in: SignedIn) -> None:
    given.plan("vip", name="The first")

    page = signed_in("owner").post("/membership/plans/new/", PLAN)

    assert page.status_code == 422
    assert "There is a plan of this code already" in page.content.decode()
    assert Plan.objects.get().name == "The first"


def test_a_changed_plan_keeps_its_code_and_currency(signed_in: SignedIn) -> None:
    plan = given.plan("vip")

    signed_in("owner").post(f"/membership/plans/{plan.pk}/", {**PLAN, "code": "other", "currency": "USD"})

    plan.refresh_from_db()
    assert (plan.code, plan.currency, plan.name, plan.validity_days) == ("vip", "CNY", "VIP", 365)


def test_a_percentage_beyond_a_hundred_is_told_in_the_form(signed_in: SignedIn) -> None:
    page = signed_in("owner").post("/membership/plans/new/", {**PLAN, "discount_percent": "120"})

    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert not Plan.objects.exists()


def test_a_tier_is_made_with_its_benefits_and_changed(signed_in: SignedIn) -> None:
    owner, plan = signed_in("owner"), given.plan()

    owner.post(f"/membership/plans/{plan.pk}/tier/", TIER)
    again = owner.post(f"/membership/plans/{plan.pk}/tier/", TIER)
    tier = Tier.objects.get()
    owner.post(f"/membership/tiers/{tier.pk}/", {**without(TIER, "code"), "name": "Golden", "benefits": ""})

    assert again.status_code == 422
    assert tier.benefits == ["Tea for free", "Home delivery"]
    tier.refresh_from_db()
    assert (tier.name, tier.benefits) == ("Golden", [])


def test_a_reward_is_made_with_stock(signed_in: SignedIn) -> None:
    marketer, plan = signed_in("marketer"), given.plan()
    values = {"plan": plan.pk, "code": "mug", "name": "Mug", "points": "40", "stock": "3", "is_offered": "on"}

    marketer.post("/membership/rewards/new/", values)
    reward = Reward.objects.get()
    marketer.post(f"/membership/rewards/{reward.pk}/", {"name": "Mug", "points": "50", "stock": "", "is_offered": ""})

    reward.refresh_from_db()
    assert (reward.points, reward.stock, reward.is_offered) == (50, None, False)
    assert "not offered" in marketer.get("/membership/rewards/").content.decode()


def test_a_coupon_says_what_it_gives_and_when(signed_in: SignedIn) -> None:
    marketer = signed_in("marketer")

    made = marketer.post("/membership/coupons/new/", COUPON)
    shown = marketer.get(made.headers["Location"]).content.decode()

    for words in ("10% off", "valid until 30 Apr 2026", "once a customer"):
        assert words in shown


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "item"}, "The catalogue has no product"),
        ({"kind": "amount", "value": ""}, "Write how much this coupon takes off."),
        ({"starts_on": "2026-05-01"}, "coupon_starts_before_its_end"),
        ({"value": "101"}, "coupon_gives_something"),
    ],
)
def test_a_coupon_that_makes_no_sense_is_refused(signed_in: SignedIn, changed: dict[str, str], sentence: str) -> None:
    page = signed_in("owner").post("/membership/coupons/new/", {**COUPON, **changed})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Coupon.objects.exists()


def test_an_item_is_free_by_its_code(signed_in: SignedIn) -> None:
    make.product("P17", name="Tea")

    signed_in("owner").post("/membership/coupons/new/", {**COUPON, "kind": "item", "value": "", "product": "P17"})

    assert Coupon.objects.get().product_id


def test_codes_sent_for_twice_are_made_once_in_the_background(signed_in: SignedIn) -> None:
    marketer, coupon = signed_in("marketer"), given.coupon()
    form = {"count": "1000", "key": "form-1"}

    for _ in range(2):
        marketer.post(f"/membership/coupons/{coupon.pk}/codes/", form)

    assert CodeBatch.objects.get().count == 1000
    assert Job.objects.get().task == "shuke.records.membership.tasks.make_codes"
    assert "being made" in marketer.get(f"/membership/coupons/{coupon.pk}/").content.decode()


def test_too_many_codes_are_refused(signed_in: SignedIn) -> None:
    coupon = given.coupon()

    page = signed_in("owner").post(f"/membership/coupons/{coupon.pk}/codes/", {"count": "1000001", "key": "k"})

    assert page.status_code == 422
    assert not CodeBatch.objects.exists()


def _batch(coupon: Coupon, count: int = 3) -> CodeBatch:
    batch = order_codes(scope=make.SYSTEM, now=make.NOW, coupon=coupon, count=count, key="k")
    return fill_batch(now=make.NOW, batch_id=batch.pk, random_bytes=lambda n: bytes(i * 7 % 251 for i in range(n)))


def test_codes_are_downloaded_with_their_state_and_that_is_written_down(signed_in: SignedIn) -> None:
    batch = _batch(given.coupon())
    used = batch.codes.order_by("pk").first()
    CouponCode.objects.filter(pk=used.pk).update(used=1)  # type: ignore[union-attr]

    answer: Any = signed_in("marketer").get(f"/membership/batches/{batch.pk}/codes.csv")

    lines = b"".join(answer.streaming_content).decode().split("\r\n")
    assert lines[0] == "code,state"
    assert sorted(line.partition(",")[2] for line in lines[1:4]) == ["free", "free", "used"]
    assert AuditEntry.objects.get(action="coupons.read").facts["codes"] == 3


def test_a_batch_is_voided_only_after_the_question(signed_in: SignedIn) -> None:
    owner, batch = signed_in("owner"), _batch(given.coupon())

    asked = owner.get(f"/membership/batches/{batch.pk}/void/").content.decode()
    batch.refresh_from_db()
    assert "cannot be undone" in asked
    assert batch.voided_at is None

    owner.post(f"/membership/batches/{batch.pk}/void/")
    batch.refresh_from_db()
    assert batch.voided_at is not None


def test_a_word_for_everybody_and_its_end(signed_in: SignedIn) -> None:
    owner, coupon = signed_in("owner"), given.coupon()

    owner.post(f"/membership/coupons/{coupon.pk}/word/", {"word": "welcome10", "most_uses": ""})
    wrong = owner.post(f"/membership/coupons/{coupon.pk}/word/", {"word": "你好你好", "most_uses": ""})
    taken = owner.post(f"/membership/coupons/{coupon.pk}/word/", {"word": "WELCOME10", "most_uses": ""})
    countless = owner.post(f"/membership/coupons/{coupon.pk}/word/", {"word": "SPRING", "most_uses": "9" * 30})
    owner.post("/membership/coupons/void/", {"code": "WELCOME10"})

    assert (wrong.status_code, taken.status_code, countless.status_code) == (422, 422, 422)
    assert CouponCode.objects.get().voided_at is not None
    missing = owner.post("/membership/coupons/void/", {"code": "NOSUCHCODE"})
    assert "There is no coupon" in missing.content.decode()


SETTING = ("/membership/plans/new/", "/membership/plans/{plan}/", "/membership/plans/{plan}/tier/",
           "/membership/tiers/{tier}/")  # fmt: skip
OFFERS = (
    "/membership/rewards/new/", "/membership/rewards/{reward}/", "/membership/coupons/new/",
    "/membership/coupons/{coupon}/edit/", "/membership/coupons/{coupon}/codes/", "/membership/coupons/{coupon}/word/",
    "/membership/coupons/void/", "/membership/batches/{batch}/void/", "/membership/batches/{batch}/codes.csv",
)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "addresses"),
    [("analyst", SETTING + OFFERS), ("front_line", SETTING + OFFERS), ("marketer", SETTING), ("agent", OFFERS)],
)
def test_who_may_not_set_up_is_refused_and_offered_nothing(
    signed_in: SignedIn, role: str, addresses: tuple[str, ...]
) -> None:
    plan = given.plan()
    tier, coupon = given.tier(plan, "gold", 10), given.coupon()
    reward = Reward.objects.create(plan=plan, code="mug", name="Mug", points=4)
    keys = {"plan": plan.pk, "tier": tier.pk, "coupon": coupon.pk, "reward": reward.pk, "batch": _batch(coupon).pk}
    client = signed_in(role)

    assert {client.get(address.format(**keys)).status_code for address in addresses} == {403}
    if role == "analyst":
        for page in ("plans/", "rewards/", "coupons/", f"coupons/{coupon.pk}/"):
            shown = client.get(f"/membership/{page}").content.decode()
            assert "/new/" not in shown
            assert "/void/" not in shown
