import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from shuke.analytics.groups.contest import Contest, OneColumn, contest
from shuke.analytics.groups.rules import TooFew

Drawn = tuple[pd.DataFrame, NDArray[np.bool_]]


def drawn(margin: str, *, seed: int, count: int = 1200) -> Drawn:
    """`margin`: log-odds as an expression of a and b."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(count, 3)), columns=["a", "b", "idle"])
    chance = 1 / (1 + np.exp(-np.asarray(frame.eval(margin))))
    return frame, random.random(count) < chance


def judged(margin: str) -> Contest:
    return contest(*drawn(margin, seed=1), *drawn(margin, seed=2), seed=3)


@pytest.fixture(scope="module")
def curved() -> Contest:
    """Neither column says anything alone: only both together."""
    return judged("-2 + 4 * ((a > 0) == (b > 0))")


def test_one_column_wins_where_one_column_says_it_all() -> None:
    found = judged("2 * a")

    assert found.winner == "one_column"
    assert found.column == "a"


def test_one_column_does_not_win_where_columns_only_speak_together(curved: Contest) -> None:
    auc = {entry.name: entry.auc for entry in curved.entries}

    assert curved.winner != "one_column"
    assert auc["net"] > 0.75
    assert auc["one_column"] < 0.6


def test_all_three_stand_beside_the_base_rate(curved: Contest) -> None:
    assert [entry.name for entry in curved.entries] == ["one_column", "tree", "net"]
    assert curved.learnt_from == curved.judged_on == 1200
    assert curved.base_brier == pytest.approx(curved.base_rate * (1 - curved.base_rate), abs=0.01)
    assert all(entry.lower <= entry.auc <= entry.upper for entry in curved.entries)


def test_noise_ranks_no_better_than_chance() -> None:
    assert all(entry.lower < 0.5 < entry.upper for entry in judged("0 * a").entries)


def test_a_falling_column_is_read_the_other_way() -> None:
    frame, happened = drawn("-2 * a", seed=1)
    simplest = OneColumn().fit(frame, happened)

    assert not simplest.is_rising_
    assert np.corrcoef(simplest.order(frame), frame["a"])[0, 1] == pytest.approx(-1)
    assert simplest.probability(frame)[frame["a"].argmin()] > 0.7


def test_too_few_are_said_with_what_is_needed() -> None:
    frame, happened = drawn("a", seed=1, count=300)
    rare = np.arange(300) < 5

    with pytest.raises(TooFew, match="it happened to 5"):
        contest(frame, happened, frame, rare, seed=1)
    with pytest.raises(TooFew, match="at least 200"):
        contest(frame.head(100), happened[:100], frame, happened, seed=1)
