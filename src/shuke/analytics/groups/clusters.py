"""Groups of customers who buy alike."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Self

import numpy as np
import pandas as pd

from shuke.analytics.groups.choosing import Option, choose, judge
from shuke.analytics.groups.kmeans import Floats, centres_of, means, nearest
from shuke.analytics.groups.scaling import NothingToCompare, Scaling
from shuke.lib.errors import ShukeError

VERSION = 1
COUNTS = tuple(range(3, 9))  # tried when no number is given
MOST = 30


class TooManyGroups(ShukeError):
    """More groups than there are different customers, or than anybody can tell apart."""


class NotFitted(ShukeError):
    """Groups were asked for before any were found."""


class Clusters:
    """k-means on robustly scaled behaviour, each kind of behaviour weighing the same.

    Args:
        count: how many groups; None chooses among 3–8: of the stable ones that with the highest silhouette.
        columns: what to compare by; None takes every column of the frame.
        seed: of samples and starts; the same seed gives the same groups.

    Attributes:
        scaling_: how columns become comparable.
        centres_: middle of each group in scaled columns, shape (groups, columns), the largest group first.
        options_: the numbers of groups tried, each judged; chosen_: the one taken.
        sizes_: customers of each group when fitted; customers_: of all.
    """

    scaling_: Scaling
    centres_: Floats
    options_: tuple[Option, ...]
    chosen_: Option
    sizes_: tuple[int, ...]
    customers_: int

    def __init__(self, *, count: int | None = None, columns: Sequence[str] | None = None, seed: int) -> None:
        self.count = count
        self.columns = columns
        self.seed = seed

    def fit(self, frame: pd.DataFrame) -> Self:
        """Find groups among customers, one row each; columns are numbers, NaN is not known and counts as the middle.

        Raises:
            TooManyGroups: more groups asked for than customers that differ.
            NothingToCompare: no customer, a column is missing, or all customers are the same.
        """
        self.scaling_ = Scaling.of(frame, names=list(frame.columns) if self.columns is None else self.columns)
        matrix = self.scaling_.matrix(frame)
        tried = {count: centres_of(matrix, count=count, seed=self.seed) for count in self._counts(matrix)}
        judged = {count: judge(matrix, centres, seed=self.seed) for count, centres in tried.items()}
        self.options_ = tuple(judged.values())
        chosen = choose(self.options_)
        self._settle(matrix, tried[chosen.count], chosen)
        return self

    def assign(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`group` (0 is the largest when fitted) and `distance` to its middle, indexed as `frame`.

        Raises:
            NotFitted: called before `fit`.
        """
        if not hasattr(self, "centres_"):
            raise NotFitted("Clusters has found no groups yet: call fit(frame) first.")
        group, distance = nearest(self.scaling_.matrix(frame), self.centres_)
        return pd.DataFrame({"group": group, "distance": distance}, index=frame.index)

    def as_dict(self) -> dict[str, Any]:
        """Everything that `assign` needs, for JSON."""
        if not hasattr(self, "centres_"):
            raise NotFitted("Clusters has found no groups yet: call fit(frame) first.")
        return {
            "version": VERSION,
            "seed": self.seed,
            "count": self.count,
            "columns": self.scaling_.names,
            "scaling": self.scaling_.as_dict(),
            "centres": self.centres_.tolist(),
            "options": [asdict(option) for option in self.options_],
            "chosen": asdict(self.chosen_),
            "sizes": list(self.sizes_),
            "customers": self.customers_,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """The groups that `as_dict` described."""
        found = cls(count=kept["count"], columns=kept["columns"], seed=kept["seed"])
        found.scaling_ = Scaling.from_dict(kept["scaling"])
        found.centres_ = np.asarray(kept["centres"], dtype=np.float64).reshape(len(kept["centres"]), -1)
        found.options_ = tuple(_option(option) for option in kept["options"])
        found.chosen_ = _option(kept["chosen"])
        found.sizes_ = tuple(kept["sizes"])
        found.customers_ = kept["customers"]
        return found

    def _counts(self, matrix: Floats) -> list[int]:
        if self.count is None:
            different = _different(matrix, at_most=COUNTS[-1] + 1)
            # A group for every customer says nothing: as many customers again have to share them.
            return [count for count in COUNTS if count * 2 <= len(matrix) and count <= different] or [1]
        if not 1 <= self.count <= MOST:
            raise TooManyGroups(f"{self.count} groups cannot be made; choose a number from 1 to {MOST}.")
        if self.count > _different(matrix, at_most=self.count):
            raise TooManyGroups(
                f"{self.count} groups were asked for, but only {_different(matrix, at_most=self.count)} of "
                f"{len(matrix):,} customers differ; ask for fewer groups."
            )
        return [self.count]

    def _settle(self, matrix: Floats, found: Floats, chosen: Option) -> None:
        # The sample's middles, moved once to those of everybody.
        centres = means(matrix, nearest(matrix, found)[0], found)
        sizes = np.bincount(nearest(matrix, centres)[0], minlength=len(centres))
        order = np.argsort(-sizes, kind="stable")
        self.centres_, self.customers_ = centres[order], len(matrix)
        self.sizes_ = tuple(int(size) for size in sizes[order])
        solidity = tuple(chosen.solidity[place] for place in order)
        self.chosen_ = Option(**{**asdict(chosen), "solidity": solidity})


def _different(matrix: Floats, *, at_most: int) -> int:
    """How many rows differ, counted no further than `at_most`: a prefix is enough nearly always."""
    for rows in (matrix[: 100 * at_most], matrix):
        found = len(np.unique(rows, axis=0))
        if found >= at_most:
            return at_most
    return found


def _option(kept: Mapping[str, Any]) -> Option:
    return Option(**{**kept, "solidity": tuple(kept["solidity"])})


__all__ = ["Clusters", "NotFitted", "NothingToCompare", "TooManyGroups"]
