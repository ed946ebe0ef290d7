"""Why a customer has the scores she has: codes with facts, no words (SPEC 9.10). Words are chosen at the edge.

Reasons are built from rows of `scorecard.wide` as pandas, one customer (`why`), a page or a million (`why_frame`,
`why_text`): every rule looks at whole columns and touches only the rows it applies to. Money facts are in the unit of
the input (minor units in the warehouse).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Reason = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """One fact of a reason: its name, the column it comes from, how it is rounded (None: as it is)."""

    name: str
    column: str
    decimals: int | None = None
    complement: bool = False  # 1 − the column: "longer than 98 % of the gaps" out of 2 % that are longer


@dataclass(frozen=True)
class Condition:
    """What a column has to say. As data, so that a frame here and a table elsewhere (`reason_column`) read the same."""

    column: str
    among: tuple[Any, ...] | None = (True,)  # None: anything, as long as something is there
    negated: bool = False
    at_most: int | None = None


@dataclass(frozen=True)
class Rule:
    """When a reason holds, and with which facts."""

    code: str
    conditions: tuple[Condition, ...]
    facts: tuple[Fact, ...]


def why(row: Mapping[str, Any]) -> list[Reason]:
    """Reasons of one customer, most pressing first: `[{"code": "gap_long", "usual_days": 9, …}, …]`."""
    return list(why_frame(pd.DataFrame([dict(row)])).iloc[0])


def why_frame(frame: pd.DataFrame) -> "pd.Series[Any]":
    """Reasons of every row of `frame` (columns of `scorecard.wide`; missing ones hold no reason), same index."""
    found: list[list[Reason]] = [[] for _ in range(len(frame))]
    for rule, positions, columns in _matches(frame):
        names = [fact.name for fact in rule.facts]
        for position, values in zip(positions, zip(*columns, strict=True), strict=True):
            found[position].append({"code": rule.code, **_present(names, values)})
    return pd.Series(found, index=frame.index, dtype=object)


def why_text(frame: pd.DataFrame) -> "pd.Series[str]":
    """The same for files: `gap_long{usual_days: 9, silence_days: 31, share: 0.98}; …`, same index."""
    return pd.Series([text(reasons) for reasons in why_frame(frame)], index=frame.index, dtype=object)


def text(reasons: Sequence[Reason]) -> str:
    """`code{fact: value, …}` joined by “; ”."""
    return "; ".join(
        f"{reason['code']}{{{', '.join(f'{k}: {v}' for k, v in reason.items() if k != 'code')}}}" for reason in reasons
    )


def _matches(frame: pd.DataFrame) -> Iterator[tuple[Rule, list[int], list[list[Any]]]]:
    facts = {fact.column for rule in RULES for fact in rule.facts}
    conditions = {condition.column for rule in RULES for condition in rule.conditions}
    whole = frame.reindex(columns=sorted(facts | conditions))
    for rule in RULES:
        mask = np.logical_and.reduce([_holds(whole, condition) for condition in rule.conditions])
        if mask.any():
            positions = np.flatnonzero(mask)
            rows = whole.take(positions)
            yield rule, positions.tolist(), [_values(rows, fact) for fact in rule.facts]


def _holds(rows: pd.DataFrame, condition: Condition) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    # An outer join leaves None beside True and False: nothing is among nothing.
    column = rows[condition.column]
    found = column.notna() if condition.among is None else column.isin(condition.among)
    if condition.at_most is not None:
        found &= pd.to_numeric(column) <= condition.at_most
    return (~found if condition.negated else found).to_numpy(dtype=bool)


def _values(rows: pd.DataFrame, fact: Fact) -> list[Any]:
    column = rows[fact.column]
    if fact.decimals is None:
        return [value if pd.notna(value) else None for value in column.tolist()]
    whole = fact.decimals == 0 or pd.api.types.is_integer_dtype(column.dtype)
    numbers = pd.to_numeric(column).astype(float)
    rounded = (1 - numbers if fact.complement else numbers).round(fact.decimals).tolist()
    return [None if value != value else int(value) if whole else value for value in rounded]


def _present(names: list[str], values: tuple[Any, ...]) -> Reason:
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


# A return is news for so many days; the mark itself stays until the next order.
RETURNED_DAYS = 60

NOT_ABNORMAL = Condition("is_abnormal", negated=True)

USUAL = Fact("usual_days", "rhythm_days", 0)
SILENCE = Fact("silence_days", "silence_days", 0)

# Most pressing first. Every stage has at least one reason, so that no score stands without a why.
RULES = (
    Rule(
        "gap_long",
        (Condition("is_abnormal"),),
        (USUAL, SILENCE, Fact("share", "silence_probability", 2, complement=True)),
    ),
    Rule(
        "long_overdue",
        (Condition("stage", ("lost",)), NOT_ABNORMAL),
        (USUAL, SILENCE, Fact("times", "overdue_ratio", 1)),
    ),
    Rule(
        "spend_falling",
        (Condition("spend_is_falling"),),
        (Fact("spend_90", "spend_90", 2), Fact("spend_90_before", "spend_90_before", 2)),
    ),
    Rule(
        "returned",
        (Condition("is_returned"), Condition("silence_days", among=None, at_most=RETURNED_DAYS)),
        (Fact("silence_days", "latest_gap_days", 0),),
    ),
    Rule(
        "one_off_spike",
        (Condition("is_spike"),),
        (Fact("share", "largest_order_share", 2), Fact("active_months", "active_months", 0)),
    ),
    Rule(
        "top_share",
        (Condition("pyramid_level", ("vip", "major")),),
        (Fact("level", "pyramid_level"), Fact("rank", "rank", 0), Fact("rank_share", "rank_share", 4)),
    ),
    Rule(
        "champion",
        (Condition("champion_product_id", among=None),),
        (Fact("product", "champion_product_id"), Fact("products", "champion_products", 0)),
    ),
    Rule(
        "room_to_grow",
        (Condition("value_class", ("iron",)),),
        (Fact("potential", "potential_value", 2), Fact("headroom", "headroom", 2)),
    ),
    Rule("new_customer", (Condition("stage", ("new",)), NOT_ABNORMAL), (Fact("days", "recency_days", 0),)),
    Rule("few_orders", (Condition("stage", ("forming",)), NOT_ABNORMAL), (Fact("orders", "total_orders", 0),)),
    Rule("on_rhythm", (Condition("stage", ("stable",)), NOT_ABNORMAL), (USUAL, SILENCE)),
)
