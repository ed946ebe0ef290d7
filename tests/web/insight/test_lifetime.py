"""The page of lifetime value: figures that add up, doors, the parts, the known error, and nothing where too thin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.insight import rows
from tests.web.insight.test_pages import body, doors, listed, signed_in

from shuke.records.access.models import Role
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore, ModelRun
from shuke.web.insight.lifetime import Worth, error_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("foretold_shop")]
ADDRESS = "insight_lifetime"


def test_a_stranger_and_the_front_line_are_refused(client: Client) -> None:
    assert client.get(reverse(ADDRESS)).status_code == 302
    assert signed_in(client, Role.FRONT_LINE).get(reverse(ADDRESS)).status_code == 403


def test_every_number_opens_exactly_the_customers_it_counts(client: Client) -> None:
    found = doors(body(signed_in(client), reverse(ADDRESS)))

    assert len(found) > 3
    assert any("was_brought=yes" in address for _figure, address in found)
    for figure, address in dict.fromkeys(found):
        assert (address, listed(client, address)) == (address, figure)


def test_a_person_of_one_store_sees_its_customers_alone(client: Client) -> None:
    here = Store.objects.get(code="RIVER")
    page = signed_in(client, Role.MANAGER, stores=(here,)).get(reverse(ADDRESS))

    own = CustomerScore.objects.filter(home_store=here, lifetime_value_minor__isnull=False)
    assert page.context["worth"].whole.customers == own.count()
    assert {person.score.home_store_id for person in page.context["people"]} == {here.pk}


def test_classes_hold_everybody_once_and_the_parts_add_up(client: Client) -> None:
    page = signed_in(client).get(reverse(ADDRESS))
    worth: Worth = page.context["worth"]

    assert sum(row.customers for row in page.context["rows"]) == worth.whole.customers
    assert sum(row.value_minor for row in page.context["rows"]) == worth.whole.value_minor
    assert worth.revenue_minor + worth.whole.later_minor + worth.whole.past_minor == worth.broad_minor
    assert sum(share or 0 for share in worth.shares.values()) == pytest.approx(1)
    assert worth.influence.brought == 1


def test_the_list_begins_with_who_is_worth_most(client: Client) -> None:
    people = signed_in(client).get(reverse(ADDRESS)).context["people"]

    values = [person.score.lifetime_value_minor for person in people]
    assert values == sorted(values, reverse=True)
    assert people[0].next_year_minor + people[0].score.lifetime_later_minor == values[0]


def test_the_error_of_the_latest_90_days_is_said_with_its_bounds(client: Client) -> None:
    page = signed_in(client).get(reverse(ADDRESS))

    error = page.context["error"]
    assert error.text == "+10.0%"
    low, high = error.bounds_minor
    assert high - low == pytest.approx(error.value_minor / 5, abs=2)
    assert "later years cannot have been tested yet" in page.content.decode()


def test_who_works_in_one_store_reads_the_error_as_a_share_and_no_spend_of_all_stores(client: Client) -> None:
    run = ModelRun.objects.get(kind=ModelRun.Kind.FORECAST)
    run.metrics["value"]["spend"] = {"predicted": 98_765_400, "actual": 100_000_000, "customers": 60}
    run.save()
    of_river = signed_in(client, Role.MANAGER, stores=(Store.objects.get(code="RIVER"),))

    page = body(of_river, reverse("insight_lifetime"))

    assert "the same models were −1.2% off the spend of all stores" in page
    assert "987,654" not in page
    assert "1,000,000" not in page


def test_that_a_model_has_drifted_is_said_beside_its_known_error(client: Client) -> None:
    assert "Drifted" not in body(signed_in(client), reverse(ADDRESS))
    run = ModelRun.objects.get(kind=ModelRun.Kind.FORECAST)
    moved = {"name": "r", "before": 0.2, "now": 0.4, "before_on": "2025-04-01", "drifted": True}
    run.metrics["drift"] = [{"model": "bg_nbd", **moved}, {"model": "leaving", **moved}]
    run.save()

    page = body(client, reverse(ADDRESS))

    assert "Drifted since the run of 1 Apr 2025: how often customers come." in page
    board = body(client, reverse("insight_leaving"))
    assert "Drifted since the run of 1 Apr 2025: of the customers judged 20.0% left then and 40.0% lately" in board


def test_without_a_judgement_no_error_is_made_up() -> None:
    assert error_of(None, 100) is None
    assert error_of(ModelRun(metrics={"value": {"spend": None}}), 100) is None


def test_too_thin_says_so_and_what_is_needed(client: Client) -> None:
    thin = {"passed": False, "code": "too_thin", "said": "", "buyers": 12, "history_days": 40}
    client = signed_in(client, Role.MANAGER, stores=(rows.store("EMPTY"),))
    assert "No lifetime value yet" in body(client, reverse(ADDRESS))

    ModelRun.objects.filter(kind=ModelRun.Kind.FORECAST).update(metrics={"value": {"gate": thin}})
    assert "Too thin to say" in body(client, reverse(ADDRESS))


def test_the_page_asks_the_database_a_fixed_number_of_times(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    signed_in(client)
    body(client, reverse(ADDRESS))

    with django_assert_max_num_queries(18):
        body(client, reverse(ADDRESS))
