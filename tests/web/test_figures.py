from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from shuke.web import figures


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1,234,567"), (0, "0"), (-5.5, "−6"), (2.5, "3"), (Decimal("-0.4"), "0"), (None, "—")]
)
def test_numbers_are_grouped_by_three_with_a_true_minus(value: float | None, text: str) -> None:
    assert figures.number(value) == text


def test_grouping_is_the_same_in_chinese() -> None:
    with override("zh-hans"):
        assert figures.number(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("amount", "currency", "exact", "text"),
    [
        (Decimal("3260.40"), "CNY", False, "¥3,260"),
        (Decimal("6.2"), "USD", True, "$6.20"),
        (Decimal("-12"), "EUR", False, "−€12"),
        (Decimal("1500"), "JPY", True, "¥1,500"),
        (Decimal("7"), "CHF", False, "CHF 7"),
        (None, "CNY", False, "—"),
    ],
)
def test_money_has_the_bare_sign_and_its_own_decimals(
    amount: Decimal | None, currency: str, exact: bool, text: str
) -> None:
    assert figures.money_text(amount, currency, exact=exact) == text


def test_money_as_html_sets_the_sign_apart() -> None:
    assert figures.money_html(Decimal(5), "CNY") == "<i>¥</i>5"


@pytest.mark.parametrize(
    ("share", "text"), [(0.382, "38%"), (0.001, "<1%"), (0.999, ">99%"), (0.0, "0%"), (1.0, "100%"), (None, "—")]
)
def test_a_share_never_claims_nothing_or_all_falsely(share: float | None, text: str) -> None:
    assert figures.percent(share) == text


def test_days_read_in_the_language_of_the_reader() -> None:
    with override("en"):
        english = [figures.day(date(2025, 3, 8)), figures.days(1), figures.days(9.4), figures.days_ago(0)]
    with override("zh-hans"):
        chinese = figures.day(date(2025, 3, 8))

    assert english == ["8 Mar 2025", "1 day", "9 days", "today"]
    assert chinese.replace(" ", "") == "2025年3月8日"


def test_a_short_day_names_the_year_only_when_it_is_another() -> None:
    with override("en"):
        assert figures.short_day(date(2026, 11, 16), today=date(2026, 11, 19)) == "16 Nov"
        assert figures.short_day(date(2025, 9, 1), today=date(2026, 11, 19)) == "1 Sep ’25"


def test_a_moment_is_told_in_the_shops_time_zone() -> None:
    with override("en"):
        told = figures.moment(datetime(2026, 3, 8, 18, 5, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))

    assert told == "9 Mar 2026 02:05"


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "under a second"), (59, "59 s"), (600, "10 min")])
def test_durations_read_in_the_unit_that_fits(seconds: float, text: str) -> None:
    with override("en"):
        assert figures.duration(timedelta(seconds=seconds)) == text


def test_a_small_list_names_the_day_where_its_reader_is() -> None:
    here = datetime(2026, 1, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert figures.seen_from(datetime(2025, 12, 31, 20, tzinfo=UTC), here) == "1 Jan"
    assert figures.seen_from(datetime(2025, 12, 31, 12, tzinfo=UTC), here) == "31 Dec ’25"
    assert figures.seen_from(date(2026, 3, 2), here) == "2 Mar"
