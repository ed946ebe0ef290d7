"""Why a customer has the scores she has: codes with facts, no words. Words are chosen at the edge.

A reason follows from a row of `scorecard.wide` alone, so that none is ever stored: `why` reads it off one row,
`reason_frame` off a table of them. Money facts are in the unit of the input (minor units in the warehouse).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    """What a column has to say. As data, so that one row here and a table in `reason_frame` read the same."""

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
    """Reasons of one customer, most pressing first: `[{"code": "gap_long", "usual_days": 9, …}, …]`.

    Args:
        row: columns of `scorecard.wide`; one that is missing, None or NaN holds no reason.
    """
    return [
        {"code": rule.code, **_facts(row, rule)}
        for rule in RULES
        if all(_holds(row.get(condition.column), condition) for condition in rule.conditions)
    ]


def text(reasons: Sequence[Reason]) -> str:
    """`code{fact: value, …}` joined by “; ”."""
    return "; ".join(
        f"{reason['code']}{{{', '.join(f'{k}: {v}' for k, v in reason.items() if k != 'code')}}}" for reason in reasons
    )


def _holds(value: Any, condition: Condition) -> bool:
    found = _is_known(value) if condition.among is None else value in condition.among
    if condition.at_most is not None:
        found = found and value <= condition.at_most
    return found is not condition.negated


def _is_known(value: Any) -> bool:
    return value is not None and value == value  # NaN is not itself


def _facts(row: Mapping[str, Any], rule: Rule) -> Reason:
    values = {fact.name: row.get(fact.column) for fact in rule.facts}
    return {fact.name: _rounded(values[fact.name], fact) for fact in rule.facts if _is_known(values[fact.name])}


def _rounded(value: Any, fact: Fact) -> Any:
    if fact.decimals is None or (isinstance(value, int) and not fact.complement):
        return value
    number = 1 - float(value) if fact.complement else float(value)
    scale = 10**fact.decimals
    return round(number) if scale == 1 else round(number * scale) / scale  # as arrays are rounded: 0.615 to 0.62


# A return is news for so many days; the mark itself stays until the next order.
RETURNED_DAYS = 60

NOT_ABNORMAL = Condition("is_abnormal", negated=True)


def _known(column: str) -> Condition:
    return Condition(column, among=None)


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
        (
            Condition("is_returned"),
            Condition("silence_days", among=None, at_most=RETURNED_DAYS),
            _known("latest_gap_days"),
        ),
        (Fact("silence_days", "latest_gap_days", 0),),
    ),
    Rule(
        "one_off_spike",
        (Condition("is_spike"), _known("active_months")),
        (Fact("share", "largest_order_share", 2), Fact("active_months", "active_months", 0)),
    ),
    Rule(
        "top_share",
        (Condition("pyramid_level", ("vip", "major")), _known("rank_share")),
        (Fact("level", "pyramid_level"), Fact("rank", "rank", 0), Fact("rank_share", "rank_share", 4)),
    ),
    Rule(
        "champion",
        (_known("champion_product_id"), _known("champion_products")),
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

# Columns of `scorecard.wide` that reasons are read off.
COLUMNS = tuple(
    sorted(
        {fact.column for rule in RULES for fact in rule.facts}
        | {condition.column for rule in RULES for condition in rule.conditions}
    )
)
