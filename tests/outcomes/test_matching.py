"""Customers alike: drawn from the same cell, each complaint weighing the same."""

import numpy as np
import pandas as pd
import pytest

from shuke.outcomes.matching import match

pytestmark = pytest.mark.sqlite_only


def shop(told: int, silent: int, *, rng: np.random.Generator) -> pd.DataFrame:
    """Who complains buys more often than the rest: a plain comparison would flatter the handling."""
    complained = np.arange(told + silent) < told
    orders = np.where(complained, rng.integers(8, 30, told + silent), rng.integers(1, 30, told + silent))
    return pd.DataFrame(
        {
            "complained": complained,
            "orders": orders,
            "spend_minor": orders * 1000 + rng.integers(0, 500, told + silent),
            "is_recent": rng.random(told + silent) < 0.5,
        },
        index=np.arange(told + silent) + 1000,
    )


def test_each_complaint_stands_beside_as_many_customers_who_bought_alike() -> None:
    people = shop(100, 2_000, rng=np.random.default_rng(1))

    pairs = match(people, each=5, random_state=np.random.default_rng(2))

    others = pairs[~pairs["is_treated"]]
    assert (others.groupby("of").size() == 5).all()
    assert not people.loc[others["person"], "complained"].any()
    own, alike = people.loc[others["of"], "orders"].mean(), people.loc[others["person"], "orders"].mean()
    assert abs(own - alike) < 1.5
    assert people.loc[~people["complained"], "orders"].mean() < own - 3


def test_the_same_draw_gives_the_same_people() -> None:
    people = shop(50, 500, rng=np.random.default_rng(1))

    first, again = (match(people, each=5, random_state=np.random.default_rng(2)) for _ in range(2))

    pd.testing.assert_frame_equal(first, again)


def test_who_has_nobody_alike_is_left_out() -> None:
    people = shop(10, 100, rng=np.random.default_rng(1))
    people.loc[1000, ["orders", "spend_minor"]] = [900, 9_000_000]

    pairs = match(people, each=5, random_state=np.random.default_rng(2))

    assert 1000 not in set(pairs["of"])
    assert match(people[people["complained"]], each=5, random_state=np.random.default_rng(2)).empty
