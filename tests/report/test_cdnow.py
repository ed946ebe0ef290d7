"""CDNOW's published sample as of 1997-09-30, through the command's own door, columns by number."""

from collections import Counter

import pytest
from tests.report.given import Analysed

pytestmark = pytest.mark.sqlite_only


def test_every_customer_of_the_sample_has_a_row(cdnow: Analysed) -> None:
    assert len(cdnow.customers) == 2_357
    assert cdnow.summary["customers"]["ever"] == 2_357


def test_946_bought_again(cdnow: Analysed) -> None:
    assert cdnow.summary["customers"]["bought_again"] == 946


def test_pyramid_levels_end_where_they_are_defined(cdnow: Analysed) -> None:
    levels = Counter(row["pyramid_level"] for row in cdnow.customers)

    assert levels == {"vip": 24, "major": 94, "ordinary": 353, "small": 1_886}


def test_independent_frequency_codes_leave_two_empty(cdnow: Analysed) -> None:
    codes = Counter(row["f"] for row in cdnow.customers)

    assert [codes[code] for code in "12345"] == [1_411, 0, 439, 214, 293]
    assert cdnow.summary["rfm_codes"]["f"] == {"1": 1_411, "2": 0, "3": 439, "4": 214, "5": 293}


def test_nothing_later_than_the_day_is_read(cdnow: Analysed) -> None:
    assert max(row["latest_on"] for row in cdnow.customers) <= "1997-09-30"
    assert cdnow.summary["file"]["latest_on"] == "1998-06-30"


def test_the_health_curve_counts_the_latest_month(cdnow: Analysed) -> None:
    latest = cdnow.summary["health"][-1]

    assert latest == {"on": "1997-09-30", "customers_active": 175, "customers_total": 2_357}


def test_columns_and_what_was_assumed_are_said(cdnow: Analysed) -> None:
    assert "customer = column 2: as told" in cdnow.said
    assert "no order column: all lines of a customer on one day are one order" in cdnow.said
    assert "As of 1997-09-30: 2,357 customers, 2,357 in 365 days, 48 to act on" in cdnow.said
