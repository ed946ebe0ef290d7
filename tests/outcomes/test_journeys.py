"""What journeys changed: by their goal, and by what was bought."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.records import make
from tests.records.messages import given as mails
from tests.warehouse.shop import build_warehouse

from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.outcomes.journeys import goal_effect, journey_treatments
from shuke.outcomes.models import Outcome
from shuke.outcomes.services import run_outcomes
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers
from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.services import save_contact_prices

TODAY = NOW.date()
TAG = {"kind": "tag", "tag": "greeted"}
GOAL = {"kind": "goal", "event": "purchase", "days": 30}


@pytest.fixture
def people() -> list[Customer]:
    return [make.customer(f"No {place}") for place in range(40)]


@pytest.fixture
def journey(people: list[Customer]) -> Journey:
    made = given.running(TAG, percent=50, goal=GOAL)
    for person in people:
        given.happened(person)
    given.tick()
    return made


@pytest.mark.django_db
def test_those_in_it_are_compared_with_those_held_out(journey: Journey, data_folder: Path) -> None:
    store, bread = make.store(), make.product()
    treated = JourneyRun.objects.filter(journey=journey, is_held_out=False)
    for run in treated:
        make.order(run.customer, store, TODAY + timedelta(days=2), (bread, 1, "20"))
    build_warehouse(data_folder)

    run_outcomes(as_of=TODAY + timedelta(days=20), now=NOW, engine="duckdb")

    found = Outcome.objects.get(kind="journey", key=str(journey.pk))
    response = found.effect["response"]
    assert (found.treated, found.held) == (treated.count(), 40 - treated.count())
    assert (response["treated"], response["control"], response["verdict"]) == (1.0, 0.0, "gain")
    assert found.until_on == TODAY + timedelta(days=30)


@pytest.mark.django_db
def test_a_journey_costs_its_messages_and_tasks_of_the_first_time_through() -> None:
    people = [mails.reader(f"{place}") for place in range(20)]
    message = {"kind": "message", "channel": "email", "template": mails.template("greeting").code}
    task = {"kind": "task", "title": "Call them", "due_days": 1}
    entry = {"on": "event", "event": "member.enrolled", "is_again": True}
    journey = given.running(message, task, percent=50, goal=GOAL, entry=entry)
    for at in (NOW, NOW + timedelta(hours=1)):  # the second time through is not what is compared
        for person in people:
            given.happened(person, at=at)
        given.tick(at)
    first_runs = [JourneyRun.objects.filter(journey=journey, customer=person).earliest("pk") for person in people]
    treated = sum(not run.is_held_out for run in first_runs)
    MessageSend.objects.update(state=State.SENT)
    save_contact_prices(scope=make.SYSTEM, now=NOW, prices={"email": Decimal("0.01")})

    (unpriced,) = journey_treatments(as_of=TODAY + timedelta(days=5), currency="CNY")
    save_contact_prices(scope=make.SYSTEM, now=NOW, prices={"task": Decimal(2)})
    (priced,) = journey_treatments(as_of=TODAY + timedelta(days=5), currency="CNY")
    (too_early,) = journey_treatments(as_of=TODAY, currency="CNY")

    assert unpriced.cost_minor is None
    assert priced.cost_minor == pytest.approx(treated * 201)
    assert too_early.cost_minor == 0


@pytest.mark.django_db
def test_what_a_merged_record_got_later_is_no_cost_of_the_first_time_through() -> None:
    people = [mails.reader(f"{place}") for place in range(20)]
    message = {"kind": "message", "channel": "email", "template": mails.template("greeting").code}
    journey = given.running(message, percent=50, goal=GOAL)
    for person in people:
        given.happened(person)
    given.tick()
    MessageSend.objects.update(state=State.SENT)
    save_contact_prices(scope=make.SYSTEM, now=NOW, prices={"email": Decimal(1), "task": Decimal(1)})
    first, second = JourneyRun.objects.filter(journey=journey, is_held_out=False).order_by("pk")[:2]
    (apart,) = journey_treatments(as_of=TODAY + timedelta(days=5), currency="CNY")

    merge_customers(scope=make.SYSTEM, now=NOW + DAY, origin="test", customer=second.customer, into=first.customer)

    (merged,) = journey_treatments(as_of=TODAY + timedelta(days=5), currency="CNY")
    assert apart.cost_minor is not None
    assert merged.cost_minor == pytest.approx(apart.cost_minor - 100)


@pytest.mark.django_db
def test_a_merge_makes_one_of_two_and_nobody_counts_before_the_day_after(journey: Journey) -> None:
    first, second = JourneyRun.objects.filter(journey=journey).order_by("pk")[:2]
    merge_customers(scope=make.SYSTEM, now=NOW + DAY, origin="test", customer=second.customer, into=first.customer)

    (treatment,) = journey_treatments(as_of=TODAY + timedelta(days=5), currency="CNY")
    (too_early,) = journey_treatments(as_of=TODAY, currency="CNY")

    assert len(treatment.members) == 39
    assert set(treatment.members["begins_on"]) == {TODAY + timedelta(days=1)}
    assert too_early.members.empty


@pytest.mark.django_db
def test_a_journey_without_anybody_held_out_is_not_measured(people: list[Customer]) -> None:
    given.running(TAG)
    given.happened(people[0])
    given.tick()

    assert list(journey_treatments(as_of=TODAY + timedelta(days=5), currency="CNY")) == []


@pytest.mark.sqlite_only
def test_the_interval_of_the_goal_tells_chance_from_effect() -> None:
    sure = goal_effect(treated=1000, treated_reached=290, held=200, held_reached=16)
    thin = goal_effect(treated=20, treated_reached=6, held=5, held_reached=1)

    assert sure is not None
    assert thin is not None
    assert sure["difference"] == pytest.approx(0.21)
    assert 0.1 < sure["lower"] < 0.21 < sure["upper"] < 0.3
    assert (sure["verdict"], thin["verdict"]) == ("gain", "unclear")


@pytest.mark.sqlite_only
def test_with_one_side_empty_there_is_no_difference() -> None:
    assert goal_effect(treated=10, treated_reached=5, held=0, held_reached=0) is None
