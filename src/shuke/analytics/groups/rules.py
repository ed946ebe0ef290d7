"""Rules a person can read: a small decision tree, each leaf a list of conditions and how often the thing happened."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shuke.lib.errors import ShukeError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LEAVES = 6
DEPTH = 3  # conditions a sentence can hold
LEAST_SHARE = 0.03  # of the customers behind a rule
LEAST = 25
DIGITS = 2  # of a border: “above 28”, not “above 27.6418”
MOST_DIGITS = 15
MOVED_SHARE = 0.01  # of the customers, whom a rounded border may put on its other side: less than a rule holds


class TooFew(ShukeError):
    """Too few customers, or too few to whom it happened, to learn a rule from."""


@dataclass(frozen=True)
class Condition:
    """Values above `above` and up to and including `up_to`; None is open."""

    feature: str
    above: float | None
    up_to: float | None

    def holds(self, values: Floats) -> Flags:
        low = -np.inf if self.above is None else self.above
        high = np.inf if self.up_to is None else self.up_to
        return np.asarray((values > low) & (values <= high))

    def as_reason(self) -> dict[str, Any]:
        code = "above" if self.up_to is None else "up_to" if self.above is None else "between"
        return {"code": code, "facts": {"feature": self.feature, "above": self.above, "up_to": self.up_to}}


@dataclass(frozen=True)
class Rule:
    """All conditions hold for `customers`, to `happened` of whom it happened. Rules of a tree exclude each other."""

    conditions: tuple[Condition, ...]
    customers: int
    happened: int

    @property
    def share(self) -> float:
        """Laplace's: a rule nobody broke yet is not certain."""
        return (self.happened + 1) / (self.customers + 2)


class RuleTree:
    """A decision tree of at most six leaves and three questions one below the other (CART; Breiman et al. 1984).

    Attributes:
        rules_: the leaves, likeliest first. middles_: what stands for a value that is not known.
        customers_, share_: how many were learnt from, and to what share of them it happened.
    """

    name = "tree"

    rules_: tuple[Rule, ...]
    middles_: dict[str, float]
    customers_: int
    share_: float

    def __init__(self, *, seed: int, leaves: int = LEAVES) -> None:
        self.seed = seed
        self.leaves = leaves

    def fit(self, frame: pd.DataFrame, happened: Flags) -> Self:
        """Learn from one row per customer; columns are numbers, NaN is not known.

        Raises:
            TooFew: fewer than 50 customers, or it happened to all or to nobody.
        """
        from sklearn.tree import DecisionTreeClassifier

        require_both(happened, at_least=2 * LEAST)
        self.middles_ = {str(name): float(np.nan_to_num(frame[name].median())) for name in frame.columns}
        matrix = self._matrix(frame)
        least = max(LEAST, round(LEAST_SHARE * len(frame)))
        # Borders are rounded so that they can be said; ties fall by the seed.
        tree = DecisionTreeClassifier(
            max_leaf_nodes=self.leaves, max_depth=DEPTH, min_samples_leaf=least, random_state=self.seed
        ).fit(matrix, happened)
        paths = _paths(tree.tree_, list(self.middles_), _borders(tree.tree_, matrix))
        self.customers_, self.share_ = len(frame), float(happened.mean())
        counted = [_counted(conditions, frame, happened, self.middles_) for conditions in paths]
        met = [rule for rule in counted if rule.customers]
        self.rules_ = tuple(sorted(met, key=lambda rule: (-rule.share, -rule.customers)))
        return self

    def rule_of(self, frame: pd.DataFrame) -> Ints:
        """The place in `rules_` of each customer's rule, shape (n,)."""
        place = np.zeros(len(frame), dtype=np.int64)
        for number, rule in enumerate(self.rules_):
            place[_met(rule.conditions, frame, self.middles_)] = number
        return place

    def probability(self, frame: pd.DataFrame) -> Floats:
        """The share of each customer's rule, shape (n,)."""
        return np.array([rule.share for rule in self.rules_])[self.rule_of(frame)]

    def as_dict(self) -> dict[str, Any]:
        """Everything that `probability` needs, for JSON."""
        return {
            "seed": self.seed,
            "leaves": self.leaves,
            "rules": [asdict(rule) for rule in self.rules_],
            "middles": self.middles_,
            "customers": self.customers_,
            "share": self.share_,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        found = cls(seed=kept["seed"], leaves=kept["leaves"])
        found.rules_ = tuple(
            Rule(tuple(Condition(**each) for each in rule["conditions"]), rule["customers"], rule["happened"])
            for rule in kept["rules"]
        )
        found.middles_, found.customers_, found.share_ = dict(kept["middles"]), kept["customers"], kept["share"]
        return found

    def _matrix(self, frame: pd.DataFrame) -> Floats:
        return np.column_stack([_known(frame, name, middle) for name, middle in self.middles_.items()])


def require_both(happened: Flags, *, at_least: int) -> None:
    """Raises TooFew, with the sentence to show."""
    if len(happened) < at_least or happened.all() or not happened.any():
        raise TooFew(
            f"It happened to {int(happened.sum()):,} of {len(happened):,} customers: a rule needs at least {at_least} "
            "customers, some to whom it happened and some to whom it did not. Choose another day or wait."
        )


def _known(frame: pd.DataFrame, name: str, middle: float) -> Floats:
    values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, middle)


def _met(conditions: Sequence[Condition], frame: pd.DataFrame, middles: Mapping[str, float]) -> Flags:
    met = np.ones(len(frame), dtype=np.bool_)
    for condition in conditions:
        met &= condition.holds(_known(frame, condition.feature, middles[condition.feature]))
    return met


def _counted(
    conditions: Sequence[Condition], frame: pd.DataFrame, happened: Flags, middles: Mapping[str, float]
) -> Rule:
    met = _met(conditions, frame, middles)
    return Rule(tuple(conditions), int(met.sum()), int(happened[met].sum()))


def _paths(
    tree: Any, names: Sequence[str], borders: Mapping[int, float], node: int = 0,
    bounds: Mapping[str, Condition] | None = None,
) -> list[Any]:  # fmt: skip
    """The conditions down to each leaf, one a feature: “above 2” and “above 5” are “above 5”."""
    bounds = bounds or {}
    if node not in borders:
        return [tuple(bounds.values())]
    name, border = names[tree.feature[node]], borders[node]
    held = bounds.get(name, Condition(name, None, None))
    below = {**bounds, name: Condition(name, held.above, border if held.up_to is None else min(held.up_to, border))}
    above = {**bounds, name: Condition(name, border if held.above is None else max(held.above, border), held.up_to)}
    return [
        *_paths(tree, names, borders, tree.children_left[node], below),
        *_paths(tree, names, borders, tree.children_right[node], above),
    ]


def _borders(tree: Any, matrix: Floats) -> dict[int, float]:
    """By node that asks a question: its border, as far as it can be rounded."""
    asks = [node for node, child in enumerate(tree.children_left) if child >= 0]
    return {node: _rounded(float(tree.threshold[node]), matrix[:, tree.feature[node]]) for node in asks}


def _rounded(border: float, values: Floats) -> float:
    """With the fewest digits that leave nearly every customer on their side: 10.31 and 10.42 are not both 10."""
    below = values <= border
    for digits in range(DIGITS, MOST_DIGITS):
        said = float(f"{border:.{digits}g}")
        if np.mean((values <= said) != below) <= MOVED_SHARE:
            return said
    return border
