"""The engine says the same as `reasons`."""

import json
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from shuke.analytics.worth import reason_column, reasons
from shuke.analytics.worth.columns import MissingColumns

NOTHING: dict[str, Any] = {
    "stage": None, "is_abnormal": None, "spend_is_falling": None, "is_returned": None, "is_spike": None,
    "value_class": None, "pyramid_level": None, "rhythm_days": None, "silence_days": None,
    "silence_probability": None, "overdue_ratio": None, "spend_90": None, "spend_90_before": None,
    "latest_gap_days": None, "largest_order_share": None, "active_months": None, "rank": None, "rank_share": None,
    "champion_product_id": None, "champion_products": None, "potential_value": None, "headroom": None,
    "recency_days": None, "total_orders": None,
}  # fmt: skip
SCHEMA = {
    **dict.fromkeys(("stage", "value_class", "pyramid_level", "champion_product_id"), pa.string()),
    **dict.fromkeys(("is_abnormal", "spend_is_falling", "is_returned", "is_spike"), pa.bool_()),
    **dict.fromkeys(("rhythm_days", "silence_probability", "overdue_ratio", "largest_order_share"), pa.float64()),
    **dict.fromkeys(("rank_share", "potential_value", "headroom"), pa.float64()),
    **dict.fromkeys(("silence_days", "latest_gap_days", "active_months", "rank", "champion_products"), pa.int64()),
    **dict.fromkeys(("spend_90", "spend_90_before", "recency_days", "total_orders"), pa.int64()),
}
ROWS = [
    {},
    {"stage": "declining", "is_abnormal": True, "rhythm_days": 9.3, "silence_days": 31, "silence_probability": 0.0214},
    {"stage": "lost", "rhythm_days": 35.0, "silence_days": 333, "overdue_ratio": 9.51},
    {"stage": "lost", "is_abnormal": True, "rhythm_days": 35.0, "silence_days": 333, "overdue_ratio": 9.51},
    {"stage": "declining", "spend_is_falling": True, "spend_90": 4200, "spend_90_before": 10000},
    {"stage": "forming", "is_returned": True, "silence_days": 60, "latest_gap_days": 342, "total_orders": 2},
    {"stage": "forming", "is_returned": True, "silence_days": 61, "latest_gap_days": 342, "total_orders": 2},
    {"is_spike": True, "largest_order_share": 0.615, "active_months": 2, "pyramid_level": "vip", "rank": 3},
    {"champion_product_id": 'a "b" \\ c', "champion_products": 2, "value_class": "iron", "headroom": 20.0},
    {"stage": "stable", "rhythm_days": None, "silence_days": 4, "rank_share": 0.00127, "pyramid_level": "major"},
]


def test_the_column_says_what_the_frame_says() -> None:
    rows = [{**NOTHING, **row} for row in ROWS]
    arrays = [pa.array([row[name] for row in rows], kind) for name, kind in SCHEMA.items()]
    table = ibis.memtable(pa.table(arrays, names=list(SCHEMA)))

    spelt = table.select(why=reason_column.why_json(table)).to_pyarrow()["why"].to_pylist()

    expected = reasons.why_frame(pd.DataFrame(rows)[list(SCHEMA)])
    assert [json.loads(text) for text in spelt] == [
        [{"code": reason.pop("code"), "facts": reason} for reason in found] for found in expected
    ]


def test_a_text_with_a_tab_or_a_newline_is_still_json() -> None:
    row = {**NOTHING, "champion_product_id": "\tgreen\r\ntea\x1f", "champion_products": 1}
    table = ibis.memtable(pa.table([pa.array([row[name]], kind) for name, kind in SCHEMA.items()], names=list(SCHEMA)))

    (spelt,) = table.select(why=reason_column.why_json(table)).to_pyarrow()["why"].to_pylist()

    (champion,) = json.loads(spelt)
    assert champion["facts"] == {"product": " green  tea ", "products": 1}


def test_a_table_without_the_columns_is_refused() -> None:
    with pytest.raises(MissingColumns):
        reason_column.why_json(ibis.memtable({"stage": ["new"]}))
