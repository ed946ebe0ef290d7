"""The RFM heat map."""

from collections import defaultdict
from datetime import date
from typing import Any, Literal

from shuke.warehouse.read.shapes import HeatCell, HeatMap, StoreIds
from shuke.warehouse.read.state import in_stores, kept, scored_tables


@kept
def heat_map(*, column: Literal["f", "fm"] = "fm", as_of: date | None = None, stores: StoreIds = None) -> HeatMap:
    """R × F (or × FM): customers, spend and risk in each cell, over those with a purchase in the window."""
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = in_stores(snapshots.needed(tables, day), stores, key="home_store_key")
        rows = snapshot.filter(snapshot.in_window)
        placed = rows.mutate(column=rows.f if column == "f" else (rows.f + rows.m + 1) // 2)
        found = placed.group_by("r", "column", "rfm_group").aggregate(
            customers=placed.count(),
            spend=placed.spend_minor.sum(),
            risk=placed.value_at_risk_minor.sum().fill_null(0),
        )
        parts = found.to_pyarrow().to_pylist()
        return HeatMap(
            cells=_cells(parts),
            days_of_r=_range(rows, code="r", value="recency_days"),
            orders_of_f=_range(rows, code="f", value="orders"),
        )


def _cells(parts: list[dict[str, Any]]) -> list[HeatCell]:
    together = defaultdict(list)
    for part in parts:
        together[part["r"], part["column"]].append(part)
    return [
        HeatCell(
            r=r,
            column=column,
            customers=sum(part["customers"] for part in inside),
            spend_minor=sum(part["spend"] for part in inside),
            value_at_risk_minor=sum(part["risk"] for part in inside),
            keys=[part["rfm_group"] for part in sorted(inside, key=lambda p: (-p["customers"], p["rfm_group"]))],
        )
        for (r, column), inside in sorted(together.items())
    ]


def _range(rows: Any, *, code: str, value: str) -> dict[int, tuple[int, int]]:
    spans = rows.group_by(code).aggregate(fewest=rows[value].min(), most=rows[value].max())
    return {row[code]: (row["fewest"], row["most"]) for row in spans.order_by(code).to_pyarrow().to_pylist()}
