"""Segments under a name: what is refused, who may change them, what keeps them from being deleted."""

from collections.abc import Iterator

import pytest
from tests.records import make

from shuke.actions.segments import uses
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.services import (
    SegmentInUse,
    SegmentNameTaken,
    WrongSegment,
    change_segment,
    create_segment,
    delete_segment,
)
from shuke.actions.segments.uses import Use, register_use
from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed, Scope

pytestmark = pytest.mark.django_db


def create(line: str, *, name: str = "Men", scope: Scope = make.SYSTEM, key: str = "") -> Segment:
    return create_segment(scope=scope, now=make.NOW, name=name, tree=parse(line), key=key)


def change(segment: Segment, line: str, *, scope: Scope = make.SYSTEM) -> Segment:
    return change_segment(
        scope=scope, now=make.NOW, segment=segment, name=segment.name, description="", tree=parse(line)
    )


@pytest.mark.parametrize(
    ("name", "key"), [("Good men, 40+", "good_men_40"), ("流失 VIP", "liu_shi_vip"), ("???", "segment")]
)
def test_a_key_is_spelt_from_the_name(name: str, key: str) -> None:
    assert create("gender = male", name=name).key == key


def test_a_second_segment_of_a_spelling_gets_a_number() -> None:
    create("gender = male", name="VIP")

    assert create("gender = female", name="VIP!").key == "vip_2"


def test_two_segments_never_share_a_name() -> None:
    create("gender = male", name="VIP")

    with pytest.raises(SegmentNameTaken, match="vip"):
        create("gender = female", name="vip ")


def test_what_makes_no_sense_is_refused_with_every_fault() -> None:
    with pytest.raises(WrongSegment) as refused:
        create("shoe = 42 and segment(gone)")

    assert len(refused.value.faults) == 2
    assert not Segment.objects.exists()


def test_a_segment_that_refers_to_itself_is_refused() -> None:
    men = create("gender = male", key="men")
    create("segment(men) and has_phone = yes", name="Men we can call", key="callable")

    with pytest.raises(WrongSegment, match="refers to itself by way of “callable”"):
        change(men, "segment(callable)")
    with pytest.raises(WrongSegment, match="refers to itself"):
        create("not segment(odd)", name="Odd", key="odd")


def test_amounts_are_asked_by_those_who_see_money() -> None:
    without = Scope(
        role="x", store_ids=None, permissions=frozenset({"marketing.manage"}), caller="staff:1", staff_id=None
    )

    with pytest.raises(WrongSegment, match="There is no field “spend”"):
        create("spend >= 100", scope=without)
    with pytest.raises(WrongSegment, match="sees no amounts"):
        create("bought(amount >= 100)", scope=without)


def test_who_works_in_a_store_changes_only_their_own() -> None:
    whole = create("gender = male")
    manager = make.scope(Role.MANAGER, make.store())
    own = create("gender = female", name="Women", scope=manager)

    assert change(own, "has_phone = yes", scope=manager).tree["field"] == "has_phone"
    with pytest.raises(NotAllowed):
        change(whole, "has_phone = yes", scope=manager)
    with pytest.raises(NotAllowed):
        delete_segment(scope=manager, now=make.NOW, segment=whole)


def test_who_may_not_manage_marketing_makes_none() -> None:
    with pytest.raises(NotAllowed):
        create("gender = male", scope=make.scope(Role.ANALYST))


def test_a_segment_that_another_asks_for_stays() -> None:
    men = create("gender = male", key="men")
    create("not segment(men)", name="The others")

    with pytest.raises(SegmentInUse, match="The others"):
        delete_segment(scope=make.SYSTEM, now=make.NOW, segment=men)


found: list[Use] = []


def later_stage(segment: Segment) -> Iterator[Use]:
    yield from found


@pytest.fixture
def registered() -> Iterator[list[Use]]:
    """What a later stage says it uses segments for."""
    register_use(f"{__name__}.later_stage")
    yield found
    found.clear()
    uses._finders.remove(f"{__name__}.later_stage")


def test_a_segment_that_a_later_stage_uses_stays(registered: list[Use]) -> None:
    men = create("gender = male")
    registered.append(Use("campaign “May”"))

    with pytest.raises(SegmentInUse, match="campaign “May”"):
        delete_segment(scope=make.SYSTEM, now=make.NOW, segment=men)

    registered.clear()
    delete_segment(scope=make.SYSTEM, now=make.NOW, segment=men)
    assert not Segment.objects.exists()
    assert AuditEntry.objects.filter(action="segment.delete").exists()
