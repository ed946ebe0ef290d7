"""What the reports count of people who are several records."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.records import make
from tests.records.cases import given

from shuke.records.cases.queries.reports import came_in, repeat_complainers

pytestmark = pytest.mark.django_db


def test_who_complained_as_two_records_that_are_one_complained_twice() -> None:
    pan, calm = make.customer("潘伟"), make.customer("林梅")
    for customer in (make.part_of(pan), make.part_of(pan), calm):
        given.complaint(customer=customer)

    now = timezone.now()
    found = repeat_complainers(came_in(make.SYSTEM, since=given.NOW - timedelta(days=1), until=now))

    assert [(one.customer_id, one.name, one.count) for one in found] == [(pan.pk, "潘伟", 2)]
