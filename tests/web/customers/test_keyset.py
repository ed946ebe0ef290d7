import pytest
from tests.records import make
from tests.web.insight import rows

from shuke.records.customers.models import Customer
from shuke.scores.models import ModelRun
from shuke.web.customers.keyset import Cursor, Slice, cursor_of, ordered_ids, slice_of
from shuke.web.customers.sorting import Sort, sort_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> ModelRun:
    return rows.run()


def by(key: str) -> Sort:
    return sort_of(key, sees_money=True)


def page(sort: Sort, size: int = 2, **where: Cursor | None) -> Slice:
    return slice_of(Customer.objects.current(), sort, size=size, **where)


def everybody(sort: Sort, size: int = 2) -> list[list[int]]:
    found, pages = page(sort, size), []
    pages.append(found.ids)
    while found.after:
        found = page(sort, size, after=found.after)
        pages.append(found.ids)
    return pages


def scored(run: ModelRun, *spends: int | None) -> list[Customer]:
    people = [rows.customer() for _spend in spends]
    for person, spend in zip(people, spends, strict=True):
        rows.score(person, run, value_at_risk_minor=spend)
    return people


def test_pages_follow_one_another_without_gap_or_repeat(run: ModelRun) -> None:
    low, high, middle = scored(run, 10, 30, 20)

    assert everybody(by("-value_at_risk")) == [[high.pk, middle.pk], [low.pk]]
    assert everybody(by("value_at_risk")) == [[low.pk, middle.pk], [high.pk]]


def test_equal_values_are_told_apart_by_id(run: ModelRun) -> None:
    people = scored(run, 10, 10, 10, 10, 10)

    falling = [pk for ids in everybody(by("-value_at_risk")) for pk in ids]

    assert falling == [person.pk for person in reversed(people)]


def test_those_without_a_value_come_last_either_way(run: ModelRun) -> None:
    unknown, known = scored(run, None, 5)
    unscored = rows.customer()

    falling = [pk for ids in everybody(by("-value_at_risk"), size=1) for pk in ids]
    rising = [pk for ids in everybody(by("value_at_risk"), size=1) for pk in ids]

    assert falling == [known.pk, unscored.pk, unknown.pk]
    assert rising == [known.pk, unknown.pk, unscored.pk]


@pytest.mark.parametrize("key", ["-value_at_risk", "value_at_risk", "name", "-newest"])
def test_the_page_before_is_the_one_one_came_from(run: ModelRun, key: str) -> None:
    scored(run, 30, None, 10, 20, None)

    first = page(by(key))
    second = page(by(key), after=first.after)
    back = page(by(key), before=second.before)

    assert back.ids == first.ids
    assert (back.start, back.before) == (1, None)


def test_a_page_knows_where_it_stands(run: ModelRun) -> None:
    scored(run, 5, 4, 3, 2, 1)

    first = page(by("-value_at_risk"))
    second = page(by("-value_at_risk"), after=first.after)
    third = page(by("-value_at_risk"), after=second.after)

    assert [first.start, second.start, third.start] == [1, 3, 5]
    assert (first.before, third.after) == (None, None)


def test_a_day_and_a_float_survive_the_cursor(run: ModelRun) -> None:
    for ratio in (1 / 3, 2 / 3, 0.1):
        rows.score(rows.customer(), run, overdue_ratio=ratio)

    assert sum(len(ids) for ids in everybody(by("-overdue_ratio"), size=1)) == 3
    assert sum(len(ids) for ids in everybody(by("-latest_on"), size=1)) == 3


@pytest.mark.parametrize("text", ["", "x", "v5~abc~1", "~~", "v5~7"])
def test_a_cursor_that_was_tampered_with_is_none(text: str) -> None:
    assert cursor_of(text) is None


@pytest.mark.parametrize(
    "cursor", [Cursor("12.5", 7, 30), Cursor(None, 7, 30), Cursor("潘~天", 7, 30), Cursor("", 7, 1)]
)
def test_a_cursor_reads_back_as_it_was_written(cursor: Cursor) -> None:
    assert cursor_of(str(cursor)) == cursor


def test_an_export_has_the_order_of_the_list(run: ModelRun) -> None:
    scored(run, 30, None, 10)
    sort = by("-value_at_risk")

    assert list(ordered_ids(Customer.objects.current(), sort)) == [pk for ids in everybody(sort) for pk in ids]


def test_nobody_sorts_by_money_they_may_not_see() -> None:
    assert sort_of("-spend", sees_money=False).order.key == "latest_on"
    assert sort_of("-nonsense", sees_money=True).key == "-spend"


def test_a_list_of_nobody_is_an_empty_page() -> None:
    make.store()

    assert page(by("-spend")) == Slice(ids=[], start=1, before=None, after=None)
