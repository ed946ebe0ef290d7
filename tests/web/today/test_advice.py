"""One thing to do about a customer."""

from typing import Any

import pytest

from shuke.scores.models import CustomerScore
from shuke.web.today.advice import advice_for, main_reason

GAP = {"is_abnormal": True, "rhythm_days": 9.0}
FALLING = {"spend_is_falling": True}
CHAMPION = {"champion_product": "P1", "champion_products": 1}


def score(**facts: Any) -> CustomerScore:
    return CustomerScore(**{"value_class": "lead", **facts})


def test_the_reason_is_what_put_them_on_the_list() -> None:
    assert main_reason(score(**CHAMPION, **FALLING))["code"] == "spend_falling"
    assert main_reason(score(**CHAMPION, **FALLING, **GAP)) == {"code": "gap_long", "facts": {"usual_days": 9}}


def test_without_such_a_reason_the_weightiest_is_said() -> None:
    assert main_reason(score(**CHAMPION)) == {"code": "champion", "facts": {"product": "P1", "products": 1}}
    assert main_reason(score()) == {}


@pytest.mark.parametrize(
    ("facts", "value_class", "advice"),
    [
        (GAP, "platinum", "Call: ask how the last visit was"),
        (GAP, "iron", "Send a greeting and a reason to come"),
        (FALLING, "gold", "Call: ask what they miss here"),
        (FALLING, "lead", "Ask what they now buy elsewhere"),
        (CHAMPION, "gold", "Get in touch and ask how they are"),
    ],
)
def test_who_is_worth_a_call_gets_one(facts: dict[str, Any], value_class: str, advice: str) -> None:
    assert advice_for(score(**facts, value_class=value_class)) == advice


def test_nothing_known_is_no_reason_to_say_nothing() -> None:
    assert advice_for(score()) == "Get in touch and ask how they are"
