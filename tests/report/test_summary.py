"""summary.json: stable keys, and sums that agree with customers.csv."""

from collections import Counter
from decimal import Decimal

import pytest
from tests.report.given import Analysed

pytestmark = pytest.mark.sqlite_only


def test_keys_are_stable(cdnow: Analysed) -> None:
    assert list(cdnow.summary) == [
        "as_of", "window", "rfm_method", "file", "customers", "rfm_group", "rfm_eight", "value_class", "stage", "abc",
        "pyramid_level", "rfm_codes", "pareto", "health", "rhythm", "to_act_on",
    ]  # fmt: skip
    assert cdnow.summary["window"] == {"from": "1996-10-01", "until": "1997-09-30", "days": 365}
    assert len(cdnow.summary["file"]["sha256"]) == 64


@pytest.mark.parametrize("kind", ["rfm_group", "rfm_eight", "value_class", "stage", "abc", "pyramid_level"])
def test_classes_count_the_rows_of_the_table(cdnow: Analysed, kind: str) -> None:
    counted = Counter(row[kind] for row in cdnow.customers)

    classes = cdnow.summary[kind]

    assert {key: row["customers"] for key, row in classes.items() if row["customers"]} == counted
    assert sum(Decimal(str(row["spend"])) for row in classes.values()) == sum(
        Decimal(row["spend"]) for row in cdnow.customers
    )


def test_the_curve_ends_with_everything(cdnow: Analysed) -> None:
    last = cdnow.summary["pareto"]["points"][-1]

    assert (last["customer_share"], last["spend_share"], last["customers"]) == (1.0, 1.0, 2_357)
    assert 0 < cdnow.summary["pareto"]["gini"] < 1


def test_those_to_act_on_come_by_value_at_risk_with_a_reason(cdnow: Analysed) -> None:
    chosen = cdnow.summary["to_act_on"]

    assert len(chosen) == 20
    assert [row["value_at_risk"] for row in chosen] == sorted((row["value_at_risk"] for row in chosen), reverse=True)
    assert all(row["why"][0]["code"] in {"gap_long", "spend_falling"} for row in chosen)


def test_short_histories_put_no_value_at_risk(small_shop: Analysed) -> None:
    assert small_shop.summary["rhythm"]["slipping"] == 1
    assert [row["customer_id"] for row in small_shop.summary["to_act_on"]] == ["<b>away</b>"]
