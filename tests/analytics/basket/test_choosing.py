"""The best few of each row, out of many scored products."""

import numpy as np

from shuke.analytics.basket.choosing import Scored

BUYERS = np.array([5, 9, 2, 9])


def scored(*entries: tuple[int, int, float]) -> Scored:
    row, product, score = zip(*entries, strict=True)
    return Scored(np.array(row), np.array(product), np.array(score))


def products(found: Scored) -> list[tuple[int, int]]:
    return list(zip(found.row.tolist(), found.product.tolist(), strict=True))


def test_each_row_keeps_its_best_in_order() -> None:
    entries = scored((0, 0, 0.2), (0, 1, 0.9), (0, 2, 0.5), (2, 3, 0.1), (2, 0, 0.3))

    found = entries.best(most=np.array([2, 2, 1]), buyers=BUYERS)

    assert products(found) == [(0, 1), (0, 2), (2, 0)]


def test_equal_scores_rank_by_buyers_then_as_given() -> None:
    entries = scored((0, 0, 0.5), (0, 3, 0.5), (0, 1, 0.5), (0, 2, 0.5))

    found = entries.best(most=np.array([3]), buyers=BUYERS)

    assert products(found) == [(0, 3), (0, 1), (0, 0)]


def test_a_row_that_asks_for_nothing_gets_nothing() -> None:
    found = scored((0, 0, 0.5), (1, 1, 0.4)).best(most=np.array([0, 3]), buyers=BUYERS)

    assert products(found) == [(1, 1)]
