"""Columns of different units made comparable, without letting a few extreme customers decide."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shuke.analytics.groups.features import family_of
from shuke.lib.errors import ShukeError

Floats = NDArray[np.float64]

# Amounts and counts differ by factors, shares by differences.
LOGGED = frozenset({"recency_days", "orders", "spend", "spend_per_order", "lines_per_order", "categories"})
NORMAL_QUARTILES = 1.349  # distance between the quartiles of a normal distribution of spread 1
FURTHEST = 3.0  # spreads from the middle; what lies beyond counts as this far


class NothingToCompare(ShukeError):
    """No customer, no such column, or nothing that differs between customers."""


@dataclass(frozen=True)
class Column:
    name: str
    is_logged: bool
    middle: float  # median, after the logarithm
    spread: float  # > 0: quartile distance ÷ 1.349, or the standard deviation where half of all are equal
    weight: float  # 1 ÷ √(columns of its kind of behaviour)


@dataclass(frozen=True)
class Scaling:
    """How a frame becomes a matrix.

    columns: those compared. constant: those that say the same of everybody and are left out.
    """

    columns: tuple[Column, ...]
    constant: tuple[str, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, *, names: Sequence[str]) -> Self:
        """Measure the middle and spread of each column; infinite values count as not known.

        Raises:
            NothingToCompare: with the sentence to show.
        """
        missing = [name for name in names if name not in frame.columns]
        if missing or not names:
            raise NothingToCompare(f"The table has no column {', '.join(missing) or 'to compare by'}; add it.")
        if frame.empty:
            raise NothingToCompare("There is no customer to compare: nobody bought in the days looked at.")
        measured = {name: _middle_and_spread(_values(frame, name)) for name in names}
        varying = [name for name in names if measured[name][1] > 0]
        if not varying and len(frame) > 1:
            raise NothingToCompare(
                f"All {len(frame):,} customers are the same in {', '.join(names)}; choose other kinds of behaviour."
            )
        kinds = [family_of(name) for name in varying]
        columns = tuple(
            Column(name, name in LOGGED, *measured[name], weight=1 / kinds.count(kind) ** 0.5)
            for name, kind in zip(varying, kinds, strict=True)
        )
        return cls(columns=columns, constant=tuple(name for name in names if name not in varying))

    def spreads(self, frame: pd.DataFrame) -> Floats:
        """Each value's distance from the middle in spreads, between −3 and 3, shape (n, columns); unknown is 0."""
        matrix = np.empty((len(frame), len(self.columns)))
        for place, column in enumerate(self.columns):
            values = (_values(frame, column.name) - column.middle) / column.spread
            matrix[:, place] = np.clip(np.nan_to_num(values, nan=0.0), -FURTHEST, FURTHEST)
        return matrix

    def matrix(self, frame: pd.DataFrame) -> Floats:
        """`spreads` by weight: what distances are measured in."""
        return self.spreads(frame) * self.weights

    @property
    def weights(self) -> Floats:
        return np.array([column.weight for column in self.columns])

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def natural(self, name: str, spreads: float) -> float:
        """A distance from the middle as a value of the column."""
        column = next(column for column in self.columns if column.name == name)
        value = column.middle + spreads * column.spread
        return float(np.expm1(value)) if column.is_logged else float(value)

    def as_dict(self) -> dict[str, Any]:
        return {"columns": [asdict(column) for column in self.columns], "constant": list(self.constant)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        return cls(tuple(Column(**column) for column in kept["columns"]), tuple(kept["constant"]))


def _values(frame: pd.DataFrame, name: str) -> Floats:
    values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.where(np.isfinite(values), values, np.nan)
    return np.log1p(np.maximum(values, 0.0)) if name in LOGGED else values


def _middle_and_spread(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return 0.0, 0.0
    lower, middle, upper = np.quantile(known, (0.25, 0.5, 0.75))
    spread = (upper - lower) / NORMAL_QUARTILES
    return float(middle), float(spread if spread > 1e-9 else known.std() if known.std() > 1e-9 else 0.0)
