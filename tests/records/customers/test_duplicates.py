"""Pairs that look like one person: found in the whole file, decided by a person, for good."""

from datetime import date, timedelta

import pytest
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer, DuplicatePair
from shuke.records.customers.queries import duplicates_to_decide
from shuke.records.customers.services import find_duplicates, merge_customers, tell_apart

pytestmark = pytest.mark.django_db
DAY = date(1980, 5, 4)
LATER = make.NOW + timedelta(days=1)


def found() -> list[tuple[Customer, Customer, list[str]]]:
    find_duplicates(now=make.NOW)
    return [(pair.first, pair.second, pair.reasons) for pair in duplicates_to_decide(make.SYSTEM)]


def test_reasons_add_up_and_the_likeliest_comes_first() -> None:
    home = make.store()
    near = make.customer("陈伟", birthday=DAY, home=home), make.customer("程伟", birthday=DAY, home=home)
    same = (
        make.customer("潘小明", birthday=DAY, home=home, phone="+8613812345678", email="pan.xm@gmail.com"),
        make.customer("潘晓明", birthday=DAY, home=home, phone="+113812345678", email="panxm+a@gmail.com"),
    )
    make.customer("李雷", birthday=DAY, home=home)

    assert found() == [
        (*same, ["name_and_birthday", "same_email", "same_phone"]),
        (*near, ["near_name_and_birthday"]),
    ]


def test_an_address_with_a_mark_meets_the_plain_one() -> None:
    plain, marked = make.customer("A", email="mei@example.com"), make.customer("B", email="mei+shop@example.com")

    assert found() == [(plain, marked, ["same_email"])]


def test_who_is_merged_or_alike_no_more_is_off_the_list() -> None:
    mei, may = make.customer("Mei Lin", birthday=DAY), make.customer("Lin Mei", birthday=DAY)
    ann, other = make.customer("Ann Lee", birthday=DAY), make.customer("Ann Leee", birthday=DAY)
    assert len(found()) == 2

    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=may, into=mei)
    assert [pair.first for pair in duplicates_to_decide(make.SYSTEM)] == [ann]
    Customer.objects.filter(pk=other.pk).update(name="Somebody Else")

    assert found() == []


def test_two_people_are_never_proposed_again() -> None:
    mei, may = make.customer("Mei Lin", birthday=DAY), make.customer("Lin Mei", birthday=DAY)
    find_duplicates(now=make.NOW)
    scope = make.scope(Role.MANAGER)

    for _ in range(2):
        tell_apart(scope=scope, now=LATER, pair=DuplicatePair.objects.get())

    assert found() == []
    assert DuplicatePair.objects.get().told_apart_by_id == scope.staff_id
    audited = AuditEntry.objects.filter(action="customer.tell_apart").values_list("subject", flat=True)
    assert sorted(audited) == [f"customer:{mei.pk}", f"customer:{may.pk}"]


def test_only_who_may_merge_says_so_and_only_of_their_stores() -> None:
    here, there = make.store(), make.store()
    make.customer("Mei Lin", birthday=DAY, home=here)
    make.customer("Lin Mei", birthday=DAY, home=there)
    find_duplicates(now=make.NOW)
    pair = DuplicatePair.objects.get()

    assert not duplicates_to_decide(make.scope(Role.MANAGER, here)).exists()
    for scope in (make.scope(Role.MANAGER, here), make.scope(Role.FRONT_LINE)):
        with pytest.raises(NotAllowed):
            tell_apart(scope=scope, now=LATER, pair=pair)
