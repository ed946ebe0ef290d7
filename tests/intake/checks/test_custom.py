"""Fields an administrator added, in a customer file: held to what the form takes."""

import json
from typing import Any

import pytest
from tests.intake.checks.given import batch_of, refused, values

from shuke.intake.checks import Checked, Ground, check
from shuke.intake.fields import Field
from shuke.intake.mapping import Mapping
from shuke.intake.words import say

FIELDS = {
    "custom.dog": Field("text", 10),
    "custom.shoe_size": Field("number"),
    "custom.wedding": Field("day"),
    "custom.newsletter": Field("yes_no"),
    "custom.fit": Field("choice", choices=("slim", "wide")),
}


def _checked(key: str, *cells: str, **settings: Any) -> Checked:
    columns = {"customer": [str(number) for number in range(len(cells))], key: list(cells)}
    mapping = Mapping("customers", {"customer": ("customer",), f"custom.{key}": (key,)}, **settings)
    return check(batch_of(columns), mapping, Ground(country="CN", custom=FIELDS))


def _read(found: Checked, key: str) -> list[Any]:
    return [json.loads(cell)[key] if cell else None for cell in values(found, "custom")]


@pytest.mark.parametrize(
    ("key", "cells", "wanted"),
    [
        ("dog", ["Rex 🐕", " 旺财 ", "", "nan"], ["Rex 🐕", "旺财", None, "nan"]),
        ("shoe_size", ["42", "42.5", "４２", "1,234", "-3", ""], [42, 42.5, 42, 1234, -3, None]),
        ("wedding", ["2019-05-20", "2019年5月20日", "20 May 2019", ""], ["2019-05-20"] * 3 + [None]),
        ("newsletter", ["yes", "否", "TRUE", "0", ""], [True, False, True, False, None]),
        ("fit", ["slim", "", "wide"], ["slim", None, "wide"]),
    ],
)
def test_a_value_is_kept_by_the_type_of_its_field(key: str, cells: list[str], wanted: list[Any]) -> None:
    found = _checked(key, *cells)

    assert not refused(found)
    assert _read(found, key) == wanted


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("shoe_size", "NaN", "number_unreadable"),
        ("shoe_size", "Infinity", "number_unreadable"),
        ("shoe_size", "1.2E+20", "number_rounded"),
        ("shoe_size", "9" * 16, "number_too_long"),
        ("wedding", "2019-02-30", "date_no_such_day"),
        ("wedding", "NaT", "date_unreadable"),
        ("newsletter", "perhaps", "yes_no_unknown"),
        ("fit", "Slim", "choice_unknown"),
    ],
)
def test_what_does_not_fit_refuses_its_row_and_no_other(key: str, cell: str, code: str) -> None:
    found = _checked(key, "", cell)

    assert refused(found) == {3: (key, code)}
    assert values(found, "customer") == ["0"]
    assert cell[:40] in say(found.refusals[0].reason)


def test_a_number_keeps_all_its_decimals() -> None:
    assert _read(_checked("shoe_size", "0.123456789"), "shoe_size") == [0.123456789]


def test_numbers_and_days_are_read_as_the_file_writes_them() -> None:
    assert _read(_checked("shoe_size", "42,5", decimal=","), "shoe_size") == [42.5]
    assert _read(_checked("wedding", "3/4/2019", date_format="day_first"), "wedding") == ["2019-04-03"]


def test_a_text_longer_than_the_field_is_cut_and_counted() -> None:
    found = _checked("dog", "Bartholomew the Third")

    assert _read(found, "dog") == ["Bartholome"]
    assert found.noticed == {"text_cut": 1}
