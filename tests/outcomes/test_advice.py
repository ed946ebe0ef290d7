"""Who came again after the counter's advice."""

from datetime import timedelta

import pytest
from tests.records import make

from shuke.outcomes.advice import SOON, AdviceRow, advice_brought
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_event

pytestmark = pytest.mark.django_db

TOLD_AT = make.NOW - SOON - timedelta(days=1)


def told(customer: Customer, outcome: str = "done") -> None:
    record_event(scope=make.SYSTEM, now=TOLD_AT, origin="page", kind=f"offer.{outcome}", customer_id=customer.pk)


def bought(customer: Customer, *, days: int) -> None:
    at = TOLD_AT + timedelta(days=days)
    make.order(customer, make.store(), at.date(), (make.product(), 1, "12"), ordered_at=at)


def test_who_bought_within_four_weeks_came_again() -> None:
    soon, late, before = make.customer(), make.customer(), make.customer()
    for customer, days in ((soon, 28), (late, 29), (before, -1)):
        told(customer)
        bought(customer, days=days)

    assert advice_brought(now=make.NOW) == [AdviceRow("done", times=3, came_again=1)]


def test_a_purchase_under_a_merged_record_is_the_persons() -> None:
    first, second, absent = make.customer(), make.customer(), make.customer()
    for customer, buyer in ((first, make.part_of(first)), (make.part_of(second), second), (absent, make.customer())):
        told(customer)
        bought(buyer, days=3)

    assert advice_brought(now=make.NOW) == [AdviceRow("done", times=3, came_again=2)]
