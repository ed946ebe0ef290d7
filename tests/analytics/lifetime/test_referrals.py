import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from shuke.analytics.lifetime.referrals import BadReferrals, network_value


def links(*pairs: tuple[str | None, str]) -> pd.DataFrame:
    """(who brought, whom)."""
    return pd.DataFrame(pairs, columns=["brought_by", "customer_id"])


SPENT = pd.Series({"ann": 10.0, "bob": 20.0, "cem": 40.0, "dee": 80.0})


def test_those_brought_by_the_brought_count_apart() -> None:
    found = network_value(links(("ann", "bob"), ("bob", "cem"), ("cem", "dee")), SPENT)

    assert found.loc["ann"].to_dict() == {
        "brought_directly": 1,
        "brought_in_all": 3,
        "direct_value": 20,
        "indirect_value": 120,
        "network_value": 140,
    }
    assert found.loc["dee", "network_value"] == 0


def test_a_member_reached_by_two_ways_counts_once() -> None:
    found = network_value(links(("ann", "bob"), ("ann", "cem"), ("bob", "dee"), ("cem", "dee")), SPENT)

    assert found.loc["ann", "brought_in_all"] == 3
    assert found.loc["ann", "network_value"] == 140


def test_direct_wins_over_through_others() -> None:
    found = network_value(links(("ann", "bob"), ("bob", "cem"), ("ann", "cem")), SPENT)

    assert found.loc["ann", "direct_value"] == 60
    assert found.loc["ann", "indirect_value"] == 0


def test_a_link_given_twice_counts_once() -> None:
    assert network_value(links(("ann", "bob"), ("ann", "bob")), SPENT).loc["ann", "network_value"] == 20


def test_people_without_spend_count_as_people() -> None:
    found = network_value(links(("ann", "new")), SPENT)

    assert found.loc["ann", "brought_directly"] == 1
    assert found.loc["ann", "network_value"] == 0
    assert "new" in found.index


def test_no_links_is_no_network() -> None:
    found = network_value(links(), SPENT)

    assert found["network_value"].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "circle", [links(("ann", "ann")), links(("ann", "bob"), ("bob", "cem"), ("cem", "ann"), ("dee", "ann"))]
)
def test_circles_are_refused_with_a_name(circle: pd.DataFrame) -> None:
    with pytest.raises(BadReferrals, match=r"circle: customer (ann|bob|cem) brought"):
        network_value(circle, SPENT)


def test_nameless_links_are_refused() -> None:
    with pytest.raises(BadReferrals, match="1 links lack"):
        network_value(links((None, "bob")), SPENT)


def test_missing_columns_are_named() -> None:
    with pytest.raises(BadReferrals, match="no column brought_by"):
        network_value(links().drop(columns="brought_by"), SPENT)


def test_missing_values_are_refused() -> None:
    with pytest.raises(BadReferrals, match="missing, infinite or given twice"):
        network_value(links(("ann", "bob")), pd.Series({"ann": float("nan")}))


@settings(deadline=None, max_examples=12)
@examples(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30))
def test_a_network_equals_walking_it(pairs: list[tuple[int, int]]) -> None:
    downward = [(low, high) for low, high in pairs if low < high]
    found = network_value(links(*downward), pd.Series({n: float(2**n) for n in range(13)}))

    def members(customer: int) -> set[int]:
        direct = {high for low, high in downward if low == customer}
        return direct.union(*(members(member) for member in direct))

    for customer in range(13):
        assert found.loc[customer, "network_value"] == sum(2**member for member in members(customer))
