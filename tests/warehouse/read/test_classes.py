"""What is spent on a class of customers: discounts, and points of the ledger."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.records import make
from tests.records.membership import given
from tests.warehouse.shop import NOW, refresh

from shuke.scores.models import CustomerScore
from shuke.scores.services import run_scores
from shuke.warehouse import read

AS_OF = date(2026, 3, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]  # files only


def test_points_given_stand_at_the_class_of_who_got_them(data_folder: Path) -> None:
    at = make.store("S1")
    member = given.member(given.plan("gold"), make.customer(number="A", home=at))
    make.order(member.customer, at, AS_OF, (make.product(), 1, "50"))
    make.order(make.customer(number="B", home=at), at, AS_OF, (make.product(), 1, "1"))
    given.earn(member, 120, now=datetime(2026, 2, 10, 9, tzinfo=UTC))
    given.earn(member, 1_000, now=datetime(2024, 2, 10, 9, tzinfo=UTC))  # before the window
    given.redeem(member, 20, key="spent", now=datetime(2026, 2, 20, 9, tzinfo=UTC))  # given all the same
    refresh(AS_OF, now=NOW, steps=(run_scores,))

    money = read.class_money(as_of=AS_OF)

    points = {each.key: each.points for each in money.classes}
    assert sum(points.values()) == 120
    assert points[CustomerScore.objects.get(customer=member.customer).value_class] == 120
