"""Plans, members and causes for tests."""

from itertools import count
from typing import Any

from tests.records import make

from shuke.records.customers.models import Customer
from shuke.records.membership.cards.codes import normal_code
from shuke.records.membership.models import Coupon, CouponCode, Member, Plan, Tier
from shuke.records.membership.services import Cause, earn_points, enrol_member, redeem_points

_serial = count(1)


def plan(code: str = "", **fields: Any) -> Plan:
    code = code or f"plan-{next(_serial)}"
    values = {"name": code, "currency": "CNY", "time_zone": "Asia/Shanghai", "created_at": make.NOW}
    made = Plan.objects.create(code=code, **{**values, **fields})
    made.refresh_from_db()  # decimals as the database gives them
    return made


def tier(of: Plan, code: str, min_growth: int, **fields: Any) -> Tier:
    return Tier.objects.create(plan=of, code=code, name=code, min_growth=min_growth, **fields)


def member(of: Plan, customer: Customer | None = None, **fields: Any) -> Member:
    customer = customer or make.customer(**fields)
    return enrol_member(scope=make.SYSTEM, now=make.NOW, plan=of, customer=customer, origin="test")


def cause(key: str = "", **fields: Any) -> Cause:
    return Cause(source="test", key=key or f"c{next(_serial)}", **{"reason": "because", **fields})


def earn(who: Member, points: int, *, now: Any = make.NOW, key: str = "", **fields: Any) -> Any:
    made = earn_points(scope=make.SYSTEM, now=now, member=who, points=points, cause=cause(key), **fields)
    return made[0]


def redeem(who: Member, points: int, *, now: Any = make.NOW, key: str = "") -> Any:
    return redeem_points(scope=make.SYSTEM, now=now, member=who, points=points, cause=cause(key))[0]


def coupon(**fields: Any) -> Coupon:
    code = f"coupon-{next(_serial)}"
    values = {"code": code, "name": code, "kind": "percent", "value": 10, "currency": "CNY"}
    made = Coupon.objects.create(**{**values, **fields})
    made.refresh_from_db()
    return made


def code(text: str, of: Coupon | None = None, **fields: Any) -> CouponCode:
    """A single-use one unless told otherwise."""
    values = {"code": normal_code(text), "coupon": of or coupon(), "most_uses": 1, "made_at": make.NOW}
    return CouponCode.objects.create(**{**values, **fields})


def cause_by_hand(key: str = "") -> Cause:
    return Cause(source="staff", key=key or f"c{next(_serial)}", reason="because")
