"""What the demo shop promises its members: a plan with three tiers, rewards, and coupons."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from shuke.lib.dates import day_in
from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.membership.models import Coupon, Plan
from shuke.records.membership.services import add_word, fill_batch, order_codes
from shuke.records.membership.services.offers import save_coupon, save_plan, save_reward, save_tier

PLAN = "friends"

_TIERS = (
    ("neighbour", "Neighbour", 0, {"benefits": ["Birthday cake"]}),
    ("regular", "Regular", 1_000, {"discount_percent": Decimal(2), "benefits": ["Birthday cake", "Home delivery"]}),
    ("confidant", "Confidant", 3_000, {
        "discount_percent": Decimal(5), "points_multiplier": Decimal("1.5"),
        "benefits": ["Birthday cake", "Home delivery", "Tasting evenings"],
    }),
)  # fmt: skip

_REWARDS = (
    ("bag", "Cloth bag", 150, None),
    ("mug", "Mug of the house", 400, 120),
    ("basket", "Breakfast basket for two", 1_200, 25),
    ("pan", "Cast-iron pan", 3_000, 6),
)


def make_plan(*, scope: Scope, now: datetime, currency: str, zone: str) -> Plan:
    values = {
        "name": "Friends of the house",
        "currency": currency,
        "time_zone": zone,
        "return_window_days": 7,
        "validity_days": 365,
        "most_paid_by_points_percent": 50,
        "is_shared": True,
        "enrol_min_spend": Decimal(20),
        "enrol_within_days": 7,
        "agent_most_points": 1_000,
        "manager_most_points": 10_000,
    }
    plan = save_plan(scope=scope, now=now, code=PLAN, values=values)
    for code, name, min_growth, gives in _TIERS:
        save_tier(scope=scope, now=now, plan=plan, code=code, values={"name": name, "min_growth": min_growth, **gives})
    for code, name, points, stock in _REWARDS:
        values = {"name": name, "points": points, "stock": stock}
        save_reward(scope=scope, now=now, plan=plan, code=code, values=values)
    return plan


def make_coupons(
    *, scope: Scope, now: datetime, currency: str, zone: str, random_bytes: Callable[[int], bytes]
) -> list[Coupon]:
    """A word for everybody, a batch of single-use codes, and an item for free."""
    today = day_in(zone, now)
    ends = {"currency": currency, "starts_on": today - timedelta(days=21), "ends_on": today + timedelta(days=45)}
    coffee = Product.objects.filter(name__icontains="coffee", is_described=True).order_by("code").first()
    kinds = [
        ("welcome", {"name": "Welcome, 10 % off", "kind": "percent", "value": Decimal(10), "most_per_customer": 1}),
        ("five", {"name": "5 off from 40", "kind": "amount", "value": Decimal(5), "min_spend": Decimal(40)}),
    ]
    if coffee is not None:
        kinds.append(("coffee", {"name": "Coffee is on us", "kind": "item", "product": coffee}))
    made = [save_coupon(scope=scope, now=now, code=code, values={**ends, **values}) for code, values in kinds]
    add_word(scope=scope, now=now, coupon=made[0], word="WELCOME10", most_uses=None)
    for coupon in made[1:]:
        batch = order_codes(scope=scope, now=now, coupon=coupon, count=500, key=f"demo:{coupon.code}")
        fill_batch(now=now, batch_id=batch.pk, random_bytes=random_bytes)
    return made
