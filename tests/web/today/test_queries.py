from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.web.insight import rows

from shuke.records.access.scope import Scope, scope_of_staff, scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order
from shuke.scores.models import ModelRun, ScoreChange
from shuke.web.insight.queries import first_of
from shuke.web.today.models import PutOff
from shuke.web.today.queries import Change, changes_on, people_to_act_on, put_off_people

pytestmark = pytest.mark.django_db

TODAY = rows.AS_OF + timedelta(days=1)
EVERYWHERE = scope_of_system("test")


@pytest.fixture
def run() -> ModelRun:
    return rows.run()


def listed(scope: Scope = EVERYWHERE, *, today: date = TODAY) -> list[Customer]:
    people = first_of(people_to_act_on(scope=scope, as_of=rows.AS_OF, today=today), count=10)
    return [score.customer for score in people]


def off_the_list(person: Customer, *, until_on: date) -> PutOff:
    return PutOff.objects.create(customer=person, outcome="later", until_on=until_on, staff=rows.staff(), at=rows.NOW)


def bought(person: Customer, on: date, *, has_sale: bool = True) -> None:
    Order.objects.create(
        store=rows.store(),
        customer=person,
        source="till",
        source_key=f"{person.number}-{on}",
        ordered_at=rows.NOW,
        ordered_on=on,
        currency="CNY",
        total=Decimal(10),
        line_count=1,
        has_sale=has_sale,
        content_hash="",
        created_at=rows.NOW,
        updated_at=rows.NOW,
    )


def test_only_those_who_are_slipping_away_are_listed(run: ModelRun) -> None:
    slipping = rows.customer()
    rows.slipping_away(slipping, run)
    rows.score(rows.customer(), run)
    rows.slipping_away(rows.customer(), run, stage="lost")

    assert listed() == [slipping]


def test_who_was_put_off_comes_back_on_the_day_named(run: ModelRun) -> None:
    person = rows.customer()
    rows.slipping_away(person, run)
    off_the_list(person, until_on=TODAY + timedelta(days=1))

    assert listed() == []
    assert listed(today=TODAY + timedelta(days=1)) == [person]


def test_who_bought_since_the_figures_is_not_listed(run: ModelRun) -> None:
    came, came_before, only_returned = rows.customer(), rows.customer(), rows.customer()
    for person in (came, came_before, only_returned):
        rows.slipping_away(person, run)
    bought(came, TODAY)
    bought(came_before, rows.AS_OF)
    bought(only_returned, TODAY, has_sale=False)

    assert set(listed()) == {came_before, only_returned}


def test_who_bought_since_by_the_card_of_a_merged_record_is_not_listed(run: ModelRun) -> None:
    came, came_before = rows.customer(), rows.customer()
    for person in (came, came_before):
        rows.slipping_away(person, run)
    bought(rows.customer(merged_into=came), TODAY)
    bought(rows.customer(merged_into=came_before), rows.AS_OF)

    assert listed() == [came_before]


def test_a_purchase_dated_after_today_ends_no_silence(run: ModelRun) -> None:
    person = rows.customer()
    rows.slipping_away(person, run)
    bought(person, TODAY + timedelta(days=1))

    assert listed() == [person]


@pytest.mark.parametrize("facts", [{"is_do_not_contact": True}, {"is_not_personalised": True}, {"erased_at": rows.NOW}])
def test_who_may_not_be_approached_is_not_listed(run: ModelRun, facts: dict[str, object]) -> None:
    rows.slipping_away(rows.customer(**facts), run)

    assert listed() == []


def test_only_customers_of_ones_own_stores_are_listed(run: ModelRun) -> None:
    here, elsewhere = rows.store("S1"), rows.store("S2")
    mine, theirs, nobodys = (rows.customer(home_store=home) for home in (here, elsewhere, None))
    for person in (mine, theirs, nobodys):
        rows.slipping_away(person, run)

    assert listed(scope_of_staff(rows.staff(stores=(here,)))) == [mine]


def test_those_put_off_are_listed_soonest_first_within_ones_stores() -> None:
    here = rows.store("S1")
    later, soon, elsewhere, over = (rows.customer(home_store=home) for home in (here, here, rows.store("S2"), here))
    off_the_list(later, until_on=TODAY + timedelta(days=9))
    off_the_list(soon, until_on=TODAY + timedelta(days=1))
    off_the_list(elsewhere, until_on=TODAY + timedelta(days=1))
    off_the_list(over, until_on=TODAY)

    found = put_off_people(scope=scope_of_staff(rows.staff(stores=(here,))), today=TODAY)

    assert [row.customer for row in found] == [soon, later]


def test_changes_are_counted_by_where_from_and_where_to(run: ModelRun) -> None:
    for before, after, seen_on in (
        ("stable", "declining", rows.AS_OF),
        ("stable", "declining", rows.AS_OF),
        ("new", "forming", rows.AS_OF),
        ("new", "forming", rows.AS_OF - timedelta(days=1)),
    ):
        ScoreChange.objects.create(
            customer=rows.customer(), run=run, kind="stage", before=before, after=after, seen_on=seen_on
        )

    assert changes_on(rows.AS_OF, scope=EVERYWHERE) == [
        Change("stage", "stable", "declining", 2),
        Change("stage", "new", "forming", 1),
    ]


def test_changes_of_other_stores_are_not_counted(run: ModelRun) -> None:
    here = rows.store("S1")
    for home in (here, rows.store("S2"), None):
        ScoreChange.objects.create(
            customer=rows.customer(home_store=home), run=run, kind="level", before="", after="vip", seen_on=rows.AS_OF
        )

    found = changes_on(rows.AS_OF, scope=scope_of_staff(rows.staff(stores=(here,))))

    assert found == [Change("level", "", "vip", 1)]
