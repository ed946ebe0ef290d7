"""Who says best what will happen: the tree, a neural network, or the simplest rule? Judged on others than it knows."""

from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd

from shuke.analytics.churn.judging import ranking
from shuke.analytics.groups.rules import Flags, Floats, RuleTree, TooFew, require_both
from shuke.analytics.groups.scaling import Scaling

LEAST_CUSTOMERS = 200
LEAST_HAPPENED = 20  # to whom it happened, and to whom it did not, in either period
READABLE_WITHIN = 0.01  # of the best AUC, and the readable one is offered
BANDS = 10
NET_NEURONS = (16,)
# Chosen by four folds of the earlier period of the published year: with 1 the net learnt the sample's noise.
NET_DECAY = 20.0


Half = tuple[pd.DataFrame, Flags]


class Forecaster(Protocol):
    name: str

    def fit(self, frame: pd.DataFrame, happened: Flags) -> Self: ...

    def probability(self, frame: pd.DataFrame) -> Floats: ...


class OneColumn:
    """The simplest rule: customers in the order of a single column, the one that ranks best where it was learnt.

    Attributes:
        column_: which. is_rising_: whether high values mean likelier. shares_: of ten bands of it, lowest values first.
    """

    name = "one_column"

    column_: str
    is_rising_: bool
    shares_: Floats

    def fit(self, frame: pd.DataFrame, happened: Flags) -> Self:
        aucs = {str(name): ranking(_filled(frame, name), happened).auc for name in frame.columns}
        self.column_ = max(aucs, key=lambda name: abs(aucs[name] - 0.5))
        self.is_rising_ = aucs[self.column_] >= 0.5
        values = _filled(frame, self.column_)
        self._borders = np.unique(np.quantile(values, np.arange(1, BANDS) / BANDS))
        band = np.searchsorted(self._borders, values)
        counts = np.bincount(band, minlength=len(self._borders) + 1)
        self.shares_ = (np.bincount(band, weights=happened, minlength=len(counts)) + 1) / (counts + 2)
        return self

    def order(self, frame: pd.DataFrame) -> Floats:
        values = _filled(frame, self.column_)
        return values if self.is_rising_ else -values

    def probability(self, frame: pd.DataFrame) -> Floats:
        return np.asarray(self.shares_[np.searchsorted(self._borders, _filled(frame, self.column_))])


class Net:
    """A neural network with one hidden layer of 16 neurons, on scaled columns (scikit-learn's MLPClassifier)."""

    name = "net"

    def __init__(self, *, seed: int) -> None:
        self.seed = seed

    def fit(self, frame: pd.DataFrame, happened: Flags) -> Self:
        from sklearn.neural_network import MLPClassifier

        self.scaling_ = Scaling.of(frame, names=list(frame.columns))
        net = MLPClassifier(
            hidden_layer_sizes=NET_NEURONS, alpha=NET_DECAY, solver="lbfgs", max_iter=150, random_state=self.seed
        )
        with _unhurried():
            self._net: Any = net.fit(self.scaling_.spreads(frame), happened)
        return self

    def probability(self, frame: pd.DataFrame) -> Floats:
        return np.asarray(self._net.predict_proba(self.scaling_.spreads(frame))[:, 1], dtype=np.float64)


@dataclass(frozen=True)
class Entry:
    """How one of them did on the later period.

    auc: share of pairs in which the one to whom it happened was placed higher, with a 95 % interval. brier: mean
    squared error of the probability. top_share: to what share of the tenth placed highest it happened.
    """

    name: str
    auc: float
    lower: float
    upper: float
    brier: float
    top_share: float


@dataclass(frozen=True)
class Contest:
    """learnt_from, judged_on: customers of the two periods; base_rate: share to whom it happened in the later one;
    base_brier: error of saying the earlier share of everybody."""

    entries: tuple[Entry, ...]
    winner: str
    column: str
    learnt_from: int
    judged_on: int
    base_rate: float
    base_brier: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def contest(
    known: pd.DataFrame, known_happened: Flags, later: pd.DataFrame, later_happened: Flags, *, seed: int
) -> Contest:
    """Let all learn from the earlier period, its outcomes included, and foretell the later one.

    The readable one wins when it is within .01 of the best AUC: the simplest rule before the tree, the tree before the
    net. So a tree that is no better than one column is not offered.

    Args:
        known, later: one row per customer and the same columns, each as of the day before its outcomes begin; the
            outcomes of `known` are over before those of `later` begin, or both are `halves` of one day's.

    Raises:
        TooFew: fewer than 200 customers in either, or fewer than 20 to whom it happened or did not.
    """
    for happened in (known_happened, later_happened):
        require_enough(happened)
    simplest = OneColumn().fit(known, known_happened)
    entries = [_entry("one_column", simplest.order(later), simplest.probability(later), later_happened)]
    others: list[Forecaster] = [RuleTree(seed=seed), Net(seed=seed)]
    for each in others:
        chance = each.fit(known, known_happened).probability(later)
        entries.append(_entry(each.name, chance, chance, later_happened))
    best = max(entry.auc for entry in entries)
    return Contest(
        entries=tuple(entries),
        winner=next(entry.name for entry in entries if entry.auc >= best - READABLE_WITHIN),
        column=simplest.column_,
        learnt_from=len(known),
        judged_on=len(later),
        base_rate=float(later_happened.mean()),
        base_brier=_brier(np.full(len(later), known_happened.mean()), later_happened),
    )


def halves(frame: pd.DataFrame, happened: Flags, *, seed: int) -> tuple[Half, Half]:
    """Customers of one day, drawn at random into those to learn from and those to judge on: no later day is known."""
    drawn = np.random.default_rng(seed).permutation(len(frame))
    first, second = np.sort(drawn[: len(drawn) // 2]), np.sort(drawn[len(drawn) // 2 :])
    return (frame.iloc[first], happened[first]), (frame.iloc[second], happened[second])


def require_enough(happened: Flags) -> None:
    """Raises TooFew, with the sentence to show."""
    require_both(happened, at_least=LEAST_CUSTOMERS)
    rarer = min(int(happened.sum()), int((~happened).sum()))
    if rarer < LEAST_HAPPENED:
        raise TooFew(
            f"Too thin to judge a rule: of {len(happened):,} customers it happened to {int(happened.sum()):,}; "
            f"{LEAST_HAPPENED} to whom it happened and {LEAST_HAPPENED} to whom it did not are needed in both periods."
        )


def _entry(name: str, order: Floats, chance: Floats, happened: Flags) -> Entry:
    ranked = ranking(order, happened)
    top = np.argsort(-order, kind="stable")[: max(1, len(order) // 10)]
    return Entry(name, ranked.auc, ranked.lower, ranked.upper, _brier(chance, happened), float(happened[top].mean()))


def _brier(chance: Floats, happened: Flags) -> float:
    return float(((chance - happened) ** 2).mean())


def _filled(frame: pd.DataFrame, name: str) -> Floats:
    values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    finite = np.isfinite(values)
    middle = float(np.median(values[finite])) if finite.any() else 0.0
    return np.where(finite, values, middle)


def _unhurried() -> Any:
    """One thread, and no warning where the net stopped at its last step: the later period judges it anyway."""
    import warnings
    from contextlib import ExitStack

    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    stack = ExitStack()
    stack.enter_context(threadpool_limits(limits=1))
    stack.enter_context(warnings.catch_warnings())
    warnings.simplefilter("ignore", ConvergenceWarning)
    return stack
