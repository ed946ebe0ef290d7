"""Pages of tests: what is said, where numbers lead, who may ask for one."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.scores.trials import given
from tests.web.conftest import SignedIn, page

from shuke.jobs.models import Job
from shuke.records.access.scope import scope_of_system
from shuke.records.catalog.models import Category
from shuke.records.customers.models import Customer, Tag
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellTable, ControlTest
from shuke.scores.trials.services.soon import TASK
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

IN_CELL = next(each for each in FILTERS if each.key == "cell")
FORM = {
    "name": "Bread", "begins_on": "2026-02-01", "days": "28", "who": "order:", "product": "", "step": "4",
    "cost_per_piece": "0.62", "net_revenue_per_sale": "35",
}  # fmt: skip


@pytest.fixture
def owner(signed_in: SignedIn) -> Client:
    given.run_on(kind=ModelRun.Kind.SCORES)
    return signed_in("owner")


def in_chinese(client: Client, name: str) -> str:
    return client.get(reverse(name), headers={"accept-language": "zh-hans"}).content.decode()


def behind(value: str) -> set[str]:
    """Numbers of the customers a door opens."""
    setting = setting_for(scope_of_system("test"), now=make.NOW)
    return set(Customer.objects.filter(IN_CELL.condition(value, setting)).values_list("number", flat=True))


def test_cells_stand_with_their_rates_and_lead_to_their_customers(owner: Client) -> None:
    table, _people = given.stored(run=given.run_on())
    html = page(owner, "insight_cells")

    assert f"?cell={table.pk}-555" in html
    assert f"?cell={table.pk}-rollout" in html
    assert "0.5 ÷ 10" in html
    assert "not rolled out yet" in html
    assert "Few answers:" in html


def test_what_the_roll_out_brought_stands_once_its_day_is_named(owner: Client) -> None:
    table, _people = given.stored(run=given.run_on())
    form = {"cost_per_piece": "0.5", "net_revenue_per_sale": "10"}

    too_early = owner.post(reverse("edit_terms", args=[table.pk]), {**form, "rolled_out_on": "2026-01-01"})
    owner.post(reverse("edit_terms", args=[table.pk]), {**form, "rolled_out_on": "2026-03-01"})
    CellTable.objects.update(cells=given.CELLS, run=given.run_on())  # counted again

    html = page(owner, "insight_cells")
    assert too_early.status_code == 422
    assert "+<i>¥</i>175" in html
    assert Job.objects.filter(task=TASK).exists()


def test_a_door_opens_a_cell_the_tested_those_who_answered_and_those_to_be_mailed(owner: Client) -> None:
    table, _people = given.stored()

    assert behind(f"{table.pk}-555") == {"TESTED", "WAITING"}
    assert behind(f"{table.pk}-tested") == {"TESTED", "SILENT"}
    assert behind(f"{table.pk}-answered") == {"TESTED"}
    assert behind(f"{table.pk}-rollout") == {"WAITING"}
    assert behind(f"{table.pk}-weather") == behind("x-555") == set()


def test_the_chip_of_a_door_names_the_test_and_its_part() -> None:
    table, _people = given.stored()
    setting = setting_for(scope_of_system("test"), now=make.NOW)

    said = IN_CELL.say(f"{table.pk}-tested,{table.pk}-555,none", setting)

    assert said == f"{table.name}: tested, {table.name}: cell 555, none"


def test_where_everybody_was_tested_the_chosen_cells_are_mailed_again(owner: Client) -> None:
    table, _people = given.stored(step=1)

    assert behind(f"{table.pk}-rollout") == {"TESTED", "WAITING"}


def test_a_chip_names_the_test_and_the_part(owner: Client) -> None:
    table, _people = given.stored()
    setting = setting_for(scope_of_system("test"), now=make.NOW)

    assert IN_CELL.say(f"{table.pk}-tested,{table.pk}-555", setting) == "Frozen pizza: tested, Frozen pizza: cell 555"


def test_a_cell_table_is_asked_for_and_counted_in_the_background(owner: Client) -> None:
    Category.objects.create(name="Grocery", path="Grocery")
    answer = owner.post(reverse("new_cells"), {**FORM, "who": "category:Grocery"})

    table = CellTable.objects.get()
    assert answer.status_code == 302
    assert (table.answer, table.key, table.begins_on, table.step) == ("category", "Grocery", date(2026, 2, 1), 4)
    assert Job.objects.filter(task=TASK).count() == 1
    assert "Being counted" in page(owner, "insight_cells")


def test_a_product_nobody_knows_is_refused_in_the_form(owner: Client) -> None:
    answer = owner.post(reverse("new_cells"), {**FORM, "product": "NOTHING"})

    assert answer.status_code == 422
    assert "There is no “NOTHING”" in answer.content.decode()


def test_other_costs_are_saved_and_a_table_can_be_counted_again_and_deleted(owner: Client) -> None:
    table, _people = given.stored(run=given.run_on())
    owner.post(reverse("edit_terms", args=[table.pk]), {"cost_per_piece": "9", "net_revenue_per_sale": "10"})
    owner.post(reverse("count_cells_again", args=[table.pk]))
    table.refresh_from_db()

    assert (table.chosen, table.run) == ([], None)
    assert "Delete “Frozen pizza”?" in page(owner, "forget_cells", table.pk)
    owner.post(reverse("forget_cells", args=[table.pk]))
    assert not CellTable.objects.exists()


def test_before_the_first_test_the_pages_say_what_they_are_for(owner: Client) -> None:
    assert "No cell table yet" in page(owner, "insight_cells")
    assert "No comparison yet" in page(owner, "insight_control")


def test_a_comparison_says_difference_verdict_and_winner(owner: Client) -> None:
    test = given.control_test(run=given.run_on())
    html = page(owner, "insight_control")

    assert "more, beyond chance" in html
    assert "+4.0%" in html
    assert "“Days since the latest order” alone ranks" in html
    assert f"?tag={test.treated_id}" in html


def test_a_comparison_is_asked_for_refused_again_and_deleted(owner: Client) -> None:
    tags = [Tag.objects.create(name=name) for name in ("A", "B")]
    form = {**FORM, "margin_share": "0.3", "treated": str(tags[0].pk)}
    assert owner.post(reverse("new_control"), {**form, "control": str(tags[0].pk)}).status_code == 422

    owner.post(reverse("new_control"), {**form, "control": str(tags[1].pk)})
    test = ControlTest.objects.get()
    owner.post(reverse("compare_again", args=[test.pk]))
    assert Job.objects.filter(task=TASK).exists()
    assert "Being counted" in page(owner, "insight_control")

    owner.post(reverse("forget_control", args=[test.pk]))
    assert not ControlTest.objects.exists()


def test_a_refusal_is_said_in_the_language_of_the_page(owner: Client) -> None:
    run = given.run_on()
    given.control_test(found={}, refusal="2 customers …", refusal_code="InBothGroups", run=run)
    given.table(cells=[], refusal="Nobody …", refusal_code="NobodyToTest", run=run).save()

    assert "Customers carry both tags" in page(owner, "insight_control")
    assert "同时带有两个标签" in in_chinese(owner, "insight_control")
    assert "首日之前一年内没有人购买" in in_chinese(owner, "insight_cells")


def test_why_there_is_no_ranking_is_said_in_the_language_of_the_page(owner: Client) -> None:
    thin = {**given.FOUND, "winner": "", "treated": 20, "contest_refusal": "20 customers …", "contest_least": 50}
    given.control_test(found={**thin, "contest": {}, "curve": {}}, run=given.run_on())

    assert "20 were contacted and 500 held out; a ranking needs 50 of each." in page(owner, "insight_control")
    assert "各需 50 人" in in_chinese(owner, "insight_control")


@pytest.mark.parametrize("name", ["insight_cells", "insight_control"])
def test_who_works_in_some_stores_or_at_the_till_sees_none_of_it(owner: Client, signed_in: SignedIn, name: str) -> None:
    given.stored()

    assert "shown to those who work in all stores" in page(signed_in("analyst", make.store("HILL")), name)
    assert signed_in("cashier").get(reverse(name)).status_code == 403


def test_a_marketer_looks_but_does_not_ask(owner: Client, signed_in: SignedIn) -> None:
    marketer = signed_in("marketer")

    assert "New cell table" not in page(marketer, "insight_cells")
    assert marketer.post(reverse("new_cells"), FORM).status_code == 403


def test_an_unknown_test_is_not_there(owner: Client) -> None:
    assert owner.get(reverse("insight_cells"), {"table": "77"}).status_code == 404
    assert owner.get(reverse("insight_control"), {"test": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["insight_cells", "insight_control"])
def test_a_page_asks_a_fixed_number_of_questions(
    owner: Client, name: str, django_assert_max_num_queries: object
) -> None:
    given.stored(run=given.run_on())
    given.control_test(run=given.run_on())
    page(owner, name)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page(owner, name)
