from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records import make
from tests.records.membership import given

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Customer, Event
from shuke.records.membership.checkout.buyers import find_buyer
from shuke.records.membership.models import Member, Plan
from shuke.records.membership.queries import balance_of, growth_of
from shuke.records.membership.services import move_due_points, prove_ledger
from shuke.records.membership.services.history import Gain, Joiner, adopt_members

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()


def gain(key: str, days_ago: int, points: int, growth: int | None = None) -> Gain:
    at = make.NOW - timedelta(days=days_ago)
    return Gain(key=key, at=at, on=at.date(), points=points, growth=points if growth is None else growth)


def adopt(plan: Plan, who: Customer, *gains: Gain, card: str = "") -> int:
    joiner = Joiner(
        customer_id=who.pk, home_store_id=who.home_store_id, joined_at=make.NOW - timedelta(days=90), card=card,
        gains=gains,
    )  # fmt: skip
    return adopt_members(scope=make.SYSTEM, now=make.NOW, plan=plan, joiners=[joiner])


@pytest.fixture
def plan(db: None) -> Plan:
    plan = given.plan(validity_days=60, return_window_days=7)
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 100)
    return plan


def test_points_come_as_they_were_earned_then(plan: Plan) -> None:
    adopt(plan, make.customer(), gain("over", 80, 500), gain("come", 30, 40), gain("waits", 2, 7))

    member = Member.objects.get()
    balance = balance_of([member.pk], now=make.NOW)
    assert (balance.points, balance.pending) == (40, 7)
    assert [entry.source_key for entry in member.entries.order_by("pk")] == ["come", "waits"]
    assert prove_ledger(now=make.NOW).is_green


def test_the_night_goes_on_from_there(plan: Plan) -> None:
    adopt(plan, make.customer(), gain("a", 30, 40), gain("b", 2, 7))
    member, later = Member.objects.get(), make.NOW + timedelta(days=45)

    move_due_points(scope=make.SYSTEM, now=later)

    assert balance_of([member.pk], now=later).points == 7
    given.redeem(member, 7, now=later)
    assert prove_ledger(now=later).is_green


def test_the_tier_is_what_the_growth_of_its_period_reaches(plan: Plan) -> None:
    adopt(plan, make.customer(), gain("a", 300, 60), gain("b", 10, 50))
    adopt(plan, make.customer(), gain("c", 366, 60), gain("d", 10, 50))

    tall, small = Member.objects.order_by("pk")
    assert (tall.tier and tall.tier.code, small.tier and small.tier.code) == ("gold", "base")
    assert tall.tier_changes.get().growth == growth_of([tall.pk], until=TODAY, period_days=365) == 110


def test_history_tells_no_events_and_leaves_one_audit_row(plan: Plan) -> None:
    who = make.customer(card="2900000000012")
    events = Event.objects.count()

    adopt(plan, who, gain("a", 10, 5), card="2900000000012")

    assert Event.objects.count() == events
    facts = AuditEntry.objects.get(action="members.adopt").facts
    assert (facts["plan"], facts["members"], facts["rows"]) == (plan.code, 1, 1)
    assert find_buyer(card="2900000000012").member == Member.objects.get()


def test_who_is_a_member_already_is_left_alone(plan: Plan) -> None:
    member = given.member(plan)

    assert adopt(plan, member.customer, gain("a", 10, 5)) == 0
    assert not member.entries.exists()


def test_a_cause_that_stands_in_the_ledger_lets_nothing_in(plan: Plan) -> None:
    call: dict[str, Any] = {"gains": [gain("a", 10, 5)]}
    adopt(plan, make.customer(), *call["gains"])

    with pytest.raises(IntegrityError), transaction.atomic():
        adopt(plan, make.customer(), *call["gains"])
    assert Member.objects.count() == 1
