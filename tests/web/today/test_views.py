"""The first page, over a shop that was imported and refreshed."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.web.insight.test_pages import doors, listed, signed_in
from tests.web.scored import NOW

from shuke.records.access.models import Role
from shuke.records.customers.models import Event
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore
from shuke.web.today.models import PutOff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_shop")]

HTMX = {"HX-Request": "true"}
QUERIES = 24


@pytest.fixture(autouse=True)
def at_nine_on_the_day_after() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def today(client: Client) -> Any:
    return client.get(reverse("today"))


def slipping_away(client: Client) -> list[CustomerScore]:
    return [act.score for act in today(client).context["list"].acts]


def answer(client: Client, score: CustomerScore, outcome: str, **headers: str) -> Any:
    return client.post(
        reverse("put_off", args=[score.customer_id]), {"outcome": outcome, "place": "0"}, headers=headers
    )


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for address in (reverse("today"), reverse("today_changes"), reverse("today_put_off")):
        assert client.get(address).status_code == 302


def test_home_leads_to_today(client: Client) -> None:
    assert signed_in(client, Role.MANAGER).get("/").url == reverse("today")


def test_every_number_opens_exactly_the_customers_it_counts(client: Client) -> None:
    found = doors(today(signed_in(client, Role.MANAGER)).content.decode())

    assert found
    for figure, address in dict.fromkeys(found):
        assert (address, listed(client, address)) == (address, figure)


def test_the_list_says_why_with_the_customers_own_figures(client: Client) -> None:
    page = today(signed_in(client, Role.MANAGER))

    first = page.context["list"].acts[0]
    assert f"<b>{first.score.silence_days} days</b>" in page.content.decode()


def test_whoever_was_put_off_leaves_the_list_and_comes_back(client: Client) -> None:
    first, *others = slipping_away(signed_in(client, Role.MANAGER))

    answer(client, first, "later")

    assert first not in slipping_away(client)
    assert set(others) <= set(slipping_away(client))
    PutOff.objects.update(until_on=NOW.date())
    assert slipping_away(client)[0] == first


def test_the_answer_is_the_list_without_the_person_and_a_sentence(client: Client) -> None:
    first, second, *_others = slipping_away(signed_in(client, Role.MANAGER))

    page = answer(client, first, "done", **HTMX)

    body = page.content.decode()
    assert "<html" not in body
    assert str(first.customer) not in body
    assert "comes back onto the list on 15 Jul" in page.headers["HX-Trigger"]
    # The keyboard goes on where it was: on the row that moved up.
    assert body.index("autofocus") < body.index(str(second.customer)) + 40


def test_without_scripts_the_answer_leads_back_to_the_list(client: Client) -> None:
    first = slipping_away(signed_in(client, Role.MANAGER))[0]

    assert answer(client, first, "later").url == f"{reverse('today')}#acts"


def test_the_reason_is_remembered_with_the_answer(client: Client) -> None:
    first = slipping_away(signed_in(client, Role.MANAGER))[0]

    answer(client, first, "not_fit")

    event = Event.objects.latest("id")
    assert (event.kind, event.customer_id) == ("advice.not_fit", first.customer_id)
    assert event.facts["reason"] in {reason["code"] for reason in first.why}


def test_an_unknown_answer_is_refused(client: Client) -> None:
    first = slipping_away(signed_in(client, Role.MANAGER))[0]

    assert answer(client, first, "perhaps", **HTMX).status_code == 409
    assert not PutOff.objects.exists()


def test_nobody_puts_off_customers_of_another_store(client: Client) -> None:
    first = slipping_away(signed_in(client, Role.MANAGER))[0]
    elsewhere = Store.objects.exclude(pk=first.home_store_id).get()
    stranger = signed_in(Client(), Role.FRONT_LINE, stores=(elsewhere,))

    assert answer(stranger, first, "later").status_code == 404


def test_put_off_people_can_be_brought_back(client: Client) -> None:
    first = slipping_away(signed_in(client, Role.MANAGER))[0]
    answer(client, first, "not_fit")

    assert str(first.customer) in client.get(reverse("today_put_off")).content.decode()
    client.post(reverse("bring_back", args=[first.customer_id]))

    assert slipping_away(client)[0] == first


@pytest.mark.parametrize(("role", "sees"), [(Role.MANAGER, True), (Role.FRONT_LINE, False)])
def test_changes_show_the_spend_to_those_who_may_see_money(client: Client, role: str, sees: bool) -> None:
    page = signed_in(client, role).get(reverse("today_changes"), {"kind": "stage"}).content.decode()

    assert ("Spend in 365 days" in page) == sees


def test_changes_open_the_people_who_moved(client: Client) -> None:
    page = today(signed_in(client, Role.MANAGER))
    moves = page.context["stages"]
    assert moves

    for move in moves:
        opened = client.get(move.url)
        assert opened.context["page"].paginator.count == move.customers
        assert all((change.before, change.after) == (move.before, move.after) for change in opened.context["page"])
    for level in page.context["levels"]:
        for url, count in ((level.risen_url, level.risen), (level.fallen_url, level.fallen)):
            assert client.get(url).context["page"].paginator.count == count


def test_the_front_line_sees_people_but_no_money_and_no_figures_of_all(client: Client) -> None:
    here = Store.objects.get(code="RIVER")
    page = today(signed_in(client, Role.FRONT_LINE, stores=(here,)))

    assert page.status_code == 200
    assert "health" not in page.context
    assert 'class="sk-money"' not in page.content.decode()
    assert {score.home_store_id for score in slipping_away(client)} <= {here.pk}


def test_the_page_asks_the_database_a_fixed_number_of_times(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    today(signed_in(client, Role.MANAGER))

    with django_assert_max_num_queries(QUERIES):
        today(client)


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "今天该做的"), ("zh-hant", "今天該做的"), ("en", "Whom to act on")]
)
def test_the_page_reads_in_three_languages(client: Client, language: str, word: str) -> None:
    client.cookies["django_language"] = language

    assert word in today(signed_in(client, Role.MANAGER)).content.decode()
