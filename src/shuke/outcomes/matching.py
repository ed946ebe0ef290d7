"""Customers alike: for each person of one kind some of the other kind who bought as often, as much and as lately."""

import numpy as np
import pandas as pd

# Purchases of a year fall into these classes, spend into fifths of everybody.
_ORDERS = (0, 1, 2, 4, 8, 16, 32, np.inf)
SPEND_PARTS = 5


def match(people: pd.DataFrame, *, each: int, random_state: np.random.Generator) -> pd.DataFrame:
    """Everybody who complained with `each` people like them who did not.

    Args:
        people: one row a person: `complained`, `orders` and `spend_minor` of the year before, `is_recent` (bought
            shortly before).
        each: how many are drawn for a person; where fewer are alike, some are drawn more than once.
        random_state: of the draw.

    Returns:
        `person` (label in `people`), `of` (label of whoever it stands beside; their own for those who complained) and
        `is_treated` (complained). Who has nobody like them is left out.

    Source: exact matching on coarsened covariates (Iacus, King & Porro 2012), each complaint weighing the same.
    """
    cells = _cells(people)
    complained = people["complained"].to_numpy()
    drawn = []
    for _cell, inside in pd.Series(np.arange(len(people))).groupby(cells.to_numpy()):
        rows = inside.to_numpy()
        told, silent = rows[complained[rows]], rows[~complained[rows]]
        if len(told) and len(silent):
            drawn.append(_pairs(told, silent, each, random_state))
    places = np.concatenate(drawn) if drawn else np.empty((0, 2), dtype=np.int64)
    labels = people.index.to_numpy()
    return pd.DataFrame(
        {"person": labels[places[:, 0]], "of": labels[places[:, 1]], "is_treated": places[:, 0] == places[:, 1]}
    )


def _pairs(
    told: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    silent: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    each: int,
    random_state: np.random.Generator,
) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """(who, beside whom), by place."""
    own = np.column_stack([told, told])
    is_scarce = len(silent) < each * len(told)
    others = random_state.choice(silent, size=each * len(told), replace=is_scarce)
    return np.concatenate([own, np.column_stack([others, np.repeat(told, each)])])


def _cells(people: pd.DataFrame) -> "pd.Series[int]":
    often = pd.cut(people["orders"], _ORDERS, labels=False, include_lowest=True).astype("int64")
    rank = people["spend_minor"].rank(method="max", pct=True)  # equal spend, equal fifth
    much = np.ceil(rank * SPEND_PARTS).astype("int64")
    found: pd.Series[int] = often * 100 + much * 10 + people["is_recent"].astype("int64")
    return found
