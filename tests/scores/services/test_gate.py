from typing import Any

import pytest

from shuke.scores.services.forecasts.gate import not_earned


def judged(*, points: float, simple: float, base: float = 0.09) -> dict[str, Any]:
    models = {"points": {"auc": points}, "simple": {"auc": simple}}
    return {"chosen": "points", "models": models, "base": base, "window_days": 42}


def test_a_model_that_ranks_later_customers_better_takes_the_place_of_the_simple_rule() -> None:
    assert not_earned(judged(points=0.71, simple=0.64)) is None


@pytest.mark.parametrize("points", [0.64, 0.6])
def test_one_that_does_not_leaves_it_standing_and_says_by_how_much(points: float) -> None:
    gate = not_earned(judged(points=points, simple=0.64))

    assert gate is not None
    assert gate.code == "not_better"
    assert "0.640" in gate.said


def test_one_that_could_not_be_judged_is_not_used() -> None:
    gate = not_earned(None)

    assert gate is not None
    assert gate.as_dict()["passed"] is False


def test_where_more_than_half_stay_away_anyway_the_simple_rule_stands_however_well_it_ranks() -> None:
    gate = not_earned(judged(points=0.9, simple=0.6, base=0.71))

    assert gate is not None
    assert gate.as_dict() == {
        "passed": False, "code": "most_leave", "said": gate.said, "base": 0.71, "window_days": 42,
    }  # fmt: skip
    assert not_earned(judged(points=0.9, simple=0.6, base=0.5)) is None
