import re
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from tests.analytics.churn import given

from shuke.analytics.churn.boosting import BoostedTrees
from shuke.analytics.churn.features import features
from shuke.analytics.churn.judging import calibration_error, ranking
from shuke.analytics.churn.labels import Leaving, labels
from shuke.analytics.churn.model import ChurnModel, TooThin, UnknownModel, choose, require_enough
from shuke.analytics.churn.purchases import Purchases, purchases


@pytest.fixture(scope="module")
def known() -> Purchases:
    """With the six weeks after the cut, which no model may read."""
    return purchases(given.shop(), until=given.CUT + timedelta(days=41))


@pytest.fixture(scope="module")
def model(known: Purchases) -> ChurnModel:
    return ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(known, cut=given.CUT)


@pytest.fixture(scope="module")
def frame(known: Purchases) -> pd.DataFrame:
    return features(known, cut=given.CUT)


def test_both_models_rank_later_customers(known: Purchases, model: ChurnModel, frame: pd.DataFrame) -> None:
    outcome = labels(known, cut=given.CUT, leaving=Leaving.NO_VISIT).to_pandas().set_index("customer_id")["left"]
    left = outcome.reindex(frame.index).to_numpy(bool)

    for name in ("points", "boosting"):
        chance = model.probability_of(frame, model=name).to_numpy()
        assert ranking(chance, left).auc > 0.8
        assert calibration_error(chance, left) < 0.1
        assert ((chance > 0) & (chance < 1)).all()


def test_the_same_seed_gives_the_same_figures_and_later_rows_change_nothing(
    model: ChurnModel, frame: pd.DataFrame
) -> None:
    cut_off = purchases(given.shop(), until=given.CUT - timedelta(days=1))
    again = ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(cut_off, cut=given.CUT)

    assert again.cuts_ == model.cuts_
    assert again.chosen_ == model.chosen_
    assert {name: one.ranking for name, one in again.fitted_.items()} == {
        name: one.ranking for name, one in model.fitted_.items()
    }
    for name in model.fitted_:
        pd.testing.assert_series_equal(again.probability_of(frame, model=name), model.probability_of(frame, model=name))


def test_what_was_learnt_from_is_kept(model: ChurnModel) -> None:
    assert model.cuts_ == [given.FIRST + timedelta(days=day) for day in (144, 151, 158)]
    assert 450 < model.customers_ <= 520
    assert model.rows_ <= 3 * model.customers_


def test_trees_take_the_line_where_customers_held_out_say_so(
    known: Purchases, model: ChurnModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees = model.model("boosting").ranker
    assert isinstance(trees, BoostedTrees)
    monkeypatch.setattr("shuke.analytics.churn.model.LINE_GAINS", 1.0 if trees.with_line else -1.0)

    other = ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(known, cut=given.CUT).model("boosting").ranker

    assert isinstance(other, BoostedTrees)
    assert other.with_line is not trees.with_line


def test_the_card_is_told_in_sentences_whoever_was_chosen(model: ChurnModel) -> None:
    first, *others = model.sentences()

    assert re.fullmatch(r"Points for: no visit in the next 42 days\. \d+ points more double the odds\.", first)
    assert others
    assert all(line.endswith(("point.", "points.")) for line in others)


def test_a_model_nobody_made_is_refused(model: ChurnModel, frame: pd.DataFrame) -> None:
    with pytest.raises(UnknownModel, match="no model oracle; there are points, boosting"):
        model.probability_of(frame, model="oracle")
    with pytest.raises(UnknownModel, match="learnt nothing yet"):
        ChurnModel(leaving=Leaving.NO_VISIT, seed=1).sentences()


@pytest.mark.parametrize(
    ("readable", "chosen"), [(0.80, "points"), (0.71, "points"), (0.70, "points"), (0.699, "boosting")]
)
def test_the_readable_model_is_offered_within_a_hundredth(readable: float, chosen: str) -> None:
    assert choose({"points": readable, "boosting": 0.71}) == chosen


@pytest.mark.parametrize(("buyers", "history_days"), [(499, 400), (5000, 179)])
def test_too_thin_says_so(buyers: int, history_days: int) -> None:
    with pytest.raises(TooThin, match=rf"{buyers:,} buyers over {history_days} days; 500 buyers and 180 days are"):
        require_enough(buyers=buyers, history_days=history_days)


def test_just_enough_passes_the_gate() -> None:
    require_enough(buyers=500, history_days=180)


def test_few_buyers_are_too_thin_to_learn_from() -> None:
    known = purchases(given.shop(20), until=given.CUT)

    with pytest.raises(TooThin, match="20 buyers over 200 days"):
        ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(known, cut=given.CUT)


def test_a_cut_before_the_first_order_is_too_thin(known: Purchases) -> None:
    with pytest.raises(TooThin, match="0 buyers over 0 days"):
        ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(known, cut=given.FIRST)


def test_a_label_that_needs_longer_than_the_history_says_so(known: Purchases) -> None:
    with pytest.raises(TooThin, match="hold no 20 weeks followed by the 70 days"):
        ChurnModel(leaving=Leaving.SPEND_HALVES, seed=1).fit(known, cut=given.CUT)


def test_nobody_leaving_is_too_thin() -> None:
    rows = [(f"c{n:03}", ago, 10.0) for n in range(500) for ago in range(0, 201, 14)]
    known = purchases(given.lines(rows), until=given.CUT)

    with pytest.raises(TooThin, match=r"0 of [\d,]+ left"):
        ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(known, cut=given.CUT)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(f"c{n:03}", 200, 10.0) for n in range(600)] * 2, "nobody bought on 6 days"),
        ([(f"c{n:03}", ago, -10.0) for n in range(500) for ago in (200, 3)], "0 buyers over 0 days"),
    ],
    ids=["one_day", "refunds_alone"],
)
def test_shops_without_anybody_to_ask_about_are_too_thin(rows: list[tuple[str, int, float]], why: str) -> None:
    known = purchases(given.lines(rows), until=given.CUT)

    with pytest.raises(TooThin, match=why):
        ChurnModel(leaving=Leaving.NO_VISIT, seed=1).fit(known, cut=given.CUT)


def test_probabilities_are_indexed_by_customer(known: Purchases, model: ChurnModel, frame: pd.DataFrame) -> None:
    chance = model.probability(known, cut=given.CUT)

    assert list(chance.index) == list(frame.index)
    assert np.isfinite(chance).all()
