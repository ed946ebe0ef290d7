"""The reasons of `reasons` for a table of customers as pandas: a page or a million.

Every rule looks at whole columns and touches only the rows it applies to.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.worth.reasons import COLUMNS, RULES, Condition, Fact, Reason, Rule, text


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


def _matches(frame: pd.DataFrame) -> Iterator[tuple[Rule, list[int], list[list[Any]]]]:
    whole = frame.reindex(columns=list(COLUMNS))
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
