"""Why a customer has the scores she has: codes with facts, no words (SPEC 9.10). Words are chosen at the edge.

Reasons are built from rows of `scorecard.wide` as pandas, one customer (`why`), a page or a million (`why_frame`,
`why_text`): every rule looks at whole columns and touches only the rows it applies to. Money facts are in the unit of
the input (minor units in the warehouse).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Reason = dict[str, Any]
Mask = Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True)
class Fact:
    """One fact of a reason: its name, the column it comes from, how it is rounded (None: as it is)."""

    name: str
    column: str
    decimals: int | None = None
    complement: bool = False  # 1 − the column: "longer than 98 % of the gaps" out of 2 % that are longer


@dataclass(frozen=True)
class Rule:
    """When a reason holds, and with which facts."""

    code: str
    applies: Mask
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


def why_json(frame: pd.DataFrame) -> list[str]:
    """Reasons of every row of `frame` for a column of a database: `[{"code": …, "facts": {…}}, …]`, in its order.

    Spelt column by column: a million rows take seconds, where dumping a dictionary each takes most of a minute.
    """
    found: list[list[str]] = [[] for _ in range(len(frame))]
    for rule, positions, columns in _matches(frame):
        facts = zip(*(_spelt(fact.name, values) for fact, values in zip(rule.facts, columns, strict=True)), strict=True)
        for position, parts in zip(positions, facts, strict=True):
            found[position].append(f'{{"code":"{rule.code}","facts":{{{",".join(filter(None, parts))}}}}}')
    return [f"[{','.join(reasons)}]" for reasons in found]


def _spelt(name: str, values: list[Any]) -> list[str]:
    """`"name":value` each; empty for what is not known."""
    return ["" if value is None else f'"{name}":{_as_json(value)}' for value in values]


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _matches(frame: pd.DataFrame) -> Iterator[tuple[Rule, list[int], list[list[Any]]]]:
    columns = {fact.column for rule in RULES for fact in rule.facts} | set(FLAGS)
    whole = frame.reindex(columns=sorted(columns))
    for rule in RULES:
        mask = rule.applies(whole).to_numpy(dtype=bool)
        if mask.any():
            rows = whole.loc[mask]
            yield rule, np.flatnonzero(mask).tolist(), [_values(rows, fact) for fact in rule.facts]


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


def _flag(name: str) -> Mask:
    # An outer join leaves None beside True and False: only True counts.
    return lambda rows: rows[name].eq(True)


def _stage(name: str, *, unless: str) -> Mask:
    return lambda rows: rows["stage"].eq(name) & ~rows[unless].eq(True)


# A return is news for so many days; the mark itself stays until the next order.
RETURNED_DAYS = 60

# Columns the rules read beside their facts.
FLAGS = ("stage", "is_abnormal", "spend_is_falling", "is_returned", "is_spike", "value_class", "pyramid_level")

USUAL = Fact("usual_days", "rhythm_days", 0)
SILENCE = Fact("silence_days", "silence_days", 0)

# Most pressing first. Every stage has at least one reason, so that no score stands without a why.
RULES = (
    Rule("gap_long", _flag("is_abnormal"), (USUAL, SILENCE, Fact("share", "silence_probability", 2, complement=True))),
    Rule("long_overdue", _stage("lost", unless="is_abnormal"), (USUAL, SILENCE, Fact("times", "overdue_ratio", 1))),
    Rule(
        "spend_falling",
        _flag("spend_is_falling"),
        (Fact("spend_90", "spend_90", 2), Fact("spend_90_before", "spend_90_before", 2)),
    ),
    Rule(
        "returned",
        lambda rows: rows["is_returned"].eq(True) & rows["silence_days"].le(RETURNED_DAYS),
        (Fact("silence_days", "latest_gap_days", 0),),
    ),
    Rule(
        "one_off_spike",
        _flag("is_spike"),
        (Fact("share", "largest_order_share", 2), Fact("active_months", "active_months", 0)),
    ),
    Rule(
        "top_share",
        lambda rows: rows["pyramid_level"].isin(("vip", "major")),
        (Fact("level", "pyramid_level"), Fact("rank", "rank", 0), Fact("rank_share", "rank_share", 4)),
    ),
    Rule(
        "champion",
        lambda rows: rows["champion_product_id"].notna(),
        (Fact("product", "champion_product_id"), Fact("products", "champion_products", 0)),
    ),
    Rule(
        "room_to_grow",
        lambda rows: rows["value_class"].eq("iron"),
        (Fact("potential", "potential_value", 2), Fact("headroom", "headroom", 2)),
    ),
    Rule("new_customer", _stage("new", unless="is_abnormal"), (Fact("days", "recency_days", 0),)),
    Rule("few_orders", _stage("forming", unless="is_abnormal"), (Fact("orders", "total_orders", 0),)),
    Rule("on_rhythm", _stage("stable", unless="is_abnormal"), (USUAL, SILENCE)),
)
