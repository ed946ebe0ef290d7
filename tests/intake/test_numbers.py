from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuke.intake.numbers import decimal_mark, decimals_of, read_number, read_numbers
from shuke.intake.reasons import Reason


@pytest.mark.parametrize(
    ("text", "decimal", "wanted"),
    [
        ("3.5", ".", "3.5"),
        ("-84.00", ".", "-84"),
        ("−84.00", ".", "-84"),
        ("(12.50)", ".", "-12.5"),
        ("12.50-", ".", "-12.5"),
        ("¥ 1,234.5", ".", "1234.5"),
        ("1 234,50 €", ",", "1234.5"),
        ("1.234,50", ",", "1234.5"),
        ("136,00", ",", "136"),
        ("１２．５", ".", "12.5"),
        (".5", ".", "0.5"),
        ("0.33335", ".", "0.3334"),
        ("1e-05", ".", "0"),
        ("36.5元", ".", "36.5"),
    ],
)
def test_a_number_is_read_exactly(text: str, decimal: str, wanted: str) -> None:
    assert read_number(text, decimal=decimal) == Decimal(wanted) * 10_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "number_unreadable"),
        ("1,2,3", "number_unreadable"),
        ("12%", "number_unreadable"),
        ("1.2E+05", "number_rounded"),
        ("两", "number_in_words"),
        ("999999999999", "number_too_large"),
    ],
)
def test_what_is_no_number_says_why(text: str, code: str) -> None:
    found = read_number(text)

    assert isinstance(found, Reason)
    assert found.code == code


def test_a_number_in_words_suggests_the_figure() -> None:
    found = read_number("两")

    assert isinstance(found, Reason)
    assert found.facts["number"] == 2


def test_a_point_among_decimal_commas_is_not_guessed_at() -> None:
    found = read_numbers(pa.array(["1,5", "1.5", "1.500"]), decimal=",")

    assert found.values_e4.tolist()[0] == 15_000
    assert list(found.reasons) == [1]
    assert found.values_e4.tolist()[2] == 15_000_000


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=4)))
def test_a_column_is_read_like_its_texts_and_written_back(values: list[Decimal]) -> None:
    found = read_numbers(pa.array([str(value) for value in values], pa.string()))

    assert found.values_e4.tolist() == [int(value * 10_000) for value in values]
    assert decimals_of(found.values_e4).to_pylist() == values


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["136,00", "32,00"], ","),
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["1,234", "5,678"], "."),
        (["3.5", "4"], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_told_from_the_values(texts: list[str], mark: str) -> None:
    assert decimal_mark(texts) == mark
