"""A journey's page tells, by message, what was bought after its links were opened."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.journeys import given
from tests.records import make
from tests.records.messages import given as messages
from tests.records.sales.links import open_link, opened
from tests.web.conftest import SignedIn

from shuke.actions.journeys.models import Journey, JourneyRun, JourneyStep
from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WRITES = {"kind": "message", "template": "welcome", "channel": "email"}
AGAIN = {"on": "event", "event": "member.enrolled", "is_again": True}


@pytest.fixture
def shop(db: None) -> Store:
    messages.template()
    return make.store("RIVER")


def reader(at: Store, name: str = "Pan") -> Customer:
    one = messages.reader(name, home=at)
    given.happened(one)
    return one


def left() -> None:
    MessageSend.objects.update(state="sent")


def send_of(reader: Customer, node: str = "n1") -> MessageSend:
    step = JourneyStep.objects.select_related("send").get(run__customer=reader, node=node)
    assert step.send is not None
    return step.send


def buy(reader: Customer, at: Store, after: timedelta, amount: str = "30") -> None:
    moment = given.NOW + after
    make.order(reader, at, moment.date(), (make.product(), 1, amount), ordered_at=moment)


def table(client: Client, journey: Journey) -> str:
    answer = client.get(reverse("journey_followed", args=[journey.pk]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def behind(client: Client, journey: Journey, **query: str) -> list[int]:
    answer = client.get(reverse("journey_people", args=[journey.pk]), query)
    return sorted(run.customer_id for run, _place in answer.context["rows"])


def test_each_message_tells_its_own_and_all_count_people_once(signed_in: SignedIn, shop: Store) -> None:
    journey = given.running(WRITES, WRITES)
    pan, li, _silent = reader(shop), reader(shop, "Li"), reader(shop, "Wu")
    given.tick()
    left()
    for send, after in ((send_of(pan), HOUR), (send_of(pan, "n2"), 2 * DAY), (send_of(li), HOUR)):
        open_link(send, given.NOW + after)
    buy(pan, shop, DAY, "10")
    buy(pan, shop, 3 * DAY, "20")
    client = signed_in("marketer")

    html = table(client, journey)

    people = reverse("journey_people", args=[journey.pk])
    for query, count in (
        ("node=n1&amp;where=sent", 3), ("node=n1&amp;where=opened", 2), ("node=n1&amp;where=followed", 1),
        ("node=n2&amp;where=opened", 1), ("node=n2&amp;where=followed", 1), ("where=opened", 2), ("where=followed", 1),
    ):  # fmt: skip
        assert f'href="{people}?{query}">{count}</a>' in html
    assert "All messages" in html
    assert html.count("<small>e-mail · welcome</small>") == 2
    assert "<i>¥</i>30" in html
    assert behind(client, journey, node="n1", where="opened") == [pan.pk, li.pk]
    assert behind(client, journey, node="n1", where="followed") == [pan.pk]
    assert behind(client, journey, where="followed") == [pan.pk]


def test_the_page_asks_for_the_table_when_somebody_is_written_to(signed_in: SignedIn, shop: Store) -> None:
    owner = signed_in()
    writes, waits = given.running(WRITES), given.running({"kind": "delay", "days": 3})

    assert "followed/" in owner.get(reverse("journey", args=[writes.pk])).content.decode()
    assert "followed/" not in owner.get(reverse("journey", args=[waits.pk])).content.decode()
    alone = owner.get(reverse("journey_followed", args=[writes.pk])).content.decode()
    assert "Nobody has opened a link of it yet." in alone
    assert "<h1>" in alone


def test_who_came_in_twice_stands_there_once(signed_in: SignedIn, shop: Store) -> None:
    journey = given.running(WRITES, entry=AGAIN)
    pan = reader(shop)
    given.tick()
    given.happened(pan, at=given.NOW + HOUR)
    given.tick(given.NOW + HOUR)
    for send in MessageSend.objects.all():
        open_link(send, given.NOW + 2 * HOUR)
    buy(pan, shop, DAY)

    assert JourneyRun.objects.count() == 2
    assert behind(signed_in(), journey, where="opened") == [pan.pk]
    assert behind(signed_in(), journey, where="followed") == [pan.pk]


def test_rows_and_purchases_are_those_of_the_reader_s_stores(signed_in: SignedIn, shop: Store) -> None:
    hill = make.store("HILL")
    journey = given.running(WRITES)
    ours, theirs = reader(shop), reader(hill, "Li")
    given.tick()
    left()
    for one in (ours, theirs):
        open_link(send_of(one), given.NOW + HOUR)
        buy(one, hill, DAY)
    river, other = signed_in(Role.MARKETER, shop), signed_in(Role.MARKETER, hill)

    assert "where=opened" in table(river, journey)
    assert "where=followed" not in table(river, journey)
    assert behind(river, journey, where="opened") == [ours.pk]
    assert behind(river, journey, where="followed") == []
    assert behind(other, journey, where="followed") == [theirs.pk]
    assert signed_in(Role.FRONT_LINE).get(reverse("journey_followed", args=[journey.pk])).status_code == 403


def test_the_way_of_one_person_says_what_followed_which_message(signed_in: SignedIn, shop: Store) -> None:
    journey = given.running(WRITES)
    pan = reader(shop)
    given.tick()
    open_link(send_of(pan), given.NOW + HOUR)
    buy(pan, shop, DAY, "45")
    buy(pan, shop, 9 * DAY, "99")
    address = reverse("journey_way", args=[journey.pk, JourneyRun.objects.get().pk])

    html = signed_in().get(address).content.decode()

    assert html.count("Opened a link, bought on") == 1
    assert "<i>¥</i>45" in html
    assert "<i>¥</i>99" not in html


def test_a_step_that_is_drawn_no_more_keeps_its_numbers(signed_in: SignedIn, shop: Store) -> None:
    journey = given.running(WRITES)
    pan = reader(shop)
    given.tick()
    open_link(send_of(pan), given.NOW + HOUR)
    JourneyStep.objects.filter(node="n1").update(node="gone")

    assert '<th scope="row">gone</th>' in table(signed_in(), journey)


def test_however_many_opened_it_is_asked_as_often(signed_in: SignedIn, shop: Store) -> None:
    owner, journey = signed_in(), given.running(WRITES)

    def asked() -> int:
        one = reader(shop, f"No {Customer.objects.count()}")
        given.tick()
        open_link(send_of(one), given.NOW + HOUR)
        opened(one, given.NOW + 2 * HOUR)
        buy(one, shop, DAY)
        with CaptureQueriesContext(connection) as queries:
            table(owner, journey)
        return len(queries)

    asked()
    assert len({asked(), asked(), asked()}) == 1
