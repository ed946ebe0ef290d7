"""Every page about scores, over a shop that was imported and refreshed."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.web.insight import rows
from tests.web.scored import NOW

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.models import ModelRun
from shuke.web.customers.listing import Total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_shop")]

PAGES = (
    "insight", "insight_rfm", "insight_abc", "insight_pyramid", "insight_value", "insight_lifecycle",
    "insight_cohorts", "insight_warning", "insight_explore", "insight_quality", "insight_models", "insight_lifetime",
)  # fmt: skip


QUERIES = 20  # session, person, stores, frame, run, and the lists of people beside the figures


def signed_in(client: Client, role: str = Role.ANALYST, **facts: object) -> Client:
    client.force_login(rows.staff(role, **facts))
    return client


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("route", PAGES)
def test_a_stranger_is_sent_to_sign_in(client: Client, route: str) -> None:
    assert client.get(reverse(route)).status_code == 302


@pytest.mark.parametrize("route", PAGES)
def test_the_front_line_is_refused(client: Client, route: str) -> None:
    assert signed_in(client, Role.FRONT_LINE).get(reverse(route)).status_code == 403


@pytest.mark.parametrize("route", [route for route in PAGES if route != "insight_models"])
def test_a_page_says_as_of_which_day_and_run(client: Client, route: str) -> None:
    page = body(signed_in(client), reverse(route))

    assert "As of 30 Jun 2025" in page
    assert re.search(r'<a class="sk-door" href="/insight/models/\d+/">\s*run \d+\s*</a>', page)


def doors(page: str) -> list[tuple[int, str]]:
    """(figure, address) of every number that opens the customer list."""
    found = re.findall(r'<a class="sk-door sk-num" href="(/customers/\?[^"]+)">([\d,]+)</a>', page)
    return [(int(figure.replace(",", "")), address.replace("&amp;", "&")) for address, figure in found]


@pytest.mark.parametrize("route", PAGES[:8])
def test_every_number_opens_exactly_the_customers_it_counts(client: Client, route: str) -> None:
    found = doors(body(signed_in(client), reverse(route)))

    assert found
    for figure, address in dict.fromkeys(found):
        assert (address, listed(client, address)) == (address, figure)


@pytest.mark.parametrize("query", ["?names=rfm_eight", "?names=rfm_four", "?colour=risk&r=1&code=1"])
def test_numbers_of_the_other_rfm_names_are_doors_too(client: Client, query: str) -> None:
    found = doors(body(signed_in(client), reverse("insight_rfm") + query))

    assert found
    for figure, address in dict.fromkeys(found):
        assert (address, listed(client, address)) == (address, figure)


def listed(client: Client, address: str) -> int:
    """How many customers the list behind a door holds; every filter of the address must have been understood."""
    query = dict(parse_qsl(urlsplit(address).query))
    page = client.get(reverse("customers"), query)
    assert not list(page.context["messages"]), address
    total: Total = client.get(reverse("customers_count"), query).context["total"]
    return total.customers


@pytest.mark.parametrize("route", PAGES[:8])
def test_figures_are_those_of_ones_own_store(client: Client, route: str) -> None:
    here = Store.objects.get(code="RIVER")
    found = doors(body(signed_in(client, Role.MANAGER, stores=(here,)), reverse(route)))

    assert found
    for figure, address in dict.fromkeys(found):
        assert (address, listed(client, address)) == (address, figure)
        assert figure <= Customer.objects.filter(home_store=here).count()


@pytest.fixture
def of_one_store(client: Client) -> Client:
    return signed_in(client, Role.MANAGER, stores=(Store.objects.get(code="RIVER"),))


def test_figures_of_the_whole_business_are_not_for_who_works_in_one_store(of_one_store: Client) -> None:
    run = ModelRun.objects.latest("id")

    for address in (
        reverse("insight_comparison"),
        reverse("insight_models"),
        reverse("insight_run", args=[run.pk]),
    ):
        answer = of_one_store.get(address)
        assert (answer.status_code, address) == (403, address)
        assert "holds in every store" in answer.content.decode()


@pytest.mark.parametrize("route", [route for route in PAGES if route != "insight_models"])
def test_no_page_leads_from_one_store_to_figures_of_all(of_one_store: Client, route: str) -> None:
    page = body(of_one_store, reverse(route))

    assert re.search(r"run \d+", page)
    assert reverse("insight_models") not in page
    assert reverse("insight_comparison") not in page


@pytest.mark.parametrize("route", PAGES)
def test_a_page_asks_the_database_a_fixed_number_of_times(
    client: Client, route: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    signed_in(client)
    body(client, reverse(route))  # the warehouse's answers are in memory from now on

    with django_assert_max_num_queries(QUERIES):
        body(client, reverse(route))


@pytest.mark.parametrize(
    ("route", "query"),
    [
        ("insight_rfm_cell", {"r": "5", "code": "5"}),
        ("insight_rfm_cell", {"r": "1", "code": "1", "names": "rfm_eight"}),
        ("insight_lifecycle_cell", {"before": "stable", "after": "declining"}),
    ],
)
def test_a_cell_opens_its_panel_alone_or_within_the_page(client: Client, route: str, query: dict[str, str]) -> None:
    signed_in(client)

    panel = client.get(reverse(route), query, headers={"HX-Request": "true"})
    whole = client.get(reverse(route), query, follow=True)

    assert "<html" not in panel.content.decode()
    assert whole.redirect_chain[0][0].startswith(reverse(route.removesuffix("_cell")))
    assert "<html" in whole.content.decode()


def test_the_open_cell_lists_its_customers_and_opens_all_of_them(client: Client) -> None:
    page = signed_in(client).get(reverse("insight_rfm"), {"r": "5", "code": "5"})

    door = re.search(r'class="side-all" href="([^"]+)"', page.content.decode())
    assert door
    assert listed(client, door[1].replace("&amp;", "&")) == page.context["cell"].customers
    assert all(score.r == 5 for score in page.context["people"])


def test_unknown_words_in_the_address_fall_back(client: Client) -> None:
    page = signed_in(client).get(reverse("insight_rfm"), {"names": "x", "colour": "x", "r": "9", "code": "x"})

    assert page.status_code == 200
    assert page.context["choice"].names == "rfm_group"


def test_the_explorer_opens_customers_and_narrows_to_a_row(client: Client) -> None:
    signed_in(client)
    page = client.get(reverse("insight_explore"), {"measure": "customers", "rows": "stage", "columns": ""})

    for row in page.context["table"].rows:
        (cell,) = row.cells
        assert listed(client, cell.url) == cell.value
    narrowed = client.get(f"{reverse('insight_explore')}?{page.context['table'].rows[0].query}")
    assert len(narrowed.context["table"].rows) == 1


def test_a_category_opens_into_what_is_below_it(client: Client) -> None:
    page = signed_in(client).get(reverse("insight_explore"), {"measure": "net", "rows": "category", "columns": "month"})

    names = [row.name for row in page.context["table"].rows]
    assert set(names) == {"Drinks", "Food", "Beans"}
    assert page.context["table"].is_money


def test_a_finding_lists_its_rows_and_gives_them_as_a_file(client: Client) -> None:
    signed_in(client)
    counted = {finding.code: finding.rows for finding in client.get(reverse("insight_quality")).context["findings"]}
    code = max(counted, key=lambda each: counted[each])

    page = client.get(reverse("insight_finding", args=[code]))
    file = b"".join(client.get(reverse("insight_finding_file", args=[code])).streaming_content).decode()

    assert len(page.context["rows"]) == min(counted[code], 100)
    assert len(file.strip().splitlines()) == counted[code] + 1


def test_an_unknown_finding_is_not_found(client: Client) -> None:
    assert signed_in(client).get(reverse("insight_finding", args=["nonsense"])).status_code == 404


def test_records_and_warehouse_stand_side_by_side(client: Client) -> None:
    page = signed_in(client).get(reverse("insight_comparison"))

    assert all(row.is_equal for row in page.context["rows"])
    assert {row.name for row in page.context["rows"]} >= {"customers", "orders", "net"}


def test_runs_that_scored_nobody_are_listed_too(client: Client) -> None:
    rows.run(kind=ModelRun.Kind.BACKFILL, rows={"orders": 7})
    rows.run(finished_at=None, error="MemoryError", rows={})

    page = body(signed_in(client), reverse("insight_models"))

    assert "broke" in page
    assert all(f'href="{reverse("insight_run", args=[run.pk])}"' in page for run in ModelRun.objects.all())


def test_a_run_shows_its_settings_and_steps(client: Client) -> None:
    run = ModelRun.objects.latest("id")
    page = body(signed_in(client), reverse("insight_run", args=[run.pk]))

    assert "Rhythm: gaps of one&#x27;s own that an alert needs" in page
    assert run.data_fingerprint[:16] in page


def test_old_figures_are_said_to_be_old(client: Client) -> None:
    assert "days back" in body(signed_in(client), reverse("insight"))

    with time_machine.travel(NOW, tick=False):
        assert "days back" not in body(signed_in(client), reverse("insight"))


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("route", PAGES)
def test_a_page_reads_in_chinese(client: Client, route: str, language: str) -> None:
    client.cookies["django_language"] = language

    assert f'lang="{language[:3]}{language[3:].title()}"' in body(signed_in(client), reverse(route))
