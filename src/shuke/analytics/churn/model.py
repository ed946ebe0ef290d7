"""Who is leaving: two models learnt from a shop's own past, the readable one chosen where it is nearly as good."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, Self

import numpy as np
import pandas as pd

from shuke.analytics.churn.boosting import BoostedTrees
from shuke.analytics.churn.calibration import Calibration, calibrate
from shuke.analytics.churn.features import features
from shuke.analytics.churn.judging import Ranking, ranking
from shuke.analytics.churn.labels import Leaving, labels, training_cuts
from shuke.analytics.churn.points import POINTS_PER_DOUBLING, Flags, Floats, Ints, PointsCard
from shuke.analytics.churn.purchases import Purchases
from shuke.analytics.churn.wording import sentences
from shuke.lib.errors import ShukeError

MIN_BUYERS = 500
MIN_HISTORY_DAYS = 180
READABLE_WITHIN = 0.01  # of the other's AUC, and the readable model is offered
LINE_GAINS = 0.001  # in AUC, and trees are evened out by the line
FOLDS = 4
READABLE = PointsCard.name


class TooThin(ShukeError):
    """Too few buyers, days or leavers to say who is leaving; the simple rule stands (`worth.risk`)."""


class UnknownModel(ShukeError):
    """Neither `points` nor `boosting`, or nothing fitted yet."""


class Ranker(Protocol):
    """What places customers in order, leavers first."""

    name: str

    def margin(self, frame: pd.DataFrame) -> Floats: ...


@dataclass(frozen=True)
class Fitted:
    """One model, how sure to be of it, and how it ranked customers it had not seen on the training snapshots."""

    ranker: Ranker
    calibration: Calibration
    ranking: Ranking


@dataclass(frozen=True)
class Snapshots:
    """Customers at the cuts to learn from, one row per customer and cut; the columns are in the same order."""

    cuts: list[date]
    frame: pd.DataFrame
    left: Flags
    degree: Floats  # how far each left, 0 to 1: what trees learn from; judged and calibrated is by `left`
    fold: Ints  # a customer's rows are all in one, so that nobody is judged by a model that knows her
    at: Ints  # which of the cuts a row is of

    def over_by(self, cut: date, *, leaving: Leaving) -> "Snapshots":
        """Those whose label's window ended by `cut`: what could be learnt on that day."""
        kept = [number for number, own in enumerate(self.cuts) if own + timedelta(days=leaving.window_days) <= cut]
        return self._only(np.isin(self.at, kept), [self.cuts[number] for number in kept])

    def of(self, cut: date) -> "Snapshots":
        """The rows of one cut."""
        return self._only(self.at == self.cuts.index(cut), [cut])

    def _only(self, rows: Flags, cuts: list[date]) -> "Snapshots":
        places = np.searchsorted([day.toordinal() for day in cuts], [day.toordinal() for day in self.cuts])
        return Snapshots(
            cuts, self.frame[rows], self.left[rows], self.degree[rows], self.fold[rows], places[self.at[rows]]
        )


class ChurnModel:
    """Probability that a customer leaves, in the sense of `leaving`.

    Args:
        leaving: what is foretold.
        seed: of folds and trees; the same seed gives the same figures.

    Attributes:
        fitted_: by name (`points`, `boosting`).
        chosen_: `points` where its AUC is within .01 of the other's, else `boosting`.
        cuts_: the training snapshots.
        customers_, rows_: how many customers, and customers × snapshots, were learnt from.
    """

    fitted_: dict[str, Fitted]
    chosen_: str
    cuts_: list[date]
    customers_: int
    rows_: int

    def __init__(self, *, leaving: Leaving, seed: int) -> None:
        self.leaving = leaving
        self.seed = seed

    def fit(self, known: Purchases, *, cut: date) -> Self:
        """Learn from snapshots whose label's window ends by `cut`; nothing from `cut` on is read.

        Raises:
            TooThin: fewer than 500 buyers or 180 days before `cut`, no snapshot to learn from, or not a leaver or a
                stayer in each fold.
        """
        cuts = learnable_cuts(known, cut=cut, leaving=self.leaving)
        return self.learn(take_snapshots(known, cuts=cuts, leaving=self.leaving, seed=self.seed))

    def learn(self, snapshots: Snapshots) -> Self:
        """`fit` for callers that have the snapshots already.

        Raises:
            TooThin: not a leaver or a stayer in each fold.
        """
        _refuse_one_outcome(snapshots)
        self.cuts_ = snapshots.cuts
        self.customers_, self.rows_ = snapshots.frame.index.nunique(), len(snapshots.frame)
        self.fitted_ = {READABLE: _fitted_card(snapshots), BoostedTrees.name: _fitted_trees(snapshots, seed=self.seed)}
        self.chosen_ = choose({name: fitted.ranking.auc for name, fitted in self.fitted_.items()})
        return self

    def probability(self, known: Purchases, *, cut: date, model: str | None = None) -> "pd.Series[float]":
        """Probability (0–1) that each customer of `labels.customers_at(cut)` leaves, by customer id.

        Args:
            model: `points` or `boosting`; None takes the chosen one.

        Raises:
            UnknownModel: no such model, or called before `fit`.
        """
        return self.probability_of(features(known, cut=cut), model=model)

    def probability_of(self, frame: pd.DataFrame, *, model: str | None = None) -> "pd.Series[float]":
        """`probability` for callers that have the `features` already."""
        fitted = self.model(model)
        values = fitted.calibration.probability(fitted.ranker.margin(frame))
        return pd.Series(values, index=frame.index, name="churn_probability")

    def model(self, name: str | None = None) -> Fitted:
        """The chosen model, or the named one.

        Raises:
            UnknownModel: no such model, or called before `fit`.
        """
        if not hasattr(self, "fitted_"):
            raise UnknownModel("ChurnModel has learnt nothing yet: call fit(known, cut=…) first.")
        wanted = self.chosen_ if name is None else name
        if wanted not in self.fitted_:
            raise UnknownModel(f"There is no model {wanted}; there are {', '.join(self.fitted_)}.")
        return self.fitted_[wanted]

    def sentences(self) -> list[str]:
        """The readable model in words, whether it was chosen or not.

        Raises:
            UnknownModel: called before `fit`.
        """
        fitted = self.model(READABLE)
        if not isinstance(fitted.ranker, PointsCard):
            return []
        doubling = POINTS_PER_DOUBLING / fitted.calibration.slope
        return sentences(fitted.ranker.bands_, leaving=self.leaving, points_per_doubling=doubling)


def choose(aucs: dict[str, float]) -> str:
    """The readable model where it is within .01 of the best, else the best."""
    best = max(aucs, key=lambda name: aucs[name])
    return READABLE if round(aucs[best] - aucs[READABLE], 12) <= READABLE_WITHIN else best


def require_enough(*, buyers: int, history_days: int) -> None:
    """The gate before anything is learnt.

    Raises:
        TooThin: with the sentence to show.
    """
    if buyers < MIN_BUYERS or history_days < MIN_HISTORY_DAYS:
        raise TooThin(
            f"Too thin to say who is leaving: {buyers:,} buyers over {history_days:,} days; {MIN_BUYERS} buyers and "
            f"{MIN_HISTORY_DAYS} days are needed. The simple rule is shown instead."
        )


def learnable_cuts(known: Purchases, *, cut: date, leaving: Leaving, every_days: int = 7) -> list[date]:
    """Earlier cuts to learn from, oldest first; see `labels.training_cuts`.

    Raises:
        TooThin: fewer than 500 buyers or 180 days before `cut`, or no such cut.
    """
    before = known.days.filter(known.days.is_purchase, known.days.ordered_on < cut)
    row = before.aggregate(buyers=before.customer_id.nunique(), first_on=before.ordered_on.min()).to_pyarrow()
    buyers, first_on = row["buyers"][0].as_py(), row["first_on"][0].as_py()
    require_enough(buyers=buyers, history_days=(cut - first_on).days if first_on else 0)
    cuts = training_cuts(first_on=first_on, cut=cut, leaving=leaving, every_days=every_days)
    if not cuts:
        raise TooThin(
            f"Too thin to say who is leaving: {(cut - first_on).days:,} days hold no 20 weeks followed by the "
            f"{leaving.window_days} days that show who left. The simple rule is shown instead."
        )
    return cuts


def take_snapshots(known: Purchases, *, cuts: list[date], leaving: Leaving, seed: int) -> Snapshots:
    """Features and outcomes of the customers of each cut, dealt into folds.

    Raises:
        TooThin: nobody is asked about on any of them.
    """
    frames, outcomes, degrees = [], [], []
    for cut in cuts:
        frame = features(known, cut=cut)
        outcome = labels(known, cut=cut, leaving=leaving).to_pandas().set_index("customer_id").reindex(frame.index)
        frames.append(frame)
        outcomes.append(outcome["left"].to_numpy(bool))
        degrees.append(outcome["degree"].to_numpy(np.float64))
    frame = pd.concat(frames)
    customers = np.unique(frame.index.to_numpy(str))
    if not len(customers):
        raise TooThin("Too thin to say who is leaving: nobody bought on 6 days. The simple rule is shown instead.")
    numbered = np.random.default_rng(seed).permutation(len(customers)) % FOLDS
    return Snapshots(
        cuts=cuts,
        frame=frame,
        left=np.concatenate(outcomes),
        degree=np.concatenate(degrees),
        fold=numbered[np.searchsorted(customers, frame.index.to_numpy(str))],
        at=np.repeat(np.arange(len(cuts)), [len(each) for each in frames]),
    )


def _refuse_one_outcome(snapshots: Snapshots) -> None:
    left, fold = snapshots.left, snapshots.fold
    if any(len(np.unique(left[fold != own])) < 2 for own in range(FOLDS)):
        raise TooThin(
            f"Too thin to say who is leaving: {int(left.sum()):,} of {len(left):,} left in what is known of the past. "
            "The simple rule is shown instead."
        )


def _fitted_card(snapshots: Snapshots) -> Fitted:
    margin = np.empty(len(snapshots.left))
    for out in _folds(snapshots):
        margin[out] = PointsCard().fit(snapshots.frame[~out], snapshots.left[~out]).margin(snapshots.frame[out])
    return _kept(PointsCard().fit(snapshots.frame, snapshots.left), margin, snapshots.left)


def _fitted_trees(snapshots: Snapshots, *, seed: int) -> Fitted:
    """With the line where customers held out are ranked so much better with it that it is no accident."""
    margins = {with_line: np.empty(len(snapshots.left)) for with_line in (False, True)}
    for out in _folds(snapshots):
        trial = BoostedTrees(seed=seed).fit(snapshots.frame[~out], snapshots.degree[~out])
        for with_line, margin in trial.margins(snapshots.frame[out]).items():
            margins[with_line][out] = margin
    alone, both = (ranking(margins[way], snapshots.left).auc for way in (False, True))
    with_line = both - alone >= LINE_GAINS
    final = BoostedTrees(seed=seed, with_line=with_line).fit(snapshots.frame, snapshots.degree)
    return _kept(final, margins[with_line], snapshots.left)


def _folds(snapshots: Snapshots) -> list[Flags]:
    return [snapshots.fold == own for own in range(FOLDS)]


def _kept(ranker: Ranker, margin: Floats, left: Flags) -> Fitted:
    """`margin`: of customers held out, by models that did not know them."""
    return Fitted(ranker=ranker, calibration=calibrate(margin, left), ranking=ranking(margin, left))
