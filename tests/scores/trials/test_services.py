"""Tests asked for, counted out of the refreshed shop, counted again, forgotten."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from tests.records import make
from tests.scores.shop import AS_OF

from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer, Tag
from shuke.scores.models import ModelRun
from shuke.scores.trials import services
from shuke.scores.trials.models import CellMember, CellTable, ControlTest
from shuke.scores.trials.services import BadTrial, comparing, counting
from shuke.warehouse.tables import Tables

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

BEGINS_ON = AS_OF - timedelta(days=13)


def cells(**facts: Any) -> CellTable:
    terms = {"cost_per_piece": Decimal("0.5"), "net_revenue_per_sale": Decimal(10)}
    asked = {"name": "Bread", "begins_on": BEGINS_ON, "days": 14, "answer": "order", "key": "", "step": 1, **terms}
    return services.ask_for_cells(**{**asked, **facts})


def control(**facts: Any) -> ControlTest:
    treated, _made = Tag.objects.get_or_create(name="Contacted")
    held_out, _made = Tag.objects.get_or_create(name="Held out")
    treated.customers.set(Customer.objects.filter(number__in=("WEEKLY", "LOST")))
    held_out.customers.set(Customer.objects.filter(number__in=("MONTHLY", "SLIPPING")))
    asked = {"name": "Bread", "begins_on": BEGINS_ON, "days": 14, "treated": treated, "control": held_out}
    terms = {"cost_per_piece": Decimal("0.5"), "margin_share": Decimal("0.5")}
    return services.ask_for_control(**{**asked, **terms, **facts})


def count(as_of: date = AS_OF) -> ModelRun | None:
    return services.run_trials(as_of=as_of, now=make.NOW, engine="duckdb")


def members(table: CellTable, **narrowed: bool) -> set[str]:
    found = CellMember.objects.filter(table=table, **narrowed)
    return set(found.values_list("customer__number", flat=True))


def test_customers_are_cut_as_of_the_day_before_and_answer_by_an_order_since(shop: RefreshResult) -> None:
    table = cells()
    run = count()
    table.refresh_from_db()

    assert run is not None
    assert (run.kind, table.run) == (ModelRun.Kind.TRIALS, run)
    assert members(table) == {"WEEKLY", "SLIPPING", "LOST", "MONTHLY"}
    assert members(table, answered=True) == {"WEEKLY", "MONTHLY"}
    assert sum(row["customers"] for row in table.cells) == 4
    assert sum(row["responses"] for row in table.cells) == 2


def roll_out(table: CellTable, on: date | None) -> CellTable:
    table.refresh_from_db()
    return services.change_terms(
        table=table, cost_per_piece=Decimal("0.1"), net_revenue_per_sale=Decimal(10), rolled_out_on=on
    )


def test_one_in_two_is_tested_and_the_others_answer_only_what_they_were_sent(shop: RefreshResult) -> None:
    table = cells(step=2)
    count()
    table.refresh_from_db()

    assert len(members(table, is_tested=True)) == 2
    assert sum(row["responses"] for row in table.cells) == len(members(table, is_tested=True, answered=True))
    assert sum(row["later"] for row in table.cells) == 0
    assert members(table, is_tested=False, answered=True) == set()

    roll_out(table, BEGINS_ON)
    assert count() is not None
    table.refresh_from_db()
    assert sum(row["responses"] + row["later"] for row in table.cells) == 2


def test_answers_of_a_roll_out_are_counted_until_its_days_are_over(shop: RefreshResult) -> None:
    roll_out(cells(step=2), AS_OF - timedelta(days=5))

    assert count() is not None
    assert count() is not None


def test_where_all_were_tested_who_answered_is_who_answered_the_test(shop: RefreshResult) -> None:
    table = cells(days=6)
    count()
    assert members(table, answered=True) == {"MONTHLY"}

    roll_out(table, BEGINS_ON + timedelta(days=6))
    count()

    assert members(table, answered=True) == {"MONTHLY"}
    table.refresh_from_db()
    assert sum(row["later"] for row in table.cells) == 1  # WEEKLY


def test_a_roll_out_that_is_said_while_a_run_counts_is_counted_by_the_next(
    shop: RefreshResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = cells(days=6)
    count_answers = counting._add_answers

    def said_meanwhile(people: pd.DataFrame, read: CellTable, tables: Tables) -> None:
        count_answers(people, read, tables)
        roll_out(table, BEGINS_ON + timedelta(days=6))

    with monkeypatch.context() as during:
        during.setattr(counting, "_add_answers", said_meanwhile)
        count()
    assert count() is not None

    table.refresh_from_db()
    assert sum(row["later"] for row in table.cells) == 1
    assert table.cost_per_piece == Decimal("0.1")


def test_a_test_forgotten_while_it_is_counted_stops_no_other(
    shop: RefreshResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten, other = cells(), cells(name="Milk")
    count_answers = counting._add_answers

    def forget_meanwhile(people: pd.DataFrame, read: CellTable, tables: Tables) -> None:
        count_answers(people, read, tables)
        CellTable.objects.filter(pk=forgotten.pk).delete()

    monkeypatch.setattr(counting, "_add_answers", forget_meanwhile)
    count()

    assert not CellMember.objects.filter(table=forgotten.pk).exists()
    assert members(other)


def test_a_comparison_forgotten_while_it_is_counted_stops_no_other(
    shop: RefreshResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten, other = control(), control(name="Milk")
    ask_people = comparing._people

    def forget_meanwhile(test: ControlTest, tables: Tables) -> pd.DataFrame:
        ControlTest.objects.filter(pk=forgotten.pk).delete()
        return ask_people(test, tables)

    monkeypatch.setattr(comparing, "_people", forget_meanwhile)
    count()

    assert ControlTest.objects.get().found["treated"] == 2
    assert ControlTest.objects.get() == other


def test_what_is_asked_for_again_while_a_run_counts_is_counted_by_the_next(
    shop: RefreshResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, test = cells(answer="tag", key=Tag.objects.create(name="Came").name), control()
    count_answers, ask_people = counting._add_answers, comparing._people

    def tagged_meanwhile(people: pd.DataFrame, read: CellTable, tables: Tables) -> None:
        count_answers(people, read, tables)
        Customer.objects.get(number="LOST").tags.add(Tag.objects.get(name="Came"))
        services.count_again(trial=table)

    def asked_meanwhile(read: ControlTest, tables: Tables) -> pd.DataFrame:
        found = ask_people(read, tables)
        services.count_again(trial=test)
        return found

    with monkeypatch.context() as during:
        during.setattr(counting, "_add_answers", tagged_meanwhile)
        during.setattr(comparing, "_people", asked_meanwhile)
        count()
    test.refresh_from_db()
    assert (test.run, test.found) == (None, {})
    assert count() is not None

    assert members(table, answered=True) == {"LOST"}
    test.refresh_from_db()
    assert test.found["treated"] == 2


def test_who_was_drawn_stays_tested_whatever_becomes_of_the_others(shop: RefreshResult) -> None:
    table = cells(step=2)
    count()
    drawn = members(table, is_tested=True)
    gone = CellMember.objects.filter(table=table, is_tested=False).earliest("pk")
    gone.delete()

    services.count_again(trial=table)
    count()

    assert members(table, is_tested=True) == drawn
    assert CellMember.objects.filter(table=table).count() == 3


def test_two_records_that_became_one_person_count_once_as_tested(shop: RefreshResult) -> None:
    table = cells(step=2)
    count()
    kept, part = (
        CellMember.objects.filter(table=table, is_tested=is_tested).earliest("pk") for is_tested in (False, True)
    )
    Customer.objects.filter(pk=part.customer_id).update(merged_into=kept.customer_id)

    services.count_again(trial=table)
    count()

    assert CellMember.objects.get(table=table, customer=kept.customer_id).is_tested
    assert not CellMember.objects.filter(table=table, customer=part.customer_id).exists()


@pytest.mark.parametrize(("step", "days_after"), [(2, -1), (1, 0), (1, 13)])
def test_a_roll_out_does_not_begin_before_or_on_the_days_of_its_test(db: None, step: int, days_after: int) -> None:
    with pytest.raises(BadTrial, match="begins on a day from"):
        roll_out(cells(step=step), BEGINS_ON + timedelta(days=days_after))


def test_only_buyers_of_the_product_answer(shop: RefreshResult) -> None:
    make.product("CAKE")
    table = cells(answer="product", key="CAKE")
    count()

    assert members(table, answered=True) == set()


def test_those_who_carry_a_tag_answer(shop: RefreshResult) -> None:
    Tag.objects.create(name="Came").customers.add(Customer.objects.get(number="LOST"))
    table = cells(answer="tag", key="Came")
    count()

    assert members(table, answered=True) == {"LOST"}


def test_what_was_counted_whole_is_not_counted_again_until_asked(shop: RefreshResult) -> None:
    table = cells()
    assert count() is not None
    assert count() is None

    services.count_again(trial=table)

    assert count() is not None
    assert CellMember.objects.filter(table=table).count() == 4


def test_a_test_whose_days_are_not_over_is_counted_at_each_refresh(shop: RefreshResult) -> None:
    cells(days=60)

    assert count() is not None
    assert count() is not None


def test_a_test_before_the_first_purchase_says_why_there_is_nothing(shop: RefreshResult) -> None:
    table = cells(begins_on=date(2020, 1, 1))
    count()
    table.refresh_from_db()

    assert table.refusal.startswith("Nobody bought in the year before")
    assert table.refusal_code == "NobodyToTest"
    assert table.cells == []


def test_other_costs_choose_anew_without_counting(shop: RefreshResult) -> None:
    table = cells()
    count()
    table.refresh_from_db()
    services.change_terms(
        table=table, cost_per_piece=Decimal(10_000), net_revenue_per_sale=Decimal(1), rolled_out_on=None
    )

    assert table.chosen == []


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"days": 0}, {"days": 400}, {"step": 0}, {"answer": "weather"}, {"answer": "product", "key": "?"}],
)
def test_what_cannot_be_counted_is_refused(db: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadTrial):
        cells(**wrong)


def test_contacted_customers_stand_beside_held_out_ones(shop: RefreshResult) -> None:
    test = control()
    count()
    test.refresh_from_db()
    effect = test.found["effect"]["response"]

    assert (test.found["treated"], test.found["control"]) == (2, 2)
    assert (effect["treated"], effect["control"], effect["verdict"]) == (0.5, 0.5, "unclear")
    assert effect["lower"] < 0 < effect["upper"]
    # WEEKLY bought twice for 50; half of that is margin.
    assert test.found["effect"]["revenue"]["treated"] == pytest.approx(5_000)
    assert test.found["effect"]["profit"]["treated"] == pytest.approx(2_450)


def test_four_customers_are_too_few_for_a_contest(shop: RefreshResult) -> None:
    test = control()
    count()
    test.refresh_from_db()

    assert test.found["winner"] == ""
    assert "needs 50 of each" in test.found["contest_refusal"]


def test_who_carries_both_tags_is_named(shop: RefreshResult) -> None:
    test = control()
    test.control.customers.add(Customer.objects.get(number="WEEKLY"))
    count()
    test.refresh_from_db()

    assert "first: WEEKLY" in test.refusal


@pytest.mark.parametrize("wrong", [{"margin_share": Decimal(2)}, {"cost_per_piece": Decimal(-1)}, {"name": ""}])
def test_a_comparison_that_cannot_be_is_refused(db: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadTrial):
        control(**wrong)


def test_a_group_is_not_compared_with_itself(db: None) -> None:
    tag = Tag.objects.create(name="All")

    with pytest.raises(BadTrial):
        control(treated=tag, control=tag)


def test_a_forgotten_test_takes_its_members_with_it(shop: RefreshResult) -> None:
    table = cells()
    count()

    services.forget_trial(trial=table)

    assert not CellMember.objects.exists()
