"""Why, as codes with facts."""

from typing import Any

import pytest

from shuke.analytics.worth import reasons

STEADY = {"stage": "stable", "is_abnormal": False, "rhythm_days": 9.3, "silence_days": 4}


def codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in reasons.why(row)]


def test_long_gap_says_how_long_and_than_how_many() -> None:
    row = {
        "stage": "declining",
        "is_abnormal": True,
        "rhythm_days": 9.3,
        "silence_days": 31,
        "silence_probability": 0.0214,
    }

    assert reasons.why(row) == [{"code": "gap_long", "usual_days": 9, "silence_days": 31, "share": 0.98}]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"stage": "lost", "is_abnormal": False, "rhythm_days": 35.0, "silence_days": 333, "overdue_ratio": 9.51},
            {"code": "long_overdue", "usual_days": 35, "silence_days": 333, "times": 9.5},
        ),
        (
            {"stage": "declining", "spend_is_falling": True, "spend_90": 4200, "spend_90_before": 10000},
            {"code": "spend_falling", "spend_90": 4200, "spend_90_before": 10000},
        ),
        (
            {"stage": "forming", "is_returned": True, "silence_days": 60, "latest_gap_days": 342.0},
            {"code": "returned", "silence_days": 342},
        ),
        (
            {"is_spike": True, "largest_order_share": 0.615, "active_months": 2},
            {"code": "one_off_spike", "share": 0.62, "active_months": 2},
        ),
        (
            {"pyramid_level": "vip", "rank": 3, "rank_share": 0.00127},
            {"code": "top_share", "level": "vip", "rank": 3, "rank_share": 0.0013},
        ),
        (
            {"champion_product_id": "tea", "champion_products": 2},
            {"code": "champion", "product": "tea", "products": 2},
        ),
        (
            {"value_class": "iron", "potential_value": 1234.567, "headroom": 20.0},
            {"code": "room_to_grow", "potential": 1234.57, "headroom": 20.0},
        ),
        ({"stage": "new", "recency_days": 12}, {"code": "new_customer", "days": 12}),
        ({"stage": "forming", "total_orders": 2}, {"code": "few_orders", "orders": 2}),
        (STEADY, {"code": "on_rhythm", "usual_days": 9, "silence_days": 4}),
    ],
)
def test_reason_carries_its_facts(row: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected in reasons.why(row)


def test_old_return_is_no_news() -> None:
    assert codes({"is_returned": True, "silence_days": 61, "latest_gap_days": 342}) == []


@pytest.mark.parametrize("stage", ["new", "forming", "stable", "declining", "lost"])
def test_abnormal_silence_alone_speaks_for_the_stage(stage: str) -> None:
    assert codes({"stage": stage, "is_abnormal": True, "silence_probability": 0.01}) == ["gap_long"]


def test_most_pressing_reason_comes_first() -> None:
    row = {**STEADY, "stage": "declining", "is_abnormal": True, "silence_probability": 0.0, "pyramid_level": "major"}
    row["rank_share"] = 0.01

    assert codes({**row, "spend_is_falling": True, "value_class": "iron"}) == [
        "gap_long",
        "spend_falling",
        "top_share",
        "room_to_grow",
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"is_returned": True, "silence_days": 3},
        {"is_spike": True, "largest_order_share": 0.6},
        {"pyramid_level": "vip", "rank": 3},
        {"champion_product_id": "tea"},
    ],
)
def test_what_cannot_be_said_is_no_reason(row: dict[str, Any]) -> None:
    assert codes(row) == []


def test_unknown_facts_are_left_out() -> None:
    row = {"stage": "stable", "rhythm_days": None, "silence_days": 4}

    assert reasons.why(row) == [{"code": "on_rhythm", "silence_days": 4}]


def test_what_is_not_a_number_is_not_known() -> None:
    assert reasons.why({"stage": "stable", "rhythm_days": float("nan"), "silence_days": 4}) == [
        {"code": "on_rhythm", "silence_days": 4}
    ]
    assert codes({"is_returned": True, "silence_days": float("nan")}) == []
