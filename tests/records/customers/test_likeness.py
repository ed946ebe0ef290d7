"""When two records look like one person; no database."""

from datetime import date

import pytest

from shuke.records.customers import likeness
from shuke.records.customers.likeness import Known, by_birthday, by_key, by_store, email_key, is_near, name_keys

pytestmark = pytest.mark.sqlite_only
DAY = date(1980, 5, 4)


def born(*names: str) -> list[tuple[int, int, str]]:
    people = [Known(pk, name, DAY, 1) for pk, name in enumerate(names, start=1)]
    return [(one.first, one.second, one.reason) for one in by_birthday(people)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("潘小明", "潘晓明"),
        ("Mei Lin", "lin, mei"),
        ("José Ruiz", "Jose Ruiz"),
        ("单伟", "单伟"),
        ("潘 小明", "潘小明"),
    ],
)
def test_names_that_read_the_same_are_the_same_on_one_birthday(one: str, other: str) -> None:
    assert born(one, other) == [(1, 2, likeness.NAME_AND_BIRTHDAY)]


@pytest.mark.parametrize(("one", "other"), [("Mei Lin", "Mei Ling"), ("陈伟", "程伟"), ("Anna Meier", "Anna Meire")])
def test_names_a_letter_apart_are_near_on_one_birthday(one: str, other: str) -> None:
    assert born(one, other) == [(1, 2, likeness.NEAR_NAME_AND_BIRTHDAY)]


@pytest.mark.parametrize(
    ("one", "other"), [("Mei Lin", "Mei Wang"), ("Mei", "Mei"), ("潘", "潘"), ("王芳", "王伟"), ("", "")]
)
def test_other_names_and_single_words_say_nothing(one: str, other: str) -> None:
    assert born(one, other) == []


def test_a_name_of_half_a_town_is_no_sign() -> None:
    assert born(*["王伟"] * (likeness.MOST_ALIKE + 1)) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("lin", "lin", True), ("lin", "ling", True), ("lin", "lim", True), ("lin", "iln", True), ("", "a", True),
        ("lin", "li", True), ("lin", "wang", False), ("lin", "lingg", False), ("abcd", "badc", False),
    ],
)  # fmt: skip
def test_near_is_one_letter_more_less_other_or_two_changed_round(one: str, other: str, expected: bool) -> None:
    assert is_near(one, other) is expected
    assert is_near(other, one) is expected


def in_store(*people: tuple[str, date | None]) -> list[tuple[int, int]]:
    known = [Known(pk, name, birthday, 1) for pk, (name, birthday) in enumerate(people, start=1)]
    return [(one.first, one.second) for one in by_store(known)]


def test_the_only_two_of_a_name_in_a_store_are_alike() -> None:
    assert in_store(("Mei Lin", None), ("mei  lin", DAY), ("Wei Li", None)) == [(1, 2)]


def test_three_of_a_name_or_two_birthdays_are_not() -> None:
    assert in_store(*[("Mei Lin", None)] * 3) == []
    assert in_store(("Mei Lin", DAY), ("Mei Lin", date(1990, 1, 1))) == []


def test_who_shares_a_key_is_alike_once() -> None:
    held = [("a", 1), ("a", 1), ("a", 3), ("b", 2), ("c", 4), ("c", 5)]

    assert [(one.first, one.second) for one in by_key(held, "r")] == [(1, 3), (4, 5)]


def test_a_mailbox_is_known_behind_its_spellings() -> None:
    assert email_key("mei.lin+shop@gmail.com") == email_key("meilin@googlemail.com") == "meilin@gmail.com"
    assert email_key("mei.lin+shop@example.com") == "mei.lin@example.com"


def test_short_numbers_tell_nobody_apart() -> None:
    assert likeness.phone_key("+8613812345678") == likeness.phone_key("+113812345678") == "3812345678"
    assert likeness.phone_key("+8522345") == ""


def test_every_reading_of_a_name_counts() -> None:
    assert name_keys("单伟") >= {"shanwei", "danwei"}
