"""The RFM map and its groups (docs/definitions.md, RFM)."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from shuke.report.page.shades import steps_of
from shuke.warehouse.read import Group, HeatCell, HeatMap

CODES = (5, 4, 3, 2, 1)  # rows from the best down

ELEVEN = (
    "champions", "loyal", "active", "new", "promising", "at_risk", "needs_attention", "previously_loyal",
    "almost_lost", "dormant", "prospects",
)  # fmt: skip
EIGHT = (
    "key_value", "key_develop", "key_keep", "key_retain",
    "general_value", "general_develop", "general_keep", "general_retain",
)  # fmt: skip
FOUR = ("high_value", "win_back", "new", "low_value")
# Which codes a group has, said beside its name.
RANGES = {
    "champions": "R 4–5, FM 5", "loyal": "R 3–5, FM 4–5", "active": "R 3–5, FM 2–3", "new": "R 5, FM 1",
    "promising": "R 4–5, FM 1–2", "at_risk": "R 2, FM 3–5", "needs_attention": "R 3, FM 1–2",
    "previously_loyal": "R 1, FM 4–5", "almost_lost": "R 1–2, FM 1–3", "dormant": "R 1, FM 1–2", "prospects": "",
    "key_value": "R↑ F↑ M↑", "key_develop": "R↑ F↓ M↑", "key_keep": "R↓ F↑ M↑", "key_retain": "R↓ F↓ M↑",
    "general_value": "R↑ F↑ M↓", "general_develop": "R↑ F↓ M↓", "general_keep": "R↓ F↑ M↓",
    "general_retain": "R↓ F↓ M↓",
    "high_value": "R 4–5, F 4–5, M 4–5", "win_back": "R 1–2, F 4–5, M 3–5", "low_value": "R 1–2, F 1–2, M 1–2",
}  # fmt: skip

Measure = Literal["mean", "customers", "risk"]
Names = Literal["rfm_group", "rfm_eight", "rfm_four"]
ORDERS: Mapping[str, Sequence[str]] = {"rfm_group": ELEVEN, "rfm_eight": EIGHT, "rfm_four": FOUR}
# The cell that is open until somebody chooses another: good customers who have gone quiet.
FIRST_R, FIRST_CODE = 2, 5


@dataclass(frozen=True)
class Choice:
    """What the page shows: whose names, which colour, which cell."""

    names: Names
    measure: Measure
    r: int
    code: int

    @property
    def column(self) -> Literal["f", "fm"]:
        """The eleven names follow R and FM; the others are read from R and F."""
        return "fm" if self.names == "rfm_group" else "f"


def choice_of(query: Mapping[str, str]) -> Choice:
    """From the address; what is unknown there falls back."""
    names, measure = query.get("names", ""), query.get("colour", "")
    return Choice(
        names=cast(Names, names) if names in get_args(Names) else "rfm_group",
        measure=cast(Measure, measure) if measure in get_args(Measure) else "mean",
        r=_code(query.get("r", ""), FIRST_R),
        code=_code(query.get("code", ""), FIRST_CODE),
    )


def _code(text: str, otherwise: int) -> int:
    return int(text) if text in ("1", "2", "3", "4", "5") else otherwise


@dataclass(frozen=True)
class MapCell:
    r: int
    column: int
    customers: int
    spend_minor: int
    mean_minor: int | None
    value_at_risk_minor: int
    keys: tuple[str, ...]
    shade: int  # 0–6, light to dark


Span = tuple[int, int] | None  # fewest and most found; None: nobody has the code


@dataclass(frozen=True)
class MapRow:
    r: int
    days: Span
    cells: tuple[MapCell, ...]


@dataclass(frozen=True)
class Map:
    rows: tuple[MapRow, ...]
    columns: tuple[tuple[int, Span], ...]  # code with its orders, from the worst
    steps: tuple[int, ...]  # where shades 1–6 begin, in the measure's unit
    customers: int

    def cell(self, r: int, column: int) -> MapCell:
        return self.rows[CODES.index(r)].cells[column - 1]

    def days(self, r: int) -> Span:
        return self.rows[CODES.index(r)].days


def map_of(heat: HeatMap, *, measure: Measure) -> Map:
    """All 25 cells, empty ones too."""
    found = {(cell.r, cell.column): cell for cell in heat.cells}
    steps = tuple(int(step) for step in steps_of([_measured(cell, measure) for cell in heat.cells if cell.customers]))
    columns = tuple(reversed(CODES))
    rows = tuple(
        MapRow(
            r=r,
            days=heat.days_of_r.get(r),
            cells=tuple(_map_cell(found.get((r, column)), r, column, measure, steps) for column in columns),
        )
        for r in CODES
    )
    return Map(
        rows=rows,
        columns=tuple((column, heat.orders_of_f.get(column)) for column in columns),
        steps=steps,
        customers=sum(cell.customers for cell in heat.cells),
    )


def _map_cell(cell: HeatCell | None, r: int, column: int, measure: Measure, steps: Sequence[int]) -> MapCell:
    if cell is None or not cell.customers:
        return MapCell(r, column, 0, 0, None, 0, (), shade=0)
    return MapCell(
        r,
        column,
        cell.customers,
        cell.spend_minor,
        round(cell.spend_minor / cell.customers),
        cell.value_at_risk_minor,
        tuple(cell.keys),
        shade=bisect_right(steps, _measured(cell, measure)),
    )


def _measured(cell: HeatCell, measure: Measure) -> int:
    if measure == "customers":
        return cell.customers
    if measure == "risk":
        return cell.value_at_risk_minor
    return round(cell.spend_minor / cell.customers)


@dataclass(frozen=True)
class GroupRow:
    key: str
    ranges: str
    customers: int
    customer_share: float
    spend_minor: int
    spend_share: float
    mean_minor: int | None
    value_at_risk_minor: int


def groups_of(groups: Sequence[Group], order: Sequence[str]) -> tuple[GroupRow, ...]:
    """The groups in their usual order, those nobody is in left out."""
    by_key = {group.key: group for group in groups}
    return tuple(_group_row(by_key[key]) for key in order if key in by_key and by_key[key].customers)


def _group_row(group: Group) -> GroupRow:
    return GroupRow(
        key=group.key,
        ranges=RANGES.get(group.key, ""),
        customers=group.customers,
        customer_share=group.customer_share,
        spend_minor=group.spend_minor,
        spend_share=group.spend_share,
        mean_minor=round(group.spend_minor / group.customers) if group.customers else None,
        value_at_risk_minor=group.value_at_risk_minor,
    )
