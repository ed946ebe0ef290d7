import numpy as np
import pandas as pd
import pytest

from shuke.analytics.groups.clusters import Clusters
from shuke.analytics.groups.profiles import differences, named, reasons


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Sixty who come often by day, forty who come seldom and in the evening; weekends are the same for both."""
    random = np.random.default_rng(3)
    often = pd.DataFrame({"orders": random.integers(40, 60, 60), "evening_share": random.uniform(0.0, 0.2, 60)})
    seldom = pd.DataFrame({"orders": random.integers(1, 6, 40), "evening_share": random.uniform(0.7, 1.0, 40)})
    both = pd.concat([often, seldom], ignore_index=True).astype(float)
    return both.assign(weekend_share=random.uniform(0.2, 0.4, 100))


@pytest.fixture(scope="module")
def groups(frame: pd.DataFrame) -> Clusters:
    return Clusters(count=2, seed=1).fit(frame)


def test_a_group_is_described_by_what_sets_it_apart(groups: Clusters, frame: pd.DataFrame) -> None:
    often, seldom = differences(groups, frame)

    assert {row.feature for row in often[:2]} == {"orders", "evening_share"}
    assert next(row for row in often if row.feature == "orders").code == "feature_high"
    assert next(row for row in seldom if row.feature == "evening_share").code == "feature_high"
    assert next(row for row in seldom if row.feature == "orders").usual_here < 6


def test_what_is_alike_everywhere_is_not_named(groups: Clusters, frame: pd.DataFrame) -> None:
    assert "weekend_share" not in {row.feature for row in named(differences(groups, frame)[0])}


def test_a_group_like_everybody_is_described_by_its_largest_difference(groups: Clusters, frame: pd.DataFrame) -> None:
    alike = [row for row in differences(groups, frame)[0] if not row.is_clear]

    assert named(alike) == alike[:1]


def test_differences_are_codes_with_facts(groups: Clusters, frame: pd.DataFrame) -> None:
    reason = differences(groups, frame)[0][0].as_reason()

    assert set(reason) == {"code", "facts"}
    assert set(reason["facts"]) == {"feature", "here", "all", "spreads"}


def test_a_customer_is_told_what_speaks_for_the_own_group(groups: Clusters, frame: pd.DataFrame) -> None:
    why = reasons(groups, frame)

    first = why[0][0]
    assert first["code"] == "like_group"
    assert first["facts"]["feature"] in {"orders", "evening_share"}
    assert first["facts"]["own"] == frame.iloc[0][str(first["facts"]["feature"])]


def test_what_is_not_known_of_a_customer_is_no_reason(groups: Clusters, frame: pd.DataFrame) -> None:
    blank = frame.head(1).assign(evening_share=np.nan)

    assert [row["facts"]["feature"] for row in reasons(groups, blank)[0]] == ["orders"]


def test_a_single_group_needs_no_reason(frame: pd.DataFrame) -> None:
    assert reasons(Clusters(count=1, seed=1).fit(frame), frame)[0] == []
