import numpy as np
import pandas as pd
import pytest
from tests.analytics.groups.simulated import islands

from shuke.analytics.groups.clusters import Clusters
from shuke.analytics.groups.following import follow_members, follow_middles


def groups(*places: int) -> "pd.Series[int]":
    return pd.Series(list(places), index=[f"C{number}" for number in range(len(places))])


def test_a_group_is_followed_by_its_members_whatever_its_number() -> None:
    before, after = groups(0, 0, 0, 1, 1, 2, 2), groups(2, 2, 2, 0, 0, 1, 1)
    found = follow_members(before, after)

    assert {now: followed.before for now, followed in found.items()} == {2: 0, 0: 1, 1: 2}
    assert found[2].overlap == 1


def test_a_group_scattered_over_others_is_new() -> None:
    before, after = groups(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2), groups(0, 0, 1, 2, 1, 1, 0, 2, 3, 3, 3, 3)

    assert 2 not in follow_members(before, after)
    assert follow_members(before, after)[3].before == 2


def test_a_split_group_keeps_its_name_on_the_larger_part() -> None:
    found = follow_members(groups(0, 0, 0, 0, 0), groups(0, 0, 0, 1, 1))

    assert list(found) == [0]
    assert found[0].overlap == pytest.approx(0.6)


def test_customers_known_once_only_are_not_looked_at() -> None:
    before = groups(0, 0, 1, 1)
    after = pd.Series([1, 1, 0, 0, 0, 0], index=["C0", "C1", "C2", "C3", "new", "newer"])

    assert {now: followed.before for now, followed in follow_members(before, after).items()} == {1: 0, 0: 1}


def test_strangers_alone_cannot_be_followed_by_members() -> None:
    assert follow_members(pd.Series([0], index=["A"]), pd.Series([0], index=["B"])) == {}


def test_the_same_groups_found_on_other_customers_are_followed_by_their_middles() -> None:
    before, after = (Clusters(count=4, seed=seed).fit(islands(seed=seed)[0]) for seed in (1, 2))
    found = follow_middles(before, after)

    assert len(found) == 4
    for now, followed in found.items():
        assert np.abs(after.centres_[now] - before.centres_[followed.before]).max() < 0.5


def test_groups_found_by_other_columns_are_not_compared() -> None:
    frame, _ = islands()
    before, after = Clusters(count=4, seed=1).fit(frame), Clusters(count=4, columns=["a", "b"], seed=1).fit(frame)

    assert follow_middles(before, after) == {}
