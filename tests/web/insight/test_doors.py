"""Where numbers lead."""

from datetime import date

from shuke.web.insight.doors import customers, span


def test_a_door_carries_its_filters() -> None:
    assert customers(stage="declining", previous_stage="stable") == "/customers/?stage=declining&previous_stage=stable"


def test_several_keys_are_one_filter() -> None:
    assert customers(pyramid_level=("vip", "major")) == "/customers/?pyramid_level=vip,major"


def test_a_key_that_is_not_there_is_asked_for_by_name() -> None:
    assert customers(previous_level="", stage=("", "new")) == "/customers/?previous_level=none&stage=none,new"


def test_yes_no_and_numbers_are_written_as_the_list_reads_them() -> None:
    assert customers(in_window=True, is_spike=False, r=5) == "/customers/?in_window=yes&is_spike=no&r=5"


def test_a_day_is_a_span_of_one() -> None:
    assert customers(first_on=date(2026, 1, 5)) == "/customers/?first_on=2026-01-05..2026-01-05"


def test_a_span_may_be_open_at_either_end() -> None:
    assert [span(500, None), span(None, date(2026, 1, 31)), span(1, 2)] == ["500..", "..2026-01-31", "1..2"]


def test_what_would_break_an_address_is_escaped() -> None:
    assert customers(store="A&B #1") == "/customers/?store=A%26B+%231"
