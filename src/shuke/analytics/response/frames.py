"""Columns of pandas frames, checked before anything is calculated from them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shuke.lib.errors import ShukeError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


class BadTable(ShukeError):
    """A table lacks columns or holds rows that cannot be."""


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A column as finite float64.

    Raises:
        BadTable: it is missing, no number, or holds missing or infinite values.
    """
    if name not in frame.columns:
        raise BadTable(
            f"The table has no column {name} (it has {', '.join(map(str, frame.columns))}); rename or add it."
        )
    try:
        values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise BadTable(f"The column {name} holds something that is no number.") from None
    refuse(frame.index, ~np.isfinite(values), f"{name} is missing or infinite")
    return values


def flags(frame: pd.DataFrame, name: str) -> Flags:
    """A column of true and false (or 1 and 0).

    Raises:
        BadTable: it is missing, or holds anything else.
    """
    values = numbers(frame, name)
    refuse(frame.index, (values != 0) & (values != 1), f"{name} is neither true nor false")
    return values.astype(np.bool_)


def counts(cells: pd.DataFrame) -> tuple[Floats, Floats]:
    """`pieces, responses` of each cell.

    Raises:
        BadTable: a count is negative or broken; more responses than pieces; a cell stands in two rows; no cell at all.
    """
    pieces, responses = numbers(cells, "pieces"), numbers(cells, "responses")
    if not len(cells):
        raise BadTable("The table has no cells: count the test first.")
    _check_counts(cells.index, pieces=pieces, responses=responses)
    refuse(cells.index, responses > pieces, "responses exceed pieces (count each customer once)")
    return pieces, responses


def to_mail(pieces: "pd.Series[int]") -> Floats:
    """Pieces to be sent, by cell.

    Raises:
        BadTable: a number is missing, negative or broken; a cell stands in it twice.
    """
    size = numbers(pd.DataFrame({"pieces": pieces}), "pieces")
    _check_counts(pieces.index, pieces=size)
    return size


def _check_counts(cells: "pd.Index[str]", **columns: Floats) -> None:
    if cells.has_duplicates:
        twice = cells[cells.duplicated()][0]
        raise BadTable(f"The cell {twice} stands in the table twice; add its rows up.")
    for name, values in columns.items():
        refuse(cells, (values < 0) | (values != np.floor(values)), f"{name} is no whole number from 0 up")


def refuse(index: "pd.Index[str]", wrong: Flags, what: str) -> None:
    """Raise with the number of wrong rows and the first one's index."""
    if wrong.any():
        first = index[int(wrong.argmax())]
        raise BadTable(f"{what} in {int(wrong.sum())} rows (first: {first}); correct or leave them out.")


def check_level(level: float) -> None:
    if not 0 < level < 1:
        raise BadTable(f"The level of an interval is {level}; give a share between 0 and 1, such as 0.95.")
