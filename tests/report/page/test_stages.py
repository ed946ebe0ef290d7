"""From stage to stage."""

import pytest

from shuke.report.page.stages import STAGES, better_way, rows_of, tone_of

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("before", "after", "tone"),
    [
        ("potential", "new", "good"),
        ("lost", "forming", "good"),
        ("new", "declining", "bad"),
        ("declining", "lost", "bad"),
    ],
)
def test_better_and_worse(before: str, after: str, tone: str) -> None:
    assert tone_of(before, after) == tone


@pytest.mark.parametrize(
    ("stage", "way"), [("stable", "up"), ("lost", "down"), ("declining", "down"), ("new", "neither")]
)
def test_which_way_is_good_news(stage: str, way: str) -> None:
    assert better_way(stage) == way


def test_only_the_stages_asked_for_are_rows_and_columns() -> None:
    (row,) = rows_of({("stable", "lost"): 3, ("potential", "new"): 9}, stages=STAGES[1:])

    assert (row.before, row.customers, len(row.cells)) == ("stable", 3, 5)
