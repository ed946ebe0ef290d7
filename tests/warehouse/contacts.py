"""A customer who was written to, called and heard, for tests of what the warehouse makes of it."""

from datetime import UTC, datetime
from typing import Any

from tests.records.cases import given as cases
from tests.records.messages.given import queued
from tests.scores.trials import given as trials

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.care.models import CareTask, CareTry, Outcome
from shuke.actions.offers.models import Gift, Offer
from shuke.records.cases.models import Case, Step
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend

LATE_IN_JANUARY = datetime(2026, 1, 31, 17, tzinfo=UTC)  # February in Shanghai
FEBRUARY = datetime(2026, 2, 10, 9, tzinfo=UTC)


def message(customer: Customer, **fields: Any) -> MessageSend:
    return queued(customer, **{"now": LATE_IN_JANUARY, "origin": "journey:5", **fields})


def care_try(customer: Customer, outcome: str = Outcome.NO_ANSWER, at: datetime = FEBRUARY) -> CareTry:
    task = CareTask.objects.create(
        key=f"t{CareTask.objects.count()}", customer=customer, origin="care:3", due_on=at.date(), opened_at=at
    )
    return CareTry.objects.create(task=task, number=1, outcome=outcome, at=at)


def offer(**fields: Any) -> Offer:
    return Offer.objects.create(way="call", script="Say hello.", cost_per_piece=1, **fields)


def offer_call(customer: Customer, key: str = "campaign:4:1", outcome: str = Gift.Outcome.YES) -> Gift:
    return Gift.objects.create(
        key=key, offer=offer(), customer=customer, given_at=FEBRUARY, outcome=outcome, outcome_at=FEBRUARY
    )


def case(customer: Customer | None, *, now: datetime = LATE_IN_JANUARY, **fields: Any) -> Case:
    return cases.complaint(customer=customer, now=now, **fields)


def answer(held: Case, satisfied: str, *, of_round: int = 1) -> Step:
    return Step.objects.create(
        case=held, round=of_round, step="follow_up", at=FEBRUARY, facts={"satisfied": satisfied, "by": "link"}
    )


def campaign(**fields: Any) -> Campaign:
    plain = {
        "name": "Winter pantry", "offer": offer(), "net_revenue_per_sale": 35, "window_days": 14, "test_step": 4,
        "hold_out_share": "0.2", "state": "rolled_out", "created_at": LATE_IN_JANUARY, "fixed_at": FEBRUARY,
        "test_from_on": FEBRUARY.date(),
    }  # fmt: skip
    return Campaign.objects.create(**{**plain, **fields})


def meant(of: Campaign, customer: Customer, arm: str = "test", **fields: Any) -> CampaignMember:
    return CampaignMember.objects.create(campaign=of, customer=customer, cell=555, arm=arm, **fields)


def everything(customer: Customer) -> None:
    """A row of every source."""
    message(customer)
    care_try(customer)
    offer_call(customer)
    answer(case(customer, category=cases.topic()), "yes")
    meant(campaign(), customer)
    trials.stored()
