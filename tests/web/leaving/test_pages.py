"""The churn board, the win-back list, the causes of leaving, and writing them down."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.records import make
from tests.web.insight import rows
from tests.web.insight.test_pages import body, doors, listed, signed_in

from shuke.records.access.models import AuditEntry, Role
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.departures.models import Departure
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business_day
from shuke.scores.models import CustomerScore, ModelRun
from shuke.web.insight import doors as to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("foretold_shop")]
PAGES = ("insight_leaving", "win_back", "leaving_causes")
TODAY = dt.date(2025, 7, 1)


def going() -> Customer:
    return CustomerScore.objects.filter(stage__in=("declining", "lost")).latest("value_at_risk_minor").customer


def left(customer: Customer, cause: str = "price", **facts: Any) -> Departure:
    return Departure.objects.create(customer=customer, cause=cause, noted_on=TODAY, recorded_at=rows.NOW, **facts)


@pytest.mark.parametrize("route", PAGES)
def test_strangers_and_the_front_line_are_refused(client: Client, route: str) -> None:
    assert client.get(reverse(route)).status_code == 302
    assert signed_in(client, Role.FRONT_LINE).get(reverse(route)).status_code == 403


def test_every_cell_of_the_board_opens_the_customers_it_counts(client: Client) -> None:
    board = signed_in(client).get(reverse("insight_leaving")).context["board"]

    assert board.customers == CustomerScore.objects.filter(churn_probability__isnull=False).count()
    for row in board.rows:
        for cell in row.cells:
            assert (cell.url, listed(client, cell.url)) == (cell.url, cell.customers)


def test_every_row_of_the_board_opens_the_customers_it_counts(client: Client) -> None:
    page = signed_in(client).get(reverse("insight_leaving"))

    found = doors(page.content.decode())
    for row in page.context["board"].rows:
        assert listed(client, row.url) == row.customers
        assert not row.customers or (row.customers, row.url) in found


def test_the_board_is_that_of_ones_own_store(client: Client) -> None:
    here = Store.objects.get(code="RIVER")
    page = signed_in(client, Role.MANAGER, stores=(here,)).get(reverse("insight_leaving"))

    own = CustomerScore.objects.filter(home_store=here, churn_probability__isnull=False)
    assert page.context["board"].customers == own.count()
    assert {person.score.home_store_id for person in page.context["people"]} == {here.pk}


def test_the_board_says_whose_risk_it_shows(client: Client) -> None:
    assert "as the model of leaving says" in body(signed_in(client), reverse("insight_leaving"))

    ModelRun.objects.filter(kind=ModelRun.Kind.FORECAST).delete()
    assert "by the simple rule" in body(client, reverse("insight_leaving"))


def test_today_says_which_rule_its_value_at_risk_uses(client: Client) -> None:
    assert "by the model of leaving (42 days)" in body(signed_in(client), reverse("today"))

    ModelRun.objects.filter(kind=ModelRun.Kind.FORECAST).delete()
    assert "by the simple rule (90 days)" in body(client, reverse("today"))


@pytest.mark.parametrize("route", ["insight_leaving", "win_back", "insight_warning", "today"])
def test_a_row_of_the_simple_rule_says_so_in_a_list_of_the_models(client: Client, route: str) -> None:
    said = "by the simple rule (90 days)"
    assert said not in body(signed_in(client), reverse(route))

    CustomerScore.objects.update(churn_by="simple")
    assert said in body(client, reverse(route))


def test_each_on_the_win_back_list_has_a_cap_and_a_way(client: Client) -> None:
    page = signed_in(client).get(reverse("win_back"))

    for person in page.context["people"]:
        assert person.score.stage in ("declining", "lost")
        share = round(person.score.staying_spend_minor * 0.25)
        assert person.cap_minor == (0 if person.approach == "word" else share)
    assert "25% of a year’s margin" in page.content.decode()


def test_a_greeting_has_no_cap_beside_it(client: Client) -> None:
    greeted = body(signed_in(client), f"{reverse('win_back')}?approach=word")

    assert "a greeting, nothing that costs" in greeted
    assert "at most" not in greeted


def test_the_list_is_parted_by_approach_without_loss(client: Client) -> None:
    signed_in(client)
    everybody = client.get(reverse("win_back")).context["page"].paginator.count
    parts = {key: client.get(reverse("win_back"), {"approach": key}).context for key in ("person", "offer", "word")}

    assert sum(part["page"].paginator.count for part in parts.values()) == everybody
    for key, part in parts.items():
        assert {person.approach for person in part["people"]} <= {key}


LISTS = ("insight_leaving", "insight_warning", "win_back")


def listed_on(client: Client, route: str) -> set[int]:
    people = client.get(reverse(route)).context["people"]
    return {getattr(person, "score", person).customer_id for person in people}


def slipping() -> Customer:
    return CustomerScore.objects.filter(stage="declining").latest("value_at_risk_minor").customer


@pytest.mark.parametrize("route", LISTS)
def test_a_page_that_names_many_is_audited_once(client: Client, route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client)
    monkeypatch.setattr("shuke.records.customers.services.reading.READ_IN_BULK_FROM", 10_000)
    client.get(reverse(route))
    assert not AuditEntry.objects.filter(action="customers.read").exists()

    monkeypatch.setattr("shuke.records.customers.services.reading.READ_IN_BULK_FROM", 1)
    shown = len(client.get(reverse(route)).context["people"])

    entry = AuditEntry.objects.get(action="customers.read")
    assert (entry.facts["customers"], entry.facts["page"]) == (shown, reverse(route))


@pytest.mark.parametrize("route", LISTS)
def test_who_came_since_is_on_no_list_of_those_who_stay_away(client: Client, route: str) -> None:
    came = slipping()
    assert came.pk in listed_on(signed_in(client), route)

    make.order(came, Store.objects.get(code="RIVER"), TODAY, (Product.objects.all()[0], 1, "20"))

    assert came.pk not in listed_on(client, route)


@pytest.mark.parametrize("route", LISTS)
@pytest.mark.parametrize("wish", ["is_do_not_contact", "is_not_personalised"])
def test_who_wants_no_approach_is_on_no_list_to_act_on(client: Client, route: str, wish: str) -> None:
    refuses = slipping()
    assert refuses.pk in listed_on(signed_in(client), route)

    Customer.objects.filter(pk=refuses.pk).update(**{wish: True})

    assert refuses.pk not in listed_on(client, route)


def test_the_heading_of_early_warning_counts_those_it_lists(client: Client) -> None:
    came, refuses = (
        CustomerScore.objects.filter(stage="declining").order_by("pk").values_list("customer", flat=True)[:2]
    )
    before = signed_in(client).get(reverse("insight_warning"))
    assert "with those who came since the figures end" not in before.content.decode()

    make.order(
        Customer.objects.get(pk=came), Store.objects.get(code="RIVER"), TODAY, (Product.objects.all()[0], 1, "20")
    )
    Customer.objects.filter(pk=refuses).update(is_do_not_contact=True)

    page = client.get(reverse("insight_warning"))
    away, counted = page.context["away"], page.context["slipping"].customers
    assert away.customers == len(page.context["people"]) == counted - 2
    assert away.value_at_risk_minor == sum(score.value_at_risk_minor for score in page.context["people"])
    assert "with those who came since the figures end" in page.content.decode()
    found = [each for each in doors(page.content.decode()) if "stage=declining" in each[1]]
    assert [figure for figure, _address in found] == [away.customers, counted]
    assert [listed(client, address) for _figure, address in found] == [away.customers, counted]
    everybody = Customer.objects.current().count()
    assert listed(client, to.customers(still_away=True)) + listed(client, to.customers(still_away=False)) == everybody


def test_a_cause_is_written_down_from_the_list_and_shown_there(client: Client) -> None:
    person = going()
    address = reverse("new_departure", args=[person.pk])
    answer = signed_in(client, Role.MANAGER).post(
        f"{address}?from=win-back", {"cause": "competitor", "note": "the new shop", "countermeasure": ""}
    )

    assert answer.headers["Location"] == reverse("win_back")
    assert "the new shop" in body(client, reverse("win_back"))
    held = Departure.objects.get()
    done = {"countermeasure": "offer", "spent": "12.5"}
    client.post(reverse("answer_departure", args=[person.pk, held.pk]), done)
    held.refresh_from_db()
    assert (held.cause, held.countermeasure, held.spent) == ("competitor", "offer", 12.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cause": "weather"},
        {"cause": "price", "noted_on": "2999-01-01"},
        {"cause": "price", "spent": "5"},
        {"cause": "price", "countermeasure": "offer", "noted_on": "2025-06-20", "taken_on": "2025-06-01"},
    ],
)
def test_what_cannot_be_is_said_in_the_form(client: Client, wrong: dict[str, str]) -> None:
    answer = signed_in(client, Role.MANAGER).post(reverse("new_departure", args=[going().pk]), wrong)

    assert answer.status_code == 422
    assert not Departure.objects.exists()


def test_analysts_read_and_record_nothing(client: Client) -> None:
    person = going()
    signed_in(client, Role.ANALYST)

    assert client.post(reverse("new_departure", args=[person.pk]), {"cause": "price"}).status_code == 403
    assert "Write down why" not in body(client, reverse("customer_departures", args=[person.pk]))


def test_customers_of_other_stores_are_not_found(client: Client) -> None:
    theirs = Customer.objects.filter(home_store__code="RIVER")[0]
    signed_in(client, Role.MANAGER, stores=(rows.store("ELSEWHERE"),))

    for route in ("customer_departures", "new_departure"):
        assert client.get(reverse(route, args=[theirs.pk])).status_code == 404


def test_the_customers_page_fetches_its_causes(client: Client) -> None:
    person = going()
    left(person, "service", note="waited an hour", countermeasure="apology", taken_on=TODAY)

    page = body(signed_in(client), reverse("customer", args=[person.pk]))
    part = body(client, reverse("customer_departures", args=[person.pk]))

    assert reverse("customer_departures", args=[person.pk]) in page
    assert "waited an hour" in part
    assert "apologised and explained" in part


def test_causes_and_countermeasures_are_counted_with_doors(client: Client) -> None:
    first, second = Customer.objects.order_by("pk")[:2]
    left(first, countermeasure="offer", taken_on=TODAY)
    left(first, noted_by=None)
    left(second, "moved")

    page = signed_in(client).get(reverse("leaving_causes"))

    counted = {line.tally.key: (line.whole.customers, line.tally.departures) for line in page.context["by_cause"]}
    assert counted == {"price": (1, 2), "moved": (1, 1)}
    for figure, address in doors(page.content.decode()):
        assert listed(client, address) == figure
    assert listed(client, to.customers(left_because="price,moved")) == 2
    assert [line.tally.key for line in page.context["by_countermeasure"]] == ["offer"]


def test_what_became_of_those_who_left_is_a_door(client: Client) -> None:
    """Of four who left for the price one came back, one is gone, one waits, and one left twice: the latest counts."""
    back, gone, waiting, twice = Customer.objects.order_by("pk")[:4]
    long_ago = TODAY - dt.timedelta(days=400)
    left(back, countermeasure="offer", taken_on=TODAY)
    make.order(back, Store.objects.get(code="RIVER"), TODAY + dt.timedelta(days=1), (Product.objects.all()[0], 1, "20"))
    left(gone)
    left(twice)
    today = business_day(timezone.now())
    for each in (waiting, twice):
        Departure.objects.create(customer=each, cause="price", noted_on=today, recorded_at=rows.NOW)
    Departure.objects.create(customer=waiting, cause="moved", noted_on=long_ago, recorded_at=rows.NOW)

    page = signed_in(client).get(reverse("leaving_causes"))

    (price,) = (line for line in page.context["by_cause"] if line.tally.key == "price")
    parts = (price.whole, price.answered, price.back, price.waiting, price.gone)
    assert [part.customers for part in parts] == [4, 1, 1, 2, 1]
    assert price.back_share == 0.5
    (offer,) = page.context["by_countermeasure"]
    for line in (*page.context["by_cause"], *page.context["by_countermeasure"]):
        for part in (line.whole, line.answered, line.back, line.waiting, line.gone):
            assert (part.url, listed(client, part.url)) == (part.url, part.customers)
    assert "gave a voucher, gift or points: something was done" in body(client, offer.answered.url)
    assert (1, price.back.url) in doors(page.content.decode())


def test_who_was_merged_is_counted_and_found_as_who_is_left(client: Client) -> None:
    kept, double, erased = Customer.objects.order_by("pk")[:3]
    for each in (kept, double, erased):
        left(each)
    Customer.objects.filter(pk=double.pk).update(merged_into=kept)
    Customer.objects.filter(pk=erased.pk).update(erased_at=rows.NOW)

    (price,) = signed_in(client).get(reverse("leaving_causes")).context["by_cause"]

    assert price.whole.customers == price.gone.customers == 1
    assert listed(client, price.whole.url) == listed(client, price.gone.url) == 1


def test_before_the_first_cause_the_page_says_how_to_begin(client: Client) -> None:
    assert "No cause written down yet" in body(signed_in(client), reverse("leaving_causes"))


@pytest.mark.parametrize("route", PAGES)
def test_a_page_asks_the_database_a_fixed_number_of_times(
    client: Client, route: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for each in Customer.objects.order_by("pk")[:3]:
        left(each)
    signed_in(client)
    body(client, reverse(route))

    with django_assert_max_num_queries(20):
        body(client, reverse(route))
