"""How overdue customers are, and how many of those as overdue stayed away before."""

from decimal import Decimal

from shuke.report.words import keys_of
from shuke.warehouse.read import Group
from shuke.web.insight.warning import bands_of, sheet_of


def group(key: str, customers: int, value_at_risk_minor: int) -> Group:
    return Group(key, customers, 0, 0, value_at_risk_minor, customer_share=0.0, spend_share=0.0)


METRICS = {"churn_bands": [{"overdue_band": "over_4", "churn_probability": 0.25}]}


def test_all_bands_are_there_least_overdue_first() -> None:
    bands = bands_of([group("over_4", 345, 9_000)], METRICS)

    assert [band.key for band in bands] == list(keys_of("overdue_band"))
    assert [band.customers for band in bands] == [0, 0, 0, 0, 0, 345]


def test_a_band_has_the_share_that_was_measured() -> None:
    *others, longest = bands_of([group("over_4", 345, 9_000)], METRICS)

    assert (longest.probability, longest.value_at_risk_minor) == (0.25, 9_000)
    assert all(band.probability is None for band in others)


def test_a_history_too_short_has_no_shares() -> None:
    assert all(band.probability is None for band in bands_of([], {}))


def test_the_table_holds_percent_and_money() -> None:
    sheet = sheet_of(bands_of([group("over_4", 345, 9_000)], METRICS), currency="CNY")

    assert sheet.rows[-1] == ("over 4 gaps", 25.0, 345, Decimal("90.00"))
    assert sheet.rows[0][1:] == (None, 0, Decimal("0.00"))
