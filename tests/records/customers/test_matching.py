from datetime import date

import pytest
from tests.records import make

from shuke.records.customers.models import Customer
from shuke.records.customers.queries import Matched, duplicates_of, match_customer, survivor_of

pytestmark = pytest.mark.django_db
PHONE, EMAIL = Matched("phone", "+8613812345678"), Matched("email", "mei@example.com")


def test_phone_decides_before_email() -> None:
    by_email = make.customer("Mei", email="mei@example.com")
    by_phone = make.customer("Fang", phone="138 1234 5678")

    match = match_customer(identifiers=[EMAIL, PHONE])

    assert match is not None
    assert (match.customer, match.by) == (by_phone, "phone")
    assert [one.customer for one in duplicates_of(identifiers=[EMAIL, PHONE])] == [by_phone, by_email]


def test_name_and_birthday_decide_when_only_one_has_both() -> None:
    born = date(1990, 1, 1)
    mei = make.customer("Mei", birthday=born)
    make.customer("Mei", birthday=date(1991, 1, 1))

    match = match_customer(identifiers=[], name="Mei", birthday=born)
    assert match is not None
    assert (match.customer, match.by) == (mei, "name_and_birthday")

    make.customer("Mei", birthday=born)
    assert match_customer(identifiers=[], name="Mei", birthday=born) is None


def test_a_name_alone_decides_nothing() -> None:
    make.customer("Mei")

    assert match_customer(identifiers=[], name="Mei") is None


def test_identifier_of_a_merged_customer_means_the_survivor() -> None:
    merged, middle, survivor = make.customer("A", phone="138 1234 5678"), make.customer("B"), make.customer("C")
    Customer.objects.filter(pk=merged.pk).update(merged_into=middle)
    Customer.objects.filter(pk=middle.pk).update(merged_into=survivor)
    merged.refresh_from_db()

    match = match_customer(identifiers=[PHONE])

    assert match is not None
    assert match.customer == survivor_of(merged) == survivor
