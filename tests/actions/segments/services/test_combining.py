"""New segments out of others."""

from datetime import timedelta

import pytest
from tests.records import make

from shuke.actions.segments.models import Segment, SegmentChange
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import members_of
from shuke.actions.segments.services import (
    Algebra,
    WrongSegment,
    change_segment,
    combine_segments,
    create_segment,
    delete_segment,
    refresh_segment,
    refresh_segments,
    snapshot_segment,
)
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


@pytest.fixture
def people() -> None:
    make.customer(number="BOTH", gender="male", occupation="cook")
    make.customer(number="MAN", gender="male")
    make.customer(number="COOK", gender="female", occupation="cook")
    make.customer(number="NEITHER", gender="female")


def counted(line: str, *, name: str) -> Segment:
    segment = create_segment(scope=make.SYSTEM, now=make.NOW, name=name, tree=parse(line))
    return refresh_segment(segment=segment, now=make.NOW)


def numbers(segment: Segment) -> set[str]:
    return set(members_of(segment, scope=make.SYSTEM).values_list("number", flat=True))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Algebra.UNION, {"BOTH", "MAN", "COOK"}),
        (Algebra.INTERSECTION, {"BOTH"}),
        (Algebra.MINUS, {"MAN"}),
    ],
)
def test_two_segments_make_a_third_that_follows_them(how: Algebra, expected: set[str]) -> None:
    men, cooks = counted("gender = male", name="Men"), counted("occupation = cook", name="Cooks")

    found = combine_segments(scope=make.SYSTEM, now=make.NOW, first=men, second=cooks, how=how, name="Third")

    assert numbers(found) == expected
    Customer.objects.update(gender="male", occupation="cook")
    refresh_segments(now=LATER)
    assert len(numbers(found)) == (0 if how == Algebra.MINUS else 4)


@pytest.mark.usefixtures("people")
def test_a_snapshot_stays_as_it_was() -> None:
    men = counted("gender = male", name="Men")
    kept = snapshot_segment(scope=make.SYSTEM, now=make.NOW, segment=men, name="Men in March")
    Customer.objects.update(gender="female")

    refresh_segments(now=LATER)

    assert (numbers(men), numbers(kept), kept.count) == (set(), {"MAN", "BOTH"}, 2)
    assert not SegmentChange.objects.filter(segment=kept).exists()
    with pytest.raises(WrongSegment, match="static"):
        change_segment(
            scope=make.SYSTEM, now=LATER, segment=kept, name="Kept", description="", tree=parse("gender = male")
        )


@pytest.mark.usefixtures("people")
def test_a_segment_may_ask_for_a_snapshot_whose_source_is_gone() -> None:
    men = counted("gender = male", name="Men")
    all_men = counted("segment(men)", name="All men")
    snapshot_segment(scope=make.SYSTEM, now=make.NOW, segment=all_men, name="Kept")
    for gone in (all_men, men):
        delete_segment(scope=make.SYSTEM, now=make.NOW, segment=gone)

    assert numbers(counted("not segment(kept)", name="Others")) == {"COOK", "NEITHER"}


@pytest.mark.usefixtures("people")
def test_a_snapshot_follows_a_merge() -> None:
    men = counted("gender = male", name="Men")
    kept = snapshot_segment(scope=make.SYSTEM, now=make.NOW, segment=men, name="Kept")
    part, whole = Customer.objects.get(number="MAN"), Customer.objects.get(number="COOK")

    merge_customers(scope=make.SYSTEM, now=LATER, origin="test", customer=part, into=whole)

    assert numbers(kept) == {"BOTH", "COOK"}
    assert numbers(counted("segment(kept)", name="Asks")) == {"BOTH", "COOK"}
