"""People who never bought, by how much of what is known of them is said of a group of buyers more than of others."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from shuke.analytics.groups.lookalike import LIGHTEST, REASONS, Likeness, judged, require_members, weights_of
from shuke.analytics.groups.rules import Flags, Floats
from shuke.lib.errors import ShukeError

YES, NO = "yes", "no"
IS = "="  # between a column and what it says, in a name
MANY = ":"  # in the name of a column of which a person may have several, each a column that says “yes”: “tag:wine”
LEAST_HOLDERS = 20  # buyers: what fewer have in common says something of those few
LEAST_KNOWN = 10  # members, and others, of whom a column must be known to be compared
MOST_VALUES = 20  # of one column, those most buyers have
MOST_LEARNT_FROM = 50_000  # buyers, drawn at random from more: the weights of some dozen values need no more
RIDGE = 1.0  # scikit-learn's C; the columns are 0 and 1, so that a rare value is held back the most
CHANCE = 0.5


class NothingInCommon(ShukeError):
    """Nothing is known of people who never bought that is also known of buyers."""


@dataclass(frozen=True)
class Value:
    """What may be known of a person. Shares are of those of whom the column is known."""

    feature: str
    value: str
    members: float
    others: float
    buyers: float

    @property
    def name(self) -> str:
        return f"{self.feature}{IS}{self.value}"

    def held(self, frame: pd.DataFrame) -> Flags:
        return np.asarray((frame[self.feature] == self.value).to_numpy(dtype=np.bool_, na_value=False))

    def leaning(self, frame: pd.DataFrame) -> Floats:
        """1 or 0 less the share of buyers; 0 where the column is not known."""
        known = frame[self.feature].notna().to_numpy()
        return np.where(known, self.held(frame) - self.buyers, 0.0)


class ProspectLikeness:
    """Logistic regression of members against all other buyers by what their records say, for people who never bought.

    Only what is known of both counts: a value that no prospect has, or few buyers, is left out. What is not known
    speaks neither for nor against.

    Args:
        seed: of the folds, and of the buyers learnt from where there are very many.

    Attributes:
        values_: what counts. weights_: by name of a value, in logarithms of odds. judged_: on members held out.
    """

    values_: list[Value]
    weights_: "pd.Series[float]"
    judged_: Likeness

    def __init__(self, *, seed: int) -> None:
        self.seed = seed

    def fit(self, buyers: pd.DataFrame, members: Flags, *, prospects: pd.DataFrame) -> Self:
        """Learn from one row per buyer, members and others; columns are words, NaN is not known.

        Raises:
            TooFewMembers: fewer than 20 members, or fewer than 20 others.
            NothingInCommon: no value is known of 20 buyers and of a prospect.
        """
        require_members(members)
        random = np.random.default_rng(self.seed)
        # In no order: of equals, and here many are, none is placed first for being an old customer.
        drawn = random.permutation(len(buyers))[:MOST_LEARNT_FROM]
        frame, chosen = buyers.iloc[drawn], members[drawn]
        require_members(chosen)
        self.values_ = _values(frame, chosen, prospects)
        if not self.values_:
            raise NothingInCommon(
                "Nothing is known of people who never bought that is also known of buyers: record age, gender, home "
                "store, how they came, tags or preferences of both."
            )
        matrix = np.column_stack([value.leaning(frame) for value in self.values_])
        names = [value.name for value in self.values_]
        # A member counts once: weighed up to as many as the others, a handful would outvote the ridge.
        ridge = RIDGE * 2 * min(int(chosen.sum()), int((~chosen).sum())) / len(chosen)
        self.judged_ = judged(matrix, chosen, names=names, seed=self.seed, ridge=ridge)
        weights, self._offset = weights_of(matrix, chosen, ridge=ridge)
        self.weights_ = pd.Series(weights, index=names, name="weight")
        return self

    @property
    def beats_chance(self) -> bool:
        """Whether members held out were found at all: the interval of the AUC lies above one half."""
        return self.judged_.lower > CHANCE

    def likeness(self, frame: pd.DataFrame) -> Floats:
        """0–1 for each person, shape (n,), as `LookAlikes.likeness`; NaN of whom nothing is known that counts."""
        margin = np.full(len(frame), self._offset)
        has_any = np.zeros(len(frame), dtype=np.bool_)
        for value, weight in zip(self.values_, self.weights_.tolist(), strict=True):
            margin += value.leaning(frame) * weight
            has_any |= value.held(frame)
        return np.where(has_any, 1 / (1 + np.exp(-margin)), np.nan)

    def reasons(self, frame: pd.DataFrame) -> list[list[dict[str, Any]]]:
        """What speaks most for each person's likeness: `{"code": "known_of_members", "facts": {"feature", "value",
        "members", "others"}}`, the weightiest first, in the order of `frame`. Only what the person has, and what
        members have more often than others."""
        weights = self.weights_.to_numpy(np.float64)
        tells = np.array([value.members > value.others for value in self.values_]) & (weights > 0)
        held = np.column_stack([value.held(frame).astype(np.float64) for value in self.values_])
        speaks: Floats = held * np.where(tells, weights, 0.0)
        least = LIGHTEST * speaks.sum(axis=1, keepdims=True)
        best = np.argsort(-speaks, axis=1, kind="stable")[:, :REASONS]
        return [
            [_reason(self.values_[at]) for at in places if counted[at]]
            for places, counted in zip(best.tolist(), (speaks > least).tolist(), strict=True)
        ]


def parts_of(name: str) -> tuple[str, str]:
    """Column and what it says, of a value's name."""
    feature, _is, value = name.partition(IS)
    if MANY in feature:  # a tag may hold any sign, and says “yes”
        feature, _is, value = name.rpartition(IS)
    return feature, value


def _reason(value: Value) -> dict[str, Any]:
    facts = {"feature": value.feature, "value": value.value, "members": value.members, "others": value.others}
    return {"code": "known_of_members", "facts": facts}


def _values(buyers: pd.DataFrame, members: Flags, prospects: pd.DataFrame) -> list[Value]:
    found = []
    for feature in buyers.columns.intersection(prospects.columns, sort=False):
        known = buyers[feature].notna().to_numpy()
        if min(int((known & members).sum()), int((known & ~members).sum())) < LEAST_KNOWN:
            continue
        of_prospects = set(prospects[feature].dropna().unique())
        held = [
            value for value, count in buyers[feature].value_counts().items() if LEAST_HOLDERS <= count < known.sum()
        ]
        # “no” says what “yes” does.
        common = [str(value) for value in held if value in of_prospects and value != NO]
        found += [_value(buyers[feature], members, str(feature), value) for value in common[:MOST_VALUES]]
    return found


def _value(column: "pd.Series[Any]", members: Flags, feature: str, value: str) -> Value:
    known = column.notna().to_numpy()
    held = (column == value).to_numpy(dtype=np.bool_, na_value=False)
    return Value(
        feature=feature,
        value=value,
        members=_share(held, known & members),
        others=_share(held, known & ~members),
        buyers=_share(held, known),
    )


def _share(held: Flags, among: Flags) -> float:
    return float(held[among].mean()) if among.any() else 0.0
