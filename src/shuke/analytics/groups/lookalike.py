"""Customers who are like those of a chosen group without belonging to it, and in what."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from shuke.analytics.churn.judging import ranking
from shuke.analytics.groups.features import AMOUNTS
from shuke.analytics.groups.rules import Flags, Floats
from shuke.analytics.groups.scaling import Scaling
from shuke.lib.errors import ShukeError

LEAST_MEMBERS = 20
FOLDS = 4
TENTH = 0.1
REASONS = 3
LIGHTEST = 0.15  # of all that speaks for the likeness: less is not told
RIDGE = 0.1  # scikit-learn's C: small draws the weights towards none


class TooFewMembers(ShukeError):
    """A group too small, or too large, to say what its members have in common."""


@dataclass(frozen=True)
class Likeness:
    """How well members were found that the model had not seen.

    auc: share of pairs in which a held-out member was placed above somebody outside, with a 95 % interval. found: share
    of the members among the tenth placed highest; by chance it is a tenth. simple_auc, simple_column: the same by the
    single column that separates best.
    """

    members: int
    others: int
    auc: float
    lower: float
    upper: float
    found: float
    simple_auc: float
    simple_column: str

    @property
    def beats_simple(self) -> bool:
        return self.auc > self.simple_auc

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "beats_simple": self.beats_simple}


class LookAlikes:
    """Logistic regression of members against all others, on how customers buy.

    Columns that say how much somebody buys are left out unless asked for: members of a group chosen by spend would
    only be told from others by spend, and everybody found would be a member already.

    Args:
        columns: what to compare by; None takes all of the frame but amounts (`features.AMOUNTS`).
        seed: of the folds.

    Attributes:
        judged_: on members held out. weights_: by column, in spreads of all customers.
    """

    judged_: Likeness
    weights_: "pd.Series[float]"

    def __init__(self, *, columns: Sequence[str] | None = None, seed: int) -> None:
        self.columns = columns
        self.seed = seed

    def fit(self, frame: pd.DataFrame, members: Flags) -> Self:
        """Learn from one row per customer, members and others; columns are numbers, NaN counts as the middle.

        Raises:
            TooFewMembers: fewer than 20 members, or fewer than 20 others.
            NothingToCompare: all customers are the same.
        """
        require_members(members)
        names = [str(name) for name in frame.columns if name not in AMOUNTS] if self.columns is None else self.columns
        self.scaling_ = Scaling.of(frame, names=names)
        spreads = self.scaling_.spreads(frame)
        self.judged_ = judged(spreads, members, names=self.scaling_.names, seed=self.seed)
        weights, self._offset = weights_of(spreads, members)
        self.weights_ = pd.Series(weights, index=self.scaling_.names, name="weight")
        return self

    def likeness(self, frame: pd.DataFrame) -> Floats:
        """0–1 for each customer, shape (n,): the place among members and others weighed as if they were equally many;
        above .5 more like the members. It is no probability of becoming one."""
        margin = self.scaling_.spreads(frame) @ self.weights_.to_numpy(np.float64) + self._offset
        return np.asarray(1 / (1 + np.exp(-margin)))

    def reasons(self, frame: pd.DataFrame) -> list[list[dict[str, Any]]]:
        """What speaks most for each customer's likeness: `{"code": "like_members", "facts": {"feature", "own",
        "all"}}`, the weightiest first, in the order of `frame`."""
        names = self.scaling_.names
        speaks = self.scaling_.spreads(frame) * self.weights_.to_numpy(np.float64)
        values = frame[names].to_numpy(np.float64)
        least = LIGHTEST * np.maximum(speaks, 0.0).sum(axis=1, keepdims=True)
        counts = (speaks > least) & ~np.isnan(values)
        best = np.argsort(-speaks, axis=1, kind="stable")[:, :REASONS]
        usual = [self.scaling_.natural(name, 0.0) for name in names]
        return [
            [
                {"code": "like_members", "facts": {"feature": names[at], "own": own[at], "all": usual[at]}}
                for at in places
                if counted[at]
            ]
            for places, counted, own in zip(best.tolist(), counts.tolist(), values.tolist(), strict=True)
        ]


def require_members(members: Flags) -> None:
    """Raises TooFewMembers, with the sentence to show."""
    if min(int(members.sum()), int((~members).sum())) < LEAST_MEMBERS:
        raise TooFewMembers(
            f"The group has {int(members.sum()):,} of {len(members):,} customers: to say who is like them, "
            f"{LEAST_MEMBERS} must be in it and {LEAST_MEMBERS} outside. Choose another group."
        )


def judged(spreads: Floats, members: Flags, *, names: Sequence[str], seed: int, ridge: float = RIDGE) -> Likeness:
    """Each customer is placed by a model that did not know her. Equals stay in their order."""
    fold = np.random.default_rng(seed).permutation(len(members)) % FOLDS
    placed = np.empty(len(members))
    for own in range(FOLDS):
        out = fold == own
        weights, offset = weights_of(spreads[~out], members[~out], ridge=ridge)
        placed[out] = spreads[out] @ weights + offset
    found = ranking(placed, members)
    alone = [ranking(column, members).auc for column in spreads.T]
    best = int(np.argmax(np.abs(np.array(alone) - 0.5)))
    top = np.argsort(-placed, kind="stable")[: max(1, round(len(placed) * TENTH))]
    return Likeness(
        members=int(members.sum()),
        others=int((~members).sum()),
        auc=found.auc,
        lower=found.lower,
        upper=found.upper,
        found=float(members[top].sum() / members.sum()),
        simple_auc=max(alone[best], 1 - alone[best]),
        simple_column=names[best],
    )


def weights_of(spreads: Floats, members: Flags, *, ridge: float = RIDGE) -> tuple[Floats, float]:
    """Of each column, and of all."""
    from sklearn.linear_model import LogisticRegression

    if members.all() or not members.any():
        return np.zeros(spreads.shape[1]), 0.0
    fitted = LogisticRegression(C=ridge, class_weight="balanced", max_iter=500).fit(spreads, members)
    return np.asarray(fitted.coef_[0], dtype=np.float64), float(fitted.intercept_[0])
