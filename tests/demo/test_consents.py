"""Some of the demo's members may be written to; nobody who did not join, and nobody twice."""

import pytest
from tests.records import make
from tests.records.membership import given as membership

from shuke.demo.consents import ask_members
from shuke.demo.promises import PLAN
from shuke.records.customers.models import Consent, Customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_some_of_those_who_joined_agreed_on_that_day_and_are_asked_once() -> None:
    plan = membership.plan(code=PLAN)
    for number in range(40):
        membership.member(plan, customer=make.customer(f"Guest {number}"))
    Customer.objects.update(is_name_generated=True)
    outside = make.customer("Passer-by")

    ask_members()
    first = Consent.objects.count()
    ask_members()

    assert Consent.objects.count() == first
    assert 10 < Consent.objects.filter(channel="email", purpose="marketing").count() < 35
    assert not Consent.objects.filter(customer=outside).exists()
