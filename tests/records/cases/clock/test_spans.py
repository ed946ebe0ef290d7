import pytest

from shuke.records.cases.clock.spans import WrongHours, read_spans, write_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00-12:00", ((540, 720),)),
        ("13:00 - 18:00, 09:00–12:00", ((540, 720), (780, 1080))),
        ("9：00至12：00，13：30-24：00", ((540, 720), (810, 1440))),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: object) -> None:
    assert read_spans(text) == spans


@pytest.mark.parametrize("text", ["nine to five", "12:00-9:00", "9:00-9:00", "9:60-10:00", "9:00-24:01", "9-12"])
def test_what_are_no_hours_is_said(text: str) -> None:
    with pytest.raises(WrongHours, match="no opening hours"):
        read_spans(text)


def test_no_hour_is_written_twice() -> None:
    with pytest.raises(WrongHours, match="overlap"):
        read_spans("9:00-12:00, 11:00-13:00")


def test_written_hours_read_back_the_same() -> None:
    spans = read_spans("9:05-12:00, 13:30-18:00")

    assert write_spans(spans) == "9:05-12:00, 13:30-18:00"
    assert read_spans(write_spans(spans)) == spans
