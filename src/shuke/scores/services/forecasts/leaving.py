"""Who is leaving: the churn model, learnt from earlier snapshots, judged on the latest whose outcome is known."""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.churn import judging
from shuke.analytics.churn.boosting import BoostedTrees
from shuke.analytics.churn.correction import shift_to, shifted
from shuke.analytics.churn.features import FEATURES, features
from shuke.analytics.churn.labels import PACE_DAYS, Leaving
from shuke.analytics.churn.model import READABLE, ChurnModel, Snapshots, TooThin, learnable_cuts, take_snapshots
from shuke.analytics.churn.points import Floats, Ints, PointsCard, weightiest
from shuke.analytics.churn.purchases import Purchases, counted
from shuke.scores.services.forecasts.gate import Gate, not_earned, refused
from shuke.scores.services.forecasts.sample import learners
from shuke.scores.services.runs import Stopwatch
from shuke.warehouse.tables import Tables

LEAVING = Leaving.NO_VISIT
SEED = 1
# Snapshots to learn from: eight, a fortnight apart, show a shop's latest months without costing a night.
SNAPSHOTS = 8
EVERY_DAYS = 14
REASONS = 3
# Bands of silence against the usual gap: the simple rule of 9.17, measured at the same days as the models.
RATIO_BANDS = (1.0, 1.5, 2.0, 3.0, 4.0)
# What is read: the oldest snapshot with the 20 weeks before it.
LINE_DAYS = PACE_DAYS + LEAVING.window_days + SNAPSHOTS * EVERY_DAYS


@dataclass(frozen=True)
class LeavingForecast:
    gate: Gate
    frame: pd.DataFrame  # by customer id: leaving_probability, leaving_by, leaving_why (JSON)
    model: ChurnModel | None
    holdout: dict[str, Any] | None
    shift: float  # in log-odds: what the hold-out's error asks for, applied or not


NOBODY = pd.DataFrame(columns=["leaving_probability", "leaving_by", "leaving_why"], dtype=object)


def forecast_leaving(tables: Tables, *, as_of: date, corrects: bool, watch: Stopwatch) -> LeavingForecast:
    """Learn from a sample of the customers, judge out of time, ask about everybody."""
    today = as_of + timedelta(days=1)
    try:
        with watch.step("read_snapshots"):
            known = purchases_of(tables, as_of=as_of, days=LINE_DAYS, sample=True)
            cuts = learnable_cuts(known, cut=today, leaving=LEAVING, every_days=EVERY_DAYS)[-SNAPSHOTS:]
            snapshots = take_snapshots(known, cuts=cuts, leaving=LEAVING, seed=SEED)
        with watch.step("learn_leaving"):
            model = ChurnModel(leaving=LEAVING, seed=SEED).learn(snapshots)
    except TooThin as thin:
        return LeavingForecast(refused("too_thin", thin), NOBODY, None, None, 0.0)
    with watch.step("judge_leaving"):
        holdout, shift = _judged(snapshots)
    if gate := not_earned(holdout):
        return LeavingForecast(gate, NOBODY, None, holdout, 0.0)
    with watch.step("ask_leaving"):
        everybody = purchases_of(tables, as_of=as_of, days=PACE_DAYS, sample=False)
        frame = _asked(model, everybody, cut=today, shift=shift if corrects else 0.0)
    facts = {"customers": model.customers_, "rows": model.rows_, "snapshots": len(model.cuts_), "asked": len(frame)}
    return LeavingForecast(Gate(facts=facts), frame, model, holdout, shift)


def purchases_of(tables: Tables, *, as_of: date, days: int, sample: bool) -> Purchases:
    """All purchase days, and the lines of the latest `days`, of everybody or of those to learn from."""
    orders, lines = tables.orders(as_of=as_of), tables.lines(as_of=as_of, window_days=days)
    if sample and (kept := learners(tables)) is not None:
        orders, lines = orders.semi_join(kept, "customer_id"), lines.semi_join(kept, "customer_id")
    return counted(orders, lines, until=as_of)


def _asked(model: ChurnModel, known: Purchases, *, cut: date, shift: float) -> pd.DataFrame:
    card = model.model(READABLE).ranker
    asked = {band.feature for band in card.bands_} if isinstance(card, PointsCard) else set()
    names = sorted(asked) if model.chosen_ == READABLE else list(FEATURES)
    frame = features(known, cut=cut, names=names)
    why = weightiest(frame, card.bands_, count=REASONS) if isinstance(card, PointsCard) else [[]] * len(frame)
    return pd.DataFrame(
        {
            "leaving_probability": shifted(_floats(model.probability_of(frame)), shift),
            "leaving_by": model.chosen_,
            "leaving_why": [json.dumps([asdict(given) for given in each]) for each in why],
        },
        index=frame.index,
    )


def _judged(snapshots: Snapshots) -> tuple[dict[str, Any] | None, float]:
    """Models learnt from the snapshots whose windows were over by the latest one, asked about that one."""
    cut = snapshots.cuts[-1]
    earlier, latest = snapshots.over_by(cut, leaving=LEAVING), snapshots.of(cut)
    try:
        trial = ChurnModel(leaving=LEAVING, seed=SEED).learn(earlier)
        simple = simple_rule(earlier, latest.frame)
        chances = {name: _floats(trial.probability_of(latest.frame, model=name)) for name in trial.fitted_}
        judged = {name: _figures(chance, latest.left) for name, chance in {**chances, "simple": simple}.items()}
    except (TooThin, judging.OneOutcome):
        return None, 0.0
    chance = chances[trial.chosen_]
    groups = judging.calibration_groups(chance, latest.left)
    verdict = {
        "cut": cut.isoformat(),
        "window_days": LEAVING.window_days,
        "customers": len(latest.left),
        "base": round(float(latest.left.mean()), 6),
        "predicted": round(float(chance.mean()), 6),
        "learnt_from": {"snapshots": len(earlier.cuts), "rows": len(earlier.left)},
        "chosen": trial.chosen_,
        "models": judged,
        "deciles": [asdict(group) for group in groups],
    }
    return verdict, shift_to(chance, float(latest.left.mean()))


def simple_rule(earlier: Snapshots, frame: pd.DataFrame) -> Floats:
    """Of those who were this overdue at the earlier snapshots, the share that left."""

    def band(ratios: "pd.Series[float]") -> Ints:
        return np.searchsorted(RATIO_BANDS, ratios.fillna(0.0).to_numpy(), side="left")

    own = band(earlier.frame["silence_ratio"])
    size = len(RATIO_BANDS) + 1
    people = np.bincount(own, minlength=size)
    left = np.bincount(own, weights=earlier.left.astype(float), minlength=size)
    shares = np.where(people > 0, left / np.maximum(people, 1), float(earlier.left.mean()))
    return np.asarray(shares[band(frame["silence_ratio"])], dtype=np.float64)


def _floats(column: "pd.Series[float]") -> Floats:
    return np.asarray(column, dtype=np.float64)


def _figures(chance: Floats, left: Any) -> dict[str, float]:
    found = judging.ranking(chance, left)
    error = judging.calibration_error(chance, left)
    figures = {"auc": found.auc, "lower": found.lower, "upper": found.upper, "calibration_error": error}
    return {name: round(value, 6) for name, value in figures.items()}


def document_of(model: ChurnModel, name: str) -> dict[str, Any]:
    """One model as JSON: the card whole; of the trees their settings, since trees are learnt anew each night."""
    fitted = model.model(name)
    document: dict[str, Any] = {
        "leaving": str(model.leaving),
        "calibration": asdict(fitted.calibration),
        "ranking": asdict(fitted.ranking),
        "cuts": [cut.isoformat() for cut in model.cuts_],
        "is_chosen": model.chosen_ == name,
    }
    if isinstance(fitted.ranker, PointsCard):
        document |= {"offset": fitted.ranker.offset_, "bands": [asdict(band) for band in fitted.ranker.bands_]}
    elif isinstance(fitted.ranker, BoostedTrees):
        trees = fitted.ranker
        document |= {"features": trees.columns_, "seed": trees.seed, "with_line": trees.with_line}
    return document
