"""Numbers, money and days as a reader writes them."""

from datetime import date

import pytest

from shuke.report.page.numbers import Numbers, count, decimal, percent

pytestmark = pytest.mark.sqlite_only


def test_money_takes_its_sign_and_drops_cents_that_do_not_matter() -> None:
    numbers = Numbers("en", decimals=2, currency="USD")

    assert [numbers.money(units) for units in (326_049, 435, -435, None)] == ["$3,260", "$4.35", "−$4.35", "—"]


def test_without_a_currency_money_is_a_plain_number() -> None:
    assert Numbers("en", decimals=0, currency="").money(1_234) == "1,234"


def test_the_sign_is_lighter_in_html() -> None:
    assert Numbers("zh-hans", decimals=2, currency="CNY").money_html(326_000) == "<i>¥</i>3,260"


@pytest.mark.parametrize(
    ("language", "written", "month"),
    [("en", "9 Mar 2025", "Mar"), ("zh-hans", "2025 年 3 月 9 日", "3 月"), ("zh-hant", "2025 年 3 月 9 日", "3 月")],
)
def test_days_follow_the_language(language: str, written: str, month: str) -> None:
    numbers = Numbers(language, decimals=2, currency="")

    assert (numbers.day(date(2025, 3, 9)), numbers.month(date(2025, 3, 9))) == (written, month)


def test_a_share_that_is_not_zero_never_reads_zero() -> None:
    assert [percent(share) for share in (0, 0.004, 0.382, 0.998, 1)] == ["0%", "<1%", "38%", ">99%", "100%"]
    assert percent(0.0004, 1) == "<0.1%"


def test_what_is_not_known_is_a_dash() -> None:
    assert (percent(None), decimal(float("nan"))) == ("—", "—")


def test_counts_are_grouped_and_may_carry_their_sign() -> None:
    assert (count(1_469_307), count(-3), count(3, signed=True)) == ("1,469,307", "−3", "+3")
