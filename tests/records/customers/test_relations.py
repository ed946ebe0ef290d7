"""Who belongs to whom, and who brought whom."""

import pytest
from django.core.exceptions import ValidationError
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer, Relation
from shuke.records.customers.queries import ties_of
from shuke.records.customers.services import (
    CannotRelate,
    add_relation,
    merge_customers,
    remove_relation,
    update_customer,
)

pytestmark = pytest.mark.django_db


def tie(customer: Customer, other: Customer, kind: str = "friend", note: str = "") -> Relation:
    return add_relation(scope=make.SYSTEM, now=make.NOW, customer=customer, other=other, kind=kind, note=note)


def bring(customer: Customer, by: Customer) -> dict[str, list[object]]:
    changes = {"referred_by": by}
    return update_customer(scope=make.SYSTEM, now=make.NOW, origin="page", customer=customer, changes=changes)


def seen(customer: Customer) -> list[tuple[str, str, str]]:
    return [(tie.other.number, tie.kind, tie.note) for tie in ties_of(customer.pk)]


def test_a_tie_is_one_from_either_side_and_traced_at_both() -> None:
    pan, mei = make.customer("Pan", number="P"), make.customer("Mei", number="M")

    first = tie(pan, mei)
    again = tie(mei, pan, note="golf")

    assert (first, Relation.objects.count()) == (again, 1)
    assert (seen(pan), seen(mei)) == ([("M", "friend", "golf")], [("P", "friend", "golf")])
    told = AuditEntry.objects.filter(action="customer.relate").values_list("subject", flat=True)
    assert set(told) == {f"customer:{pan.pk}", f"customer:{mei.pk}"}

    remove_relation(scope=make.SYSTEM, now=make.NOW, relation=again)
    assert seen(pan) == []
    assert AuditEntry.objects.filter(action="customer.unrelate").count() == 2


def test_the_same_again_leaves_no_trace() -> None:
    pan, mei = make.customer("Pan"), make.customer("Mei")
    tie(pan, mei, note="golf")

    tie(pan, mei)
    tie(pan, mei, note="golf")

    assert AuditEntry.objects.filter(action="customer.relate").count() == 2  # one at each


def test_nobody_is_tied_to_themselves_or_to_people_of_other_stores() -> None:
    here, elsewhere = make.store(), make.store()
    pan, far = make.customer("Pan", home=here), make.customer("Far", home=elsewhere)

    with pytest.raises(CannotRelate):
        tie(pan, pan)
    with pytest.raises(NotAllowed):
        add_relation(
            scope=make.scope(Role.MANAGER, here), now=make.NOW, customer=pan, other=far, kind="friend", note=""
        )
    assert not Relation.objects.exists()


def test_who_was_merged_keeps_their_people() -> None:
    pan, twin, mei = (make.customer(name, number=name) for name in ("Pan", "Twin", "Mei"))
    tie(twin, mei, "family")
    tie(pan, twin)

    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="page", customer=twin, into=pan)

    assert seen(pan) == [("Mei", "family", "")]  # and not themselves
    assert seen(mei) == [("Pan", "family", "")]


def test_a_tie_that_a_merged_record_has_takes_the_note_and_is_traced_at_the_person() -> None:
    pan, twin, mei = (make.customer(name, number=name) for name in ("Pan", "Twin", "Mei"))
    first = tie(twin, mei)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="page", customer=twin, into=pan)

    assert tie(mei, pan, note="golf") == first
    remove_relation(scope=make.SYSTEM, now=make.NOW, relation=Relation.objects.get())

    assert not Relation.objects.exists()
    told = AuditEntry.objects.filter(action="customer.unrelate").values_list("subject", flat=True)
    assert set(told) == {f"customer:{pan.pk}", f"customer:{mei.pk}"}


def test_a_tie_taken_away_twice_is_traced_once() -> None:
    first = tie(make.customer("Pan"), make.customer("Mei"))
    seen_before = Relation.objects.get(pk=first.pk)

    for held in (first, seen_before):
        remove_relation(scope=make.SYSTEM, now=make.NOW, relation=held)

    assert AuditEntry.objects.filter(action="customer.unrelate").count() == 2  # one at each


def test_who_brought_somebody_is_told_by_number_since_two_may_bear_one_name() -> None:
    pan, one, other = make.customer("Pan"), make.customer("Mei", number="1"), make.customer("Mei", number="2")
    bring(pan, one)

    assert bring(pan, other) == {"referred_by": ["1", "2"]}


def test_two_cannot_have_brought_each_other_directly_or_through_others() -> None:
    a, b, c = (make.customer(name) for name in "ABC")
    bring(b, a)
    bring(c, b)

    for by in (a, b, c):
        with pytest.raises(ValidationError) as refusal:
            bring(a, by)
        assert "referred_by" in refusal.value.message_dict
    a.refresh_from_db()
    assert a.referred_by is None


def test_a_circle_through_a_merged_record_is_refused_too() -> None:
    a, twin, b = (make.customer(name) for name in ("A", "Twin", "B"))
    bring(b, twin)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="page", customer=twin, into=a)

    with pytest.raises(ValidationError):
        bring(a, b)
