import numpy as np
import pandas as pd

from shuke.analytics.churn.boosting import BoostedTrees
from shuke.analytics.churn.judging import ranking


def test_leavers_are_ranked_first_despite_unknown_values() -> None:
    random = np.random.default_rng(2)
    silence = random.integers(0, 40, 3000).astype(float)
    left = random.random(3000) < np.where(silence > 20, 0.6, 0.1)
    silence[:300] = np.nan
    frame = pd.DataFrame({"silence_days": silence, "noise": random.normal(size=3000)})

    margin = BoostedTrees(seed=1).fit(frame[:2000], left[:2000]).margin(frame[2000:])

    assert ranking(margin, left[2000:]).auc > 0.75


def test_a_column_without_any_value_is_not_asked_about() -> None:
    random = np.random.default_rng(2)
    frame = pd.DataFrame({"silence_days": random.random(1000), "categories": np.nan})
    left = random.random(1000) < 0.3

    model = BoostedTrees(seed=1).fit(frame, left)

    assert model.columns_ == ["silence_days"]
    assert np.isfinite(model.margin(frame)).all()


def test_the_line_is_asked_where_it_is_wanted() -> None:
    random = np.random.default_rng(3)
    frame = pd.DataFrame({"silence_days": random.random(2000)})
    degree = np.round(frame["silence_days"].to_numpy() * 4) / 4

    model = BoostedTrees(seed=1).fit(frame, degree)
    alone = BoostedTrees(seed=1, with_line=False).fit(frame, degree)

    np.testing.assert_allclose(alone.margin(frame), model.margins(frame)[False])
    np.testing.assert_allclose(model.margin(frame), model.margins(frame)[True])
    assert not np.allclose(alone.margin(frame), model.margin(frame))
