import pytest

from shuke.analytics.churn.features import FEATURES
from shuke.web.customers.leaving_words import said_feature, said_reason, said_value


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_words_and_a_value(feature: str) -> None:
    assert said_feature(feature) != feature
    assert said_value(feature, 3.0, currency="CNY")


@pytest.mark.parametrize(
    ("feature", "value", "said"),
    [
        ("silence_ratio", 3.44, "3.4×"),
        ("weekend_share", 0.25, "25%"),
        ("visits_28", 4.0, "4"),
        ("faded_visits_14", 1.26, "1.3"),
        ("spend_per_visit", 4_560.0, "¥46"),
        ("gap_variation", None, "not known"),
    ],
)
def test_a_value_reads_in_its_unit(feature: str, value: float | None, said: str) -> None:
    assert said_value(feature, value, currency="CNY") == said


def test_without_a_currency_an_amount_is_not_named() -> None:
    given = {"feature": "spend_70", "value": 45_600.0, "points": 3}

    assert said_reason(given, currency="") == "spend in 70 days · 3 points"
