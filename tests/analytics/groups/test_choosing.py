import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from shuke.analytics.groups.choosing import Option, adjusted_rand, choose, overlaps, shared


def option(count: int, silhouette: float, stability: float) -> Option:
    return Option(count=count, silhouette=silhouette, stability=stability, lowest=stability, solidity=())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_adjusted_rand_equals_scikit_learns(seed: int) -> None:
    random = np.random.default_rng(seed)
    first, second = random.integers(4, size=200), random.integers(3, size=200)

    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand_score(first, second))


def test_the_same_groups_under_other_numbers_agree_wholly() -> None:
    first = np.array([0, 0, 1, 1, 2])

    assert adjusted_rand(first, 2 - first) == 1
    assert adjusted_rand(np.zeros(5, int), np.zeros(5, int)) == 1


def test_of_stable_numbers_the_clearest_is_taken() -> None:
    options = [option(3, 0.2, 0.9), option(4, 0.3, 0.85), option(5, 0.5, 0.7)]

    assert choose(options).count == 4


def test_a_tie_goes_to_fewer_groups() -> None:
    assert choose([option(6, 0.3, 0.9), option(3, 0.3, 0.9)]).count == 3


def test_of_none_stable_the_most_stable_is_taken() -> None:
    options = [option(3, 0.4, 0.5), option(4, 0.1, 0.7)]

    assert choose(options).count == 4
    assert not choose(options).is_stable


def test_overlap_counts_customers_in_both_by_customers_in_either() -> None:
    table = overlaps(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]))

    assert table.tolist() == [[1, 1], [0, 2]]
    assert shared(table)[1, 1] == pytest.approx(2 / 3)
