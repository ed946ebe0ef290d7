from datetime import timedelta
from typing import Any

import pytest
from tests.records import make
from tests.records.membership import given

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import Scope
from shuke.records.membership.models import Member
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import (
    OverLimit,
    adjust_by_hand,
    compensate_by_hand,
    limit_by_hand,
    reverse_by_hand,
)

pytestmark = pytest.mark.django_db


def points(member: Member) -> int:
    return balance_of([member.pk], now=make.NOW).points


def compensate(scope: Scope, member: Member, amount: int, key: str = "", **call: Any) -> Any:
    values = {"now": make.NOW, "cause": given.cause_by_hand(key), **call}
    return compensate_by_hand(scope=scope, member=member, points=amount, **values)


@pytest.fixture
def member(db: None) -> Member:
    return given.member(given.plan(agent_most_points=100, manager_most_points=1_000))


def test_each_role_has_its_limit_and_owners_none(member: Member) -> None:
    limits = [limit_by_hand(make.scope(role), member.plan) for role in (Role.AGENT, Role.MANAGER, Role.OWNER)]

    assert limits == [100, 1_000, None]
    assert limit_by_hand(make.SYSTEM, member.plan) is None


def test_a_limit_is_not_passed_in_small_steps(member: Member) -> None:
    agent = make.scope(Role.AGENT)
    compensate(agent, member, 60)

    with pytest.raises(OverLimit, match="100 points for one customer on one day, and 40 of them are left"):
        compensate(agent, member, 41)
    compensate(agent, member, 40)

    assert points(member) == 100


def test_a_limit_is_that_of_a_person_a_customer_and_a_day(member: Member) -> None:
    agent = make.scope(Role.AGENT)
    compensate(agent, member, 100)

    compensate(make.scope(Role.AGENT), member, 100)
    compensate(agent, given.member(member.plan), 100)
    compensate(agent, member, 100, now=make.NOW + timedelta(days=1))

    with pytest.raises(OverLimit):
        compensate(agent, member, 1)


def test_what_was_sent_twice_is_answered_as_it_was_and_counts_once(member: Member) -> None:
    agent = make.scope(Role.AGENT)

    first = compensate(agent, member, 60, key="form-1")
    again = compensate(agent, member, 60, key="form-1")
    compensate(agent, member, 40)

    assert first == again
    assert points(member) == 100
    assert AuditEntry.objects.filter(action="points.by_hand").count() == 2


def test_taking_and_reversing_count_like_giving(member: Member) -> None:
    earned, agent = given.earn(member, 500), make.scope(Role.AGENT)
    call: dict[str, Any] = {"scope": agent, "now": make.NOW}

    adjust_by_hand(**call, member=member, points=-70, cause=given.cause_by_hand())
    with pytest.raises(OverLimit):
        reverse_by_hand(**call, entry=earned, cause=given.cause_by_hand())
    reverse_by_hand(**call, entry=earned, points=30, cause=given.cause_by_hand())

    assert points(member) == 400


def test_what_a_till_does_is_nobodys_decision(member: Member) -> None:
    agent = make.scope(Role.AGENT)
    spent = given.redeem(member, 1) if given.earn(member, 300) else None
    assert spent is not None

    compensate(agent, member, 100)

    assert points(member) == 399
