"""Doors behind figures that were counted over orders: cohorts, the explorer, the steps from group to group."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from tests.records import make
from tests.web.insight import rows
from tests.web.insight.test_pages import body, doors, listed, signed_in

from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.models import ModelRun
from shuke.warehouse import read
from shuke.web.customers.filters import FILTERS, UnreadableFilter, filters_for
from shuke.web.customers.listing import customers_of
from shuke.web.customers.setting import setting_for
from shuke.web.customers.state import state_of
from shuke.web.insight.cohorts import table_of as cohorts_of
from shuke.web.insight.pivot import Choice, TableCell, table_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_shop")]
AS_OF = dt.date(2025, 6, 30)
FROM_ON, UNTIL_ON = dt.date(2024, 7, 1), dt.date(2025, 7, 1)
FILTER = {each.key: each for each in FILTERS}


def behind(address: str, scope: Scope) -> int:
    """As the list counts, without its page."""
    setting = setting_for(scope, now=timezone.now())
    filters = filters_for(setting, [])
    state = state_of(MultiValueDict(parse_qs(urlsplit(address).query)), filter_keys=filters)
    customers, unread = customers_of(state, setting=setting, filters=filters)
    assert not unread
    assert len(state.filters) == len(parse_qs(urlsplit(address).query))
    return customers.count()


@pytest.fixture(params=["everywhere", "RIVER"])
def scope(request: pytest.FixtureRequest) -> Scope:
    """That of the whole business and that of one store."""
    if request.param == "everywhere":
        return make.scope(Role.ANALYST)
    return make.scope(Role.MANAGER, Store.objects.get(code=request.param))


def cells(choice: Choice, scope: Scope) -> Iterator[TableCell]:
    found = read.pivot(
        choice.measure, rows=choice.rows, columns=choice.columns or None, only=dict(choice.only),
        stores=scope.store_ids, from_on=FROM_ON, until_on=UNTIL_ON,
    )  # fmt: skip
    return (cell for row in table_of(found, choice).rows for cell in row.cells)


def test_every_cell_of_a_cohort_opens_those_who_bought_in_that_month(scope: Scope) -> None:
    table = cohorts_of(read.cohorts(as_of=AS_OF, months=24, stores=scope.store_ids))
    found = [cell for row in table.rows for cell in row.cells if cell.customers]

    assert len(found) > 10
    assert [behind(cell.url, scope) for cell in found] == [cell.customers for cell in found]


def test_the_page_of_cohorts_shows_its_doors(client: Client) -> None:
    page = body(signed_in(client), reverse("insight_cohorts"))
    shown = re.findall(r'title="(\d+)"><a href="([^"]+)">', page)

    assert shown
    for figure, address in shown[:3]:
        assert listed(client, address.replace("&amp;", "&")) == int(figure)


@pytest.mark.parametrize(
    "choice",
    [
        Choice("customers", "category", "month"),
        Choice("customers", "brand", "rfm_group"),
        *(
            pytest.param(choice, marks=pytest.mark.sqlite_only)  # the ids come from the warehouse on either database
            for choice in (
                Choice("customers", "category", "", only={"category": "Food"}),
                Choice("customers", "product", "weekday"),
                Choice("customers", "store", "channel"),
                Choice("customers", "stage", "month", only={"category": "Drinks"}),
            )
        ),
    ],
    ids=lambda choice: f"{choice.rows}-{choice.columns}",
)
def test_every_cell_of_the_explorer_opens_the_customers_it_counts(scope: Scope, choice: Choice) -> None:
    found = [cell for cell in cells(choice, scope) if cell.value]

    assert found
    assert [(cell.url, behind(cell.url, scope)) for cell in found] == [(cell.url, cell.value) for cell in found]


def test_days_left_open_are_all_days(scope: Scope) -> None:
    ever = behind("/customers/?bought_on=..", scope)

    assert ever == behind("/customers/?total_orders=1..", scope) > 0
    assert behind("/customers/?bought_on=..2025-06-30", scope) == ever


def test_a_month_after_the_scores_has_nobody(scope: Scope) -> None:
    assert behind("/customers/?bought_on=2025-07-01..2025-07-31", scope) == 0
    assert behind("/customers/?sold=month%3D2025-07", scope) == 0


def test_several_cells_are_any_of_them_and_none_is_nobody_of_the_year(scope: Scope) -> None:
    june, may = (behind(f"/customers/?sold=month%3D2025-{month}", scope) for month in ("06", "05"))
    both = behind("/customers/?sold=month%3D2025-06,month%3D2025-05", scope)

    assert max(june, may) <= both <= june + may
    everybody = Customer.objects.current().visible_to(scope).count()
    assert behind("/customers/?sold=none", scope) == everybody - behind("/customers/?in_window=yes", scope)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Month: Jun ’25 · Category: Food › Bread, none"),
        ("zh-hans", "月份：25年6月 · 品类：Food › Bread、无"),
        ("zh-hant", "月份：25年6月 · 品類：Food › Bread、無"),
    ],
)
def test_a_chip_names_the_sides_of_the_cell(scope: Scope, language: str, said: str) -> None:
    setting = setting_for(scope, now=timezone.now())

    with override(language):
        assert FILTER["sold"].say("month=2025-06&category=Food+%E2%80%BA+Bread,none", setting) == said


@pytest.mark.parametrize("value", ["weather", "month=2025-13", "weekday=8", "stage=stable", "%"])
def test_a_cell_there_is_not_is_refused(scope: Scope, value: str) -> None:
    setting = setting_for(scope, now=timezone.now())

    for asked in (FILTER["sold"].condition, FILTER["sold"].say):
        with pytest.raises(UnreadableFilter):
            asked(value, setting)


def test_the_form_offers_the_months_of_the_year_and_days(client: Client) -> None:
    signed_in(client)

    assert "month=2025-06" in body(client, reverse("customers_filter", args=["sold"]))
    assert 'type="date"' in body(client, reverse("customers_filter", args=["bought_on"]))


@pytest.mark.parametrize("route", ["insight_value", "insight_pyramid", "insight_lifecycle"])
def test_sums_of_the_steps_from_group_to_group_are_doors(client: Client, route: str) -> None:
    found = doors(body(signed_in(client), reverse(route)))

    sums = [(figure, address) for figure, address in found if "previous_" in address]
    assert sums
    for figure, address in sums:
        assert (address, listed(client, address)) == (address, figure)


def test_who_stands_in_no_class_is_a_door(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = rows.customer(home_store=Store.objects.get(code="RIVER"))
    rows.score(newcomer, ModelRun.objects.latest("pk"), value_class="", orders=0, in_window=False)
    counted = read.group_counts
    unclassed = read.Group("", 1, 0, 0, 0, customer_share=0.0, spend_share=0.0)
    monkeypatch.setattr(read, "group_counts", lambda *args, **kwargs: [*counted(*args, **kwargs), unclassed])

    found = doors(body(signed_in(client), reverse("insight_value")))

    address = "/customers/?value_class=none"
    assert (1, address) in found
    assert listed(client, address) == 1


def test_of_one_store_the_explorer_says_whom_its_lists_hold(client: Client) -> None:
    said = "its list holds those whose home store is one of them"

    assert said not in body(signed_in(client), reverse("insight_explore"))
    of_river = signed_in(client, Role.MANAGER, stores=(Store.objects.get(code="RIVER"),))
    assert said in body(of_river, reverse("insight_explore"))
