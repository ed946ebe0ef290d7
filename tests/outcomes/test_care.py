"""What care programmes changed, measured out of the warehouse."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.care.given import NOW, message_step, programme, run, task_step
from tests.outcomes.margins import foretold
from tests.records import make
from tests.records.messages import given as messages
from tests.warehouse.shop import build_warehouse

from shuke.actions.care.models import CarePlan, CareProgramme, PlanState
from shuke.outcomes.care import care_treatments
from shuke.outcomes.models import Outcome
from shuke.outcomes.services import run_outcomes
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers
from shuke.records.messages.services import save_contact_prices
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db
DAY = NOW.date()
LATER = DAY + timedelta(days=20)


def planned(count: int) -> CareProgramme:
    """So many were born on this day, four in ten of them held out."""
    for number in range(count):
        make.customer(f"G{number}", birthday=date(1980, DAY.month, DAY.day))
    wishes = programme("birthday", task_step(), holdout_percent=40, most_a_day=1000)
    run()
    return wishes


def buy(plan: CarePlan, on: date, *, store: object) -> None:
    order: Order = make.order(plan.customer, store, on, (make.product(), 1, "20"))  # type: ignore[arg-type]
    assert order.pk


def test_the_looked_after_are_compared_with_the_held_out(data_folder: Path) -> None:
    wishes, store = planned(50), make.store()
    served = list(CarePlan.objects.filter(programme=wishes, state=PlanState.TASK))
    held = list(CarePlan.objects.filter(programme=wishes, state=PlanState.HELD_OUT))
    for plan in served:
        buy(plan, DAY + timedelta(days=3), store=store)
    buy(held[0], DAY, store=store)  # on the day itself nothing had reached anybody
    build_warehouse(data_folder)

    run_outcomes(as_of=LATER, now=NOW, engine="duckdb")

    found = Outcome.objects.get(kind="care", key=str(wishes.pk))
    response = found.effect["response"]
    assert (found.treated, found.held) == (len(served), len(held))
    assert (response["treated"], response["control"], response["verdict"]) == (1.0, 0.0, "gain")
    assert found.until_on == DAY + timedelta(days=28)


@pytest.mark.sqlite_only
def test_profit_is_the_margin_of_what_was_bought_less_what_a_task_costs(data_folder: Path) -> None:
    wishes, store = planned(50), make.store()
    served = list(CarePlan.objects.filter(programme=wishes, state=PlanState.TASK))
    buyers = served[::2]
    for plan in buyers:
        buy(plan, DAY + timedelta(days=3), store=store)
    build_warehouse(data_folder)
    foretold(0.25, as_of=LATER, now=NOW)
    save_contact_prices(scope=make.SYSTEM, now=NOW, prices={"task": Decimal("1.5")})

    run_outcomes(as_of=LATER, now=NOW, engine="duckdb")

    found = Outcome.objects.get(kind="care", key=str(wishes.pk))
    profit = found.effect["profit"]
    assert found.cost_minor == 150 * len(served)
    assert profit["difference"] == pytest.approx(2000 * 0.25 * len(buyers) / len(served) - 150)
    assert profit["lower"] < profit["difference"] < profit["upper"]


@pytest.mark.sqlite_only
def test_every_step_of_the_occasion_costs_and_those_of_the_next_do_not() -> None:
    for number in range(20):
        make.customer(f"G{number}", birthday=date(1980, DAY.month, DAY.day))
    wishes = programme("birthday", task_step(), task_step(3), holdout_percent=40, most_a_day=1000)
    for day in (NOW, NOW + timedelta(days=3), NOW.replace(year=NOW.year + 1)):
        run(day)
    save_contact_prices(scope=make.SYSTEM, now=NOW, prices={"task": Decimal("1.5")})

    (treatment,) = care_treatments(as_of=LATER.replace(year=LATER.year + 2), currency="CNY")

    begun = CarePlan.objects.filter(programme=wishes, occasion__contains=f":{DAY.year}#")
    assert begun.filter(state=PlanState.TASK).count() == 2 * treatment.treated > 0
    assert treatment.cost_minor == 150 * 2 * treatment.treated


@pytest.mark.sqlite_only
def test_whom_the_text_had_nothing_to_say_to_were_drawn_to_be_served_all_the_same() -> None:
    for number in range(20):
        make.customer(f"G{number}", birthday=date(1980, DAY.month, DAY.day), email=f"g{number}@mail.example")
    text = messages.template("again", texts={"en": ("For you", "{{ products again }}")})
    wishes = programme("birthday", message_step(template=text), holdout_percent=40, most_a_day=1000)
    run()

    (treatment,) = care_treatments(as_of=LATER, currency="CNY")

    plans = CarePlan.objects.filter(programme=wishes)
    assert plans.filter(state=PlanState.SKIPPED, reason="value_missing").count() == treatment.treated > 0
    assert plans.filter(state=PlanState.HELD_OUT).count() == treatment.held > 0


@pytest.mark.sqlite_only
def test_where_everybody_planned_was_erased_there_is_nobody_to_compare() -> None:
    planned(20)
    Customer.objects.update(erased_at=NOW)

    (treatment,) = care_treatments(as_of=LATER, currency="CNY")

    assert treatment.members.empty


@pytest.mark.sqlite_only
def test_what_nobody_priced_has_no_profit(data_folder: Path) -> None:
    wishes = planned(50)
    build_warehouse(data_folder)
    foretold(0.25, as_of=LATER, now=NOW)

    run_outcomes(as_of=LATER, now=NOW, engine="duckdb")

    found = Outcome.objects.get(kind="care", key=str(wishes.pk))
    assert found.cost_minor is None
    assert set(found.effect) == {"response", "revenue"}


@pytest.mark.sqlite_only
def test_what_was_over_before_it_was_priced_gets_its_profit(data_folder: Path) -> None:
    wishes, over = planned(50), DAY + timedelta(days=60)
    build_warehouse(data_folder)
    run_outcomes(as_of=over, now=NOW, engine="duckdb")
    foretold(0.25, as_of=over, now=NOW)
    save_contact_prices(scope=make.SYSTEM, now=NOW, prices={"task": Decimal("1.5")})

    run_outcomes(as_of=over + timedelta(days=1), now=NOW, engine="duckdb")
    run_outcomes(as_of=over + timedelta(days=2), now=NOW, engine="duckdb")

    found = Outcome.objects.get(kind="care", key=str(wishes.pk))
    assert (found.cost_minor, found.as_of) == (150 * found.treated, over + timedelta(days=1))
    assert "profit" in found.effect


def test_a_person_counts_once_by_the_first_occasion_and_a_merge_makes_one_of_two() -> None:
    wishes = planned(20)
    run(NOW.replace(year=NOW.year + 1))
    first, second = CarePlan.objects.filter(programme=wishes).order_by("pk")[:2]
    merge_customers(scope=make.SYSTEM, now=NOW, origin="test", customer=second.customer, into=first.customer)

    (treatment,) = care_treatments(as_of=LATER.replace(year=LATER.year + 2), currency="CNY")

    assert len(treatment.members) == 19
    assert set(treatment.members["begins_on"]) == {DAY + timedelta(days=1)}


def test_without_anybody_held_out_there_is_nothing_to_measure() -> None:
    make.customer("G", birthday=date(1980, DAY.month, DAY.day))
    programme("birthday")
    run()

    assert list(care_treatments(as_of=LATER, currency="CNY")) == []
