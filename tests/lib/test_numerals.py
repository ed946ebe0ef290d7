"""Numbers as people read them."""

from decimal import Decimal

import pytest

from shuke.lib.numerals import number, percent, rounded, sign_of


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1,234,567"), (0, "0"), (-5.5, "−6"), (2.5, "3"), (Decimal("-0.4"), "0"), (None, "—")]
)
def test_numbers_are_grouped_by_three_with_a_true_minus(value: float | None, text: str) -> None:
    assert number(value) == text


def test_halves_go_away_from_zero_as_they_are_written() -> None:
    assert [number(value, decimals=1) for value in (1.25, -1.25, 2.675)] == ["1.3", "−1.3", "2.7"]
    assert rounded(2.675, 2) == Decimal("2.68")


def test_a_sign_can_be_part_of_the_news() -> None:
    assert [number(value, signed=True) for value in (3, 0, -3)] == ["+3", "0", "−3"]
    assert sign_of(Decimal(3)) == ""


def test_a_share_that_is_not_zero_never_reads_zero_nor_one_that_is_not_whole_a_hundred() -> None:
    assert [percent(share) for share in (0, 0.004, 0.382, 0.998, 1, None)] == ["0%", "<1%", "38%", ">99%", "100%", "—"]
    assert percent(0.0004, decimals=1) == "<0.1%"
