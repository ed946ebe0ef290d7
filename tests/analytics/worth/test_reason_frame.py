"""Why, for a table of customers."""

from typing import Any

import pandas as pd

from shuke.analytics.worth import reasons
from shuke.analytics.worth.reason_frame import why_frame, why_text

STEADY = {"stage": "stable", "is_abnormal": False, "rhythm_days": 9.3, "silence_days": 4}
ROWS: list[dict[str, Any]] = [
    {},
    {"stage": "declining", "is_abnormal": True, "rhythm_days": 9.3, "silence_days": 31, "silence_probability": 0.0214},
    {"stage": "lost", "rhythm_days": 35.0, "silence_days": 333, "overdue_ratio": 9.51},
    {"stage": "lost", "is_abnormal": True, "rhythm_days": 35.0, "silence_days": 333, "overdue_ratio": 9.51},
    {"stage": "declining", "spend_is_falling": True, "spend_90": 4200, "spend_90_before": 10000},
    {"stage": "forming", "is_returned": True, "silence_days": 60, "latest_gap_days": 342, "total_orders": 2},
    {"stage": "forming", "is_returned": True, "silence_days": 61, "latest_gap_days": 342, "total_orders": 2},
    {
        "is_spike": True,
        "largest_order_share": 0.615,
        "active_months": 2,
        "pyramid_level": "vip",
        "rank": 3,
        "rank_share": 0.01,
    },
    {"champion_product_id": "tea", "champion_products": 2, "value_class": "iron", "headroom": 20.0},
    {"stage": "stable", "rhythm_days": None, "silence_days": 4, "rank_share": 0.00127, "pyramid_level": "major"},
    {"stage": "new", "recency_days": 3},
]


def test_text_is_code_and_facts() -> None:
    frame = pd.DataFrame(
        [{**STEADY, "champion_product_id": "tea", "champion_products": 1}, {"stage": None}], index=[7, 9]
    )

    written = why_text(frame)

    assert written.to_dict() == {
        7: "champion{product: tea, products: 1}; on_rhythm{usual_days: 9, silence_days: 4}",
        9: "",
    }


def test_a_table_says_what_its_rows_say() -> None:
    assert why_frame(pd.DataFrame(ROWS)).tolist() == [reasons.why(row) for row in ROWS]


def test_nobody_has_no_reasons() -> None:
    assert why_frame(pd.DataFrame({"customer_id": []})).tolist() == []
