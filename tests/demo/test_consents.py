"""Some of the demo's members may be written to; nobody who did not join, and nobody twice."""

from datetime import timedelta

import pytest
from tests.records import make
from tests.records.membership import given as membership

from shuke.demo.consents import ask_members
from shuke.demo.promises import PLAN
from shuke.records.customers.models import Consent, Customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_some_of_those_who_joined_agreed_on_that_day_and_are_asked_once() -> None:
    plan = membership.plan(code=PLAN)
    members = [membership.member(plan, customer=make.customer(f"Guest {number}")) for number in range(40)]
    Customer.objects.update(is_name_generated=True)
    outside = make.customer("Passer-by")

    ask_members()
    first = set(Consent.objects.values_list("pk", flat=True))
    withdrawn = Consent.objects.filter(customer=members[0].customer)
    withdrawn.update(is_granted=False, at=make.NOW + timedelta(days=1))
    ask_members()

    assert set(Consent.objects.values_list("pk", flat=True)) == first
    assert 10 < Consent.objects.filter(channel="email", purpose="marketing").count() < 35
    assert not Consent.objects.filter(customer=outside).exists()
