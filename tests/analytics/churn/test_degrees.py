import numpy as np

from shuke.analytics.churn.degrees import weighed


def test_a_quarter_is_a_leaver_and_a_stayer_by_weight() -> None:
    rows, left, weights = weighed(np.array([0.0, 0.25, 1.0]))

    assert list(zip(rows.tolist(), left.tolist(), weights.tolist(), strict=True)) == [
        (1, True, 0.25),
        (2, True, 1.0),
        (0, False, 1.0),
        (1, False, 0.75),
    ]


def test_flags_stay_one_row_each() -> None:
    rows, left, weights = weighed(np.array([True, False]))

    assert (rows.tolist(), left.tolist(), weights.tolist()) == ([0, 1], [True, False], [1.0, 1.0])
