import pandas as pd
import pytest

from shuke.analytics.lifetime.cash_flows import BadFlows, present_value
from shuke.analytics.lifetime.parts import revenue_and_time, split


def test_the_parts_add_up_to_the_value() -> None:
    components = pd.DataFrame(
        {
            "price": [100.0],
            "sales_cost": [10.0],
            "marketing_cost": [5.0],
            "time": [50.0],
            "price_match": [1.0],
            "retention_discounts": [2.0],
            "credit": [3.0],
            "brought_customers": [30.0],
            "endorsements": [4.0],
        }
    )

    parts = split(components).iloc[0]

    assert parts.to_dict() == {"revenue": 85, "loyalty": 44, "influence": 34, "lifetime_value": 163}


def test_what_is_not_known_counts_nothing() -> None:
    parts = split(pd.DataFrame({"price": [100.0]}, index=["ann"]))

    assert parts.loc["ann"].to_dict() == {"revenue": 100, "loyalty": 0, "influence": 0, "lifetime_value": 100}


def test_staying_adds_what_the_first_period_does_not() -> None:
    flows = pd.DataFrame([[110.0, 121.0]], columns=[1, 2])

    apart = revenue_and_time(flows, discount_rate=0.1)

    assert apart.iloc[0].tolist() == pytest.approx([100, 100])
    assert apart.sum(axis=1).item() == pytest.approx(present_value(flows, discount_rate=0.1).item())


def test_costs_are_given_above_nothing() -> None:
    with pytest.raises(BadFlows, match="sales_cost is missing or negative for 1 customers"):
        split(pd.DataFrame({"sales_cost": [-1.0]}))


def test_a_loss_in_the_first_period_may_be() -> None:
    assert split(pd.DataFrame({"price": [-5.0]})).loc[0, "lifetime_value"] == -5


def test_columns_of_no_part_are_named() -> None:
    with pytest.raises(BadFlows, match="luck belong to no part"):
        split(pd.DataFrame({"luck": [1.0]}))


def test_no_period_is_refused() -> None:
    with pytest.raises(BadFlows, match="no period"):
        revenue_and_time(pd.DataFrame(index=["ann"]), discount_rate=0.1)
