import json

import numpy as np
import pandas as pd
import pytest
from tests.analytics.groups.simulated import fog, islands

from shuke.analytics.groups.choosing import adjusted_rand
from shuke.analytics.groups.clusters import Clusters, NotFitted, NothingToCompare, TooManyGroups


@pytest.fixture(scope="module")
def found() -> Clusters:
    return Clusters(seed=1).fit(islands()[0])


def test_simulated_groups_are_found_and_counted(found: Clusters) -> None:
    frame, truth = islands()

    assert len(found.sizes_) == 4
    assert adjusted_rand(found.assign(frame)["group"].to_numpy(), truth) > 0.95


def test_simulated_groups_are_found_again_on_other_samples(found: Clusters) -> None:
    assert found.chosen_.stability >= 0.8
    assert found.chosen_.is_stable
    assert min(found.chosen_.solidity) > 0.9


def test_customers_never_seen_get_the_group_they_were_drawn_from(found: Clusters) -> None:
    unseen, truth = islands(400, seed=77)

    assert adjusted_rand(found.assign(unseen)["group"].to_numpy(), truth) > 0.95


def test_groups_that_are_not_there_are_said_to_be_unstable() -> None:
    made_up = Clusters(count=5, seed=1).fit(fog())

    assert made_up.chosen_.stability < 0.8
    assert not made_up.chosen_.is_stable


def test_the_largest_group_comes_first(found: Clusters) -> None:
    assert list(found.sizes_) == sorted(found.sizes_, reverse=True)
    assert sum(found.sizes_) == found.customers_ == 800


def test_the_same_seed_gives_the_same_groups(found: Clusters) -> None:
    frame, _ = islands()
    again = Clusters(seed=1).fit(frame)

    assert np.array_equal(again.centres_, found.centres_)


def test_kept_groups_assign_as_before(found: Clusters) -> None:
    frame, _ = islands()
    kept = Clusters.from_dict(json.loads(json.dumps(found.as_dict())))

    pd.testing.assert_frame_equal(kept.assign(frame), found.assign(frame))
    assert kept.as_dict() == found.as_dict()


def test_a_column_that_says_the_same_of_all_is_left_out() -> None:
    frame, _ = islands()
    groups = Clusters(count=4, seed=1).fit(frame.assign(same=7.0))

    assert groups.scaling_.constant == ("same",)
    assert len(groups.sizes_) == 4


def test_unknown_and_infinite_values_count_as_the_middle(found: Clusters) -> None:
    frame, _ = islands()
    holed = frame.copy()
    holed.iloc[0, 0] = np.nan
    holed.iloc[1, 1] = np.inf
    groups = Clusters(count=4, seed=1).fit(holed)

    assert groups.assign(holed)["distance"].notna().all()
    assert groups.scaling_.spreads(holed)[0, 0] == 0


def test_one_extreme_customer_gets_no_group_alone() -> None:
    frame, _ = islands()
    frame.iloc[0] = 1e9

    assert min(Clusters(count=4, seed=1).fit(frame).sizes_) > 40


def test_one_customer_is_one_group() -> None:
    groups = Clusters(seed=1).fit(pd.DataFrame({"a": [1.0], "b": [2.0]}, index=["only"]))

    assert groups.sizes_ == (1,)
    assert groups.assign(pd.DataFrame({"a": [5.0], "b": [0.0]}))["group"].tolist() == [0]


def test_more_groups_than_customers_is_refused_with_the_number_that_differ() -> None:
    with pytest.raises(TooManyGroups, match="only 2 of 3 customers differ"):
        Clusters(count=3, seed=1).fit(pd.DataFrame({"a": [1.0, 1.0, 4.0]}))


@pytest.mark.parametrize("count", [0, -1, 31])
def test_a_number_nobody_could_name_is_refused(count: int) -> None:
    with pytest.raises(TooManyGroups, match="from 1 to 30"):
        Clusters(count=count, seed=1).fit(islands()[0])


def test_nobody_at_all_is_said() -> None:
    with pytest.raises(NothingToCompare, match="no customer"):
        Clusters(seed=1).fit(pd.DataFrame({"a": []}, dtype=float))


def test_all_the_same_is_said() -> None:
    with pytest.raises(NothingToCompare, match="All 3 customers are the same"):
        Clusters(seed=1).fit(pd.DataFrame({"a": [1.0, 1.0, 1.0]}))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(NothingToCompare, match="no column z"):
        Clusters(seed=1, columns=["z"]).fit(islands()[0])


def test_asking_before_fitting_is_refused() -> None:
    with pytest.raises(NotFitted, match="fit"):
        Clusters(seed=1).assign(islands()[0])
