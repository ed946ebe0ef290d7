import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuke.intake.moments import DAY_FIRST, MONTH_FIRST, Moment, date_order, read_moment, read_moments, read_time
from shuke.intake.reasons import Reason

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001


def _read(text: str, style: str = "") -> str:
    found = read_moment(text, style=style)
    assert isinstance(found, Moment), found
    return (EPOCH + dt.timedelta(microseconds=found.micros)).isoformat(sep=" ") + ("Z" if found.is_utc else "")


@pytest.mark.parametrize(
    ("text", "style", "wanted"),
    [
        ("2024-01-05", "", "2024-01-05 00:00:00"),
        ("2024/1/5 8:03", "", "2024-01-05 08:03:00"),
        ("20240105", "", "2024-01-05 00:00:00"),
        ("20240105123001", "", "2024-01-05 12:30:01"),
        ("2024年3月5日 下午3:05", "", "2024-03-05 15:05:00"),
        ("13/10/2026", "", "2026-10-13 00:00:00"),
        ("10/13/2026", "", "2026-10-13 00:00:00"),
        ("3/4/2024", DAY_FIRST, "2024-04-03 00:00:00"),
        ("3/4/2024", MONTH_FIRST, "2024-03-04 00:00:00"),
        ("3/4/24 12:15 AM", MONTH_FIRST, "2024-03-04 00:15:00"),
        ("5.3.69", DAY_FIRST, "1969-03-05 00:00:00"),
        ("5-Mar-2024", "", "2024-03-05 00:00:00"),
        ("Mar 5, 2024 2:30 pm", "", "2024-03-05 14:30:00"),
        ("2024-01-05T10:00:00Z", "", "2024-01-05 10:00:00Z"),
        ("2024-01-05T10:00:00+08:00", "", "2024-01-05 02:00:00Z"),
        ("2024-01-05 23:30:00-0500", "", "2024-01-06 04:30:00Z"),
        ("05.03.24 14-30", "%d.%m.%y %H-%M", "2024-03-05 14:30:00"),
    ],
)
def test_a_moment_is_read_as_written(text: str, style: str, wanted: str) -> None:
    assert _read(text, style) == wanted


@pytest.mark.parametrize(
    ("text", "style", "code"),
    [
        ("31/02/2026", DAY_FIRST, "date_no_such_day"),
        ("2023-02-29", "", "date_no_such_day"),
        ("10/13/2026", DAY_FIRST, "date_month_first_here"),
        ("13/10/2026", MONTH_FIRST, "date_day_first_here"),
        ("0000-00-00", "", "date_out_of_range"),
        ("1899-12-30", "", "date_out_of_range"),
        ("soon", "", "date_unreadable"),
        ("99/99/2024", "", "date_unreadable"),
        ("2024-01-05 25:00", "", "date_unreadable"),
        ("2024-01-05 and more", "", "date_unreadable"),
        ("12345678", "", "date_unreadable"),
        ("2024-01-05", "%d.%m.%Y", "date_not_in_format"),
    ],
)
def test_what_is_no_date_says_why(text: str, style: str, code: str) -> None:
    found = read_moment(text, style=style)

    assert isinstance(found, Reason)
    assert found.code == code


def test_a_column_keeps_good_rows_beside_bad_and_empty_ones() -> None:
    found = read_moments(pa.array(["2024-01-05", "", "2024-02-30", "2024-01-05 10:00"]))

    assert found.is_empty.tolist() == [False, True, False, False]
    assert {row: reason.code for row, reason in found.reasons.items()} == {2: "date_no_such_day"}
    assert found.has_time.tolist() == [False, False, False, True]


@given(st.lists(st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2099, 12, 31)), min_size=1))  # noqa: DTZ001
def test_whole_columns_of_iso_are_read_like_one_text(moments: list[dt.datetime]) -> None:
    texts = [moment.isoformat(sep=" ") for moment in moments]

    found = read_moments(pa.array(texts))

    assert found.micros.tolist() == [(moment - EPOCH) // dt.timedelta(microseconds=1) for moment in moments]
    assert found.micros.tolist() == [one.micros for text in texts if isinstance(one := read_moment(text), Moment)]


def test_the_order_of_day_and_month_is_counted() -> None:
    order = date_order(["13/10/2026", "14/10/2026", "3/4/2026", "5/5/2026", "10/13/2026", "2026-01-01"])

    assert (order.day_first, order.month_first, order.either) == (2, 1, 1)
    assert order.style == DAY_FIRST


def test_points_and_hyphens_mean_day_first() -> None:
    assert date_order(["03.04.2024", "03-04-2024"]).either == 0
    assert _read("03.04.2024") == "2024-04-03 00:00:00"


@pytest.mark.parametrize(("text", "hours"), [("8:30", 8.5), ("08:30:00", 8.5), ("2:15 pm", 14.25), ("24:00", None)])
def test_a_time_of_day_is_read(text: str, hours: float | None) -> None:
    assert read_time(text) == (None if hours is None else hours * 3_600_000_000)
