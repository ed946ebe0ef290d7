import json

import numpy as np
import pandas as pd
import pytest

from shuke.analytics.groups.rules import Condition, RuleTree, TooFew


def customers(count: int = 400, *, seed: int = 2) -> tuple[pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """It happens to nine of ten who were silent for more than thirty days, and to one of ten others."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"recency_days": random.uniform(0, 60, count), "orders": random.uniform(1, 20, count)})
    likely = np.where(frame["recency_days"] > 30, 0.9, 0.1)
    return frame, random.random(count) < likely


@pytest.fixture(scope="module")
def tree() -> RuleTree:
    return RuleTree(seed=1, leaves=2).fit(*customers())


def test_the_rule_that_made_the_data_is_found(tree: RuleTree) -> None:
    likely, unlikely = tree.rules_

    (condition,) = likely.conditions
    assert condition.feature == "recency_days"
    assert condition.up_to is None
    assert condition.above == pytest.approx(30, abs=2)
    assert likely.share > 0.8
    assert unlikely.share < 0.2


def test_every_customer_has_exactly_one_rule(tree: RuleTree) -> None:
    frame, happened = customers()
    deep = RuleTree(seed=1).fit(frame, happened)

    assert sum(rule.customers for rule in deep.rules_) == len(frame)
    assert sum(rule.happened for rule in deep.rules_) == happened.sum()
    assert np.bincount(deep.rule_of(frame)).tolist() == [rule.customers for rule in deep.rules_]


def test_borders_are_numbers_a_person_can_say(tree: RuleTree) -> None:
    above = tree.rules_[0].conditions[0].above

    assert above is not None
    assert above == float(f"{above:.2g}")


def test_close_borders_are_told_apart() -> None:
    """It happens to those who spend 10.30 to 10.42 an order, where all spend about ten."""
    random = np.random.default_rng(3)
    spend = random.uniform(10, 10.6, 2_000)
    happened = (spend > 10.30) & (spend <= 10.42)
    found = RuleTree(seed=1).fit(pd.DataFrame({"spend": spend}), happened)

    assert all(rule.customers for rule in found.rules_)
    first = found.rules_[0]
    (condition,) = first.conditions
    assert (condition.above, condition.up_to) == (pytest.approx(10.30, abs=0.01), pytest.approx(10.42, abs=0.01))
    assert first.happened / first.customers > 0.95
    assert sum(rule.customers for rule in found.rules_) == len(spend)


def test_questions_about_the_same_column_are_one_condition() -> None:
    random = np.random.default_rng(4)
    frame = pd.DataFrame({"orders": random.uniform(0, 30, 600)})
    happened = ((frame["orders"] > 10) & (frame["orders"] <= 20)).to_numpy()
    middle = RuleTree(seed=1).fit(frame, happened).rules_[0]

    assert [condition.feature for condition in middle.conditions] == ["orders"]
    assert middle.conditions[0].above == pytest.approx(10, abs=1)
    assert middle.conditions[0].up_to == pytest.approx(20, abs=1)


def test_the_likeliest_rule_comes_first_and_no_share_is_certain(tree: RuleTree) -> None:
    shares = [rule.share for rule in RuleTree(seed=1).fit(*customers()).rules_]

    assert shares == sorted(shares, reverse=True)
    assert 0 < min(shares) <= max(shares) < 1


def test_what_is_not_known_takes_the_middle(tree: RuleTree) -> None:
    blank = pd.DataFrame({"recency_days": [np.nan], "orders": [np.inf]})
    middle = pd.DataFrame({"recency_days": [tree.middles_["recency_days"]], "orders": [1.0]})

    assert tree.probability(blank) == tree.probability(middle)


def test_kept_rules_foretell_as_before(tree: RuleTree) -> None:
    frame, _ = customers(seed=9)
    kept = RuleTree.from_dict(json.loads(json.dumps(tree.as_dict())))

    assert np.array_equal(kept.probability(frame), tree.probability(frame))


def test_conditions_are_codes_with_facts() -> None:
    assert Condition("orders", 2, None).as_reason()["code"] == "above"
    assert Condition("orders", None, 5).as_reason()["code"] == "up_to"
    assert Condition("orders", 2, 5).as_reason() == {
        "code": "between",
        "facts": {"feature": "orders", "above": 2, "up_to": 5},
    }


def test_a_constant_column_makes_one_rule_for_all() -> None:
    frame = pd.DataFrame({"same": np.ones(100)})
    tree = RuleTree(seed=1).fit(frame, np.arange(100) < 30)

    assert len(tree.rules_) == 1
    assert tree.rules_[0].conditions == ()


@pytest.mark.parametrize("happened", [np.zeros(100, bool), np.ones(100, bool), np.arange(20) < 10])
def test_nothing_to_learn_from_is_said(happened: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> None:
    with pytest.raises(TooFew, match="a rule needs at least 50"):
        RuleTree(seed=1).fit(pd.DataFrame({"a": np.arange(len(happened), dtype=float)}), happened)
