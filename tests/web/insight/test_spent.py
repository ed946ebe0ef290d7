"""What a class costs is added up of what is known, and what is not known is no nought."""

from decimal import Decimal
from typing import Any

from shuke.outcomes.spent import CASE, TASK, Effort
from shuke.warehouse.read import ClassMoney
from shuke.web.insight.spent import Spent, Terms, spent_on

MONEY = ClassMoney("gold", 40, 900_000, 300_000, discount_minor=5_000, points_by_plan={1: 800, 2: 100})
EFFORT = Effort({"sms": 20, "email": 500, TASK: 9, CASE: 4}, refunded=Decimal("12.5"))


def spent(effort: Effort = EFFORT, **terms: Any) -> Spent:
    set_down: dict[str, Any] = {
        "currency": "CNY",
        "prices": {"sms": Decimal("0.05"), TASK: Decimal(3)},
        "minutes": {TASK: 10, CASE: 15},
        "point_values": {1: Decimal("0.01")},
    }
    return spent_on(MONEY, effort, Terms(**{**set_down, **terms}))


def test_discounts_refunds_and_priced_contacts_are_the_money() -> None:
    found = spent()

    assert (found.discount_minor, found.refunded_minor, found.contact_minor) == (5_000, 1_250, 2_800)
    assert found.total_minor == 9_050
    assert (found.messages, found.tasks, found.cases) == (520, 9, 4)


def test_points_stand_beside_the_money_with_what_they_can_pay() -> None:
    found = spent()

    assert (found.points, found.points_minor) == (900, 800)  # a plan in another currency has no value here


def test_hours_are_pieces_of_work_times_their_minutes() -> None:
    assert spent().hours == (9 * 10 + 4 * 15) / 60


def test_work_whose_minutes_nobody_set_leaves_the_hours_unknown() -> None:
    assert spent(minutes={TASK: 10}).hours is None
    assert spent(Effort({TASK: 9}), minutes={TASK: 10}).hours == 1.5
    assert spent(Effort({"sms": 1}), minutes={}).hours == 0
