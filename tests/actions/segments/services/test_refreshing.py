"""Members follow the records; who came and went is written down once."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.records import make

from shuke.actions.segments.models import Segment, SegmentChange, SegmentSize
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import counts_in, members_of, segments_of
from shuke.actions.segments.services import change_segment, create_segment, delete_segment, refresh_segment
from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, CustomField
from shuke.records.customers.services import merge_customers

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


def counted(line: str, *, name: str = "Men") -> Segment:
    segment = create_segment(scope=make.SYSTEM, now=make.NOW, name=name, tree=parse(line))
    return refresh_segment(segment=segment, now=make.NOW)


def numbers(segment: Segment, *, scope: Scope = make.SYSTEM) -> set[str]:
    return set(members_of(segment, scope=scope).values_list("number", flat=True))


def changes(segment: Segment) -> list[tuple[str, str]]:
    rows = SegmentChange.objects.filter(segment=segment).order_by("pk")
    return [(row.customer.number, row.kind) for row in rows.select_related("customer")]


def turn(customer: Customer, gender: str) -> None:
    Customer.objects.filter(pk=customer.pk).update(gender=gender)


def test_the_first_count_makes_members_and_nobody_enters() -> None:
    man = make.customer(number="MAN", gender="male")
    make.customer(number="WOMAN", gender="female")

    men = counted("gender = male")

    assert (numbers(men), men.count, men.counted_at, men.as_of) == ({"MAN"}, 1, make.NOW, None)
    assert changes(men) == []
    assert list(segments_of(man.pk)) == [men]


def test_who_enters_and_leaves_is_written_down_once() -> None:
    stays, leaves = make.customer(number="STAYS", gender="male"), make.customer(number="LEAVES", gender="male")
    enters = make.customer(number="ENTERS", gender="female")
    men = counted("gender = male")
    turn(leaves, "female")
    turn(enters, "male")

    refresh_segment(segment=men, now=LATER)
    refresh_segment(segment=men, now=LATER)

    assert numbers(men) == {stays.number, "ENTERS"}
    assert changes(men) == [("LEAVES", "left"), ("ENTERS", "entered")]
    assert set(SegmentChange.objects.values_list("changed_at", flat=True)) == {LATER}
    assert list(SegmentSize.objects.values_list("customers", flat=True)) == [2, 2]


def test_another_choice_makes_people_enter_and_leave() -> None:
    make.customer(number="MAN", gender="male")
    make.customer(number="WOMAN", gender="female")
    segment = counted("gender = male")

    change_segment(
        scope=make.SYSTEM, now=LATER, segment=segment, name="Women", description="", tree=parse("gender = female")
    )
    refresh_segment(segment=segment, now=LATER)

    assert changes(segment) == [("MAN", "left"), ("WOMAN", "entered")]


def test_a_count_of_the_choice_before_is_thrown_away() -> None:
    make.customer(number="MAN", gender="male")
    segment = counted("gender = male")
    older = Segment.objects.get(pk=segment.pk)
    change_segment(
        scope=make.SYSTEM, now=LATER, segment=segment, name="Women", description="", tree=parse("gender = female")
    )
    refresh_segment(segment=segment, now=LATER)
    make.customer(number="BOY", gender="male")

    refresh_segment(segment=older, now=LATER)

    assert numbers(segment) == set()


def test_a_merge_moves_membership_to_the_survivor() -> None:
    part, whole = make.customer(number="PART", gender="male"), make.customer(number="WHOLE", gender="female")
    men = counted("gender = male")

    merge_customers(scope=make.SYSTEM, now=LATER, origin="test", customer=part, into=whole)

    assert numbers(men) == {"WHOLE"}
    refresh_segment(segment=men, now=LATER)
    assert changes(men) == [("PART", "left")]


def test_the_scope_narrows_members_and_counts() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    make.customer(number="HERE", home=river, gender="male")
    make.customer(number="THERE", home=hill, gender="male")
    men, women = counted("gender = male"), counted("gender = female", name="Women")
    scope = make.scope(Role.MANAGER, river)

    assert numbers(men, scope=scope) == {"HERE"}
    assert counts_in([men, women], scope=scope) == {men.pk: 1, women.pk: 0}
    assert counts_in([men], scope=make.SYSTEM) == {men.pk: 2}


def test_a_field_that_went_keeps_the_members_and_says_why() -> None:
    size = CustomField.objects.create(key="size", label="Size", type=CustomField.Type.NUMBER)
    make.customer(number="TALL", custom={"size": 46})
    tall = counted("custom.size >= 45", name="Tall")
    size.delete()

    found = refresh_segment(segment=tall, now=LATER)

    assert numbers(tall) == {"TALL"}
    assert "custom.size" in found.refusal
    assert Segment.objects.get().refusal == found.refusal


def test_before_the_first_refresh_of_the_warehouse_purchases_are_not_known(data_folder: Path) -> None:
    found = counted("bought()", name="Buyers")

    assert found.counted_at is None
    assert "refresh" in found.refusal


def test_a_segment_deleted_meanwhile_is_not_counted() -> None:
    make.customer(gender="male")
    men = counted("gender = male")
    gone = Segment.objects.get(pk=men.pk)
    delete_segment(scope=make.SYSTEM, now=LATER, segment=men)

    make.customer(gender="male")
    with pytest.raises(Segment.DoesNotExist):
        refresh_segment(segment=gone, now=LATER)
