"""What customers of a class took, by the class they are in today."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.records import make
from tests.records.cases import given as cases
from tests.web.insight import rows

from shuke.actions.care.models import CareTask, CareTry
from shuke.outcomes.spent import CASE, TASK, Effort, effort_by_class
from shuke.records.access.models import Role
from shuke.records.cases.models import Compensation
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers
from shuke.records.messages.models import MessageSend, State

pytestmark = pytest.mark.django_db
NOW = make.NOW
AS_OF = NOW.date()


def of_class(key: str, **facts: Any) -> Customer:
    person = make.customer(**facts)
    of = rows.ModelRun.objects.first() or rows.run(as_of=AS_OF)
    rows.score(person, of, value_class=key, pyramid_level="vip")
    return person


def message(person: Customer, state: str = State.SENT, *, channel: str = "sms", at: datetime = NOW) -> None:
    MessageSend.objects.create(
        key=f"k{MessageSend.objects.count()}", customer=person, channel=channel, purpose="care", language="en",
        subject="", text="x", state=state, queued_at=at, due_at=at, origin="test",
        sending_until=at if state == State.SENDING else None,
    )  # fmt: skip


def call(person: Customer, *, at: datetime = NOW) -> None:
    task = CareTask.objects.create(
        key=f"t{CareTask.objects.count()}", customer=person, origin="test", due_on=at.date(), opened_at=at
    )
    CareTry.objects.create(task=task, number=1, outcome="no_answer", at=at)


def refund(person: Customer, amount: str, **facts: Any) -> None:
    colleague = make.staff(Role.AGENT)
    given: dict[str, Any] = {
        "case": cases.complaint(customer=person), "round": 1, "kind": "refund", "amount": Decimal(amount),
        "currency": "CNY", "reason": "x", "state": "given", "needs_second": False, "proposed_by": colleague,
        "proposed_at": NOW, "decided_by": colleague, "decided_at": NOW,
    }  # fmt: skip
    Compensation.objects.create(**{**given, **facts})


def efforts(by: str = "value_class", *, stores: frozenset[int] | None = None, as_of: date = AS_OF) -> dict[str, Effort]:
    return dict(effort_by_class(by, as_of=as_of, zone="Asia/Shanghai", currency="CNY", stores=stores))


def test_messages_that_left_calls_cases_and_refunds_stand_at_the_class() -> None:
    gold, lead = of_class("gold"), of_class("lead")
    for _ in range(2):
        message(gold)
    message(gold, channel="email")
    message(gold, State.REFUSED)
    message(gold, channel="webhook")
    call(gold)
    call(lead)
    refund(lead, "12.50")
    refund(lead, "8", currency="USD")
    message(make.customer())  # never scored: in no class

    found = efforts()

    assert found["gold"].times == {"sms": 2, "email": 1, TASK: 1}
    assert found["gold"].messages == 3
    assert (found["lead"].times, found["lead"].refunded) == ({TASK: 1, CASE: 2}, Decimal("12.50"))
    assert set(found) == {"gold", "lead"}
    assert efforts("pyramid_level")["vip"].times == {"sms": 2, "email": 1, TASK: 2, CASE: 2}


def test_the_window_is_the_year_that_ends_with_the_day() -> None:
    gold = of_class("gold")
    message(gold, at=NOW - timedelta(days=364))
    message(gold, at=NOW - timedelta(days=365))
    message(gold, at=NOW + timedelta(days=1))

    assert efforts()["gold"].times == {"sms": 1}


def test_who_was_merged_counts_as_who_they_are_today() -> None:
    gold, old = of_class("gold"), make.customer()
    message(old)
    call(old)
    merge_customers(scope=make.SYSTEM, now=NOW, origin="test", customer=old, into=gold)

    assert efforts()["gold"].times == {"sms": 1, TASK: 1}


def test_only_customers_of_the_stores_count() -> None:
    here, there = make.store(), make.store()
    for at in (here, there):
        person = of_class("gold", home=at)
        message(person)
        refund(person, "5")

    found = efforts(stores=frozenset({here.pk}))

    assert found["gold"].times == {"sms": 1, CASE: 1}
    assert found["gold"].refunded == 5
