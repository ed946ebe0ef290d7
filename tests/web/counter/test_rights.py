"""Who may stand at a counter, and whom they may see there (docs/guides/counter.md, Whom one may see)."""

from urllib.parse import unquote

import pytest
from django.test import Client
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import client_of
from tests.web.counter.conftest import Counter

from shuke.records.access.models import Role
from shuke.records.customers.models import Preference
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db

PAGES = ("", "find/?q=pan", "expected/", "new/", "products/?product_q=mo")


def test_a_stranger_is_asked_to_sign_in(client: Client, counter: Counter) -> None:
    for address in (*PAGES, f"{counter.pan.pk}/"):
        assert client.get(f"/counter/{address}").status_code == 302
    for address in ("quote/", "pay/", "kept/", f"{counter.pan.pk}/note/", f"{counter.pan.pk}/outcome/"):
        assert client.post(f"/counter/{address}").status_code == 302


def test_the_read_only_role_is_refused(counter: Counter) -> None:
    analyst = client_of(make.staff(Role.ANALYST, counter.store, has_seen_tour=True))

    for address in (*PAGES, f"{counter.pan.pk}/"):
        assert analyst.get(f"/counter/{address}").status_code == 403
    for address in ("quote/", "pay/", "kept/", f"{counter.pan.pk}/note/", f"{counter.pan.pk}/outcome/"):
        assert analyst.post(f"/counter/{address}", {"store": counter.store.pk}).status_code == 403


def test_an_agent_sees_the_person_and_rings_up_nothing(counter: Counter) -> None:
    agent = client_of(make.staff(Role.AGENT, counter.store, has_seen_tour=True))

    shown = agent.get(f"/counter/{counter.pan.pk}/").content.decode()

    assert "潘天伟" in shown
    assert 'id="sale"' not in shown
    assert agent.post("/counter/pay/", {"store": counter.store.pk}).status_code == 403


def test_another_stores_customer_is_not_there_without_the_card(counter: Counter) -> None:
    counter.pan.home_store = make.store()
    counter.pan.save()

    assert counter.get(f"{counter.pan.pk}/").status_code == 404
    assert counter.get(f"{counter.pan.pk}/", by="made-up").status_code == 404
    assert counter.post(f"{counter.pan.pk}/note/", chip="seat|corner").status_code == 404
    assert not Preference.objects.exists()


def test_the_card_of_another_stores_customer_opens_what_is_needed_to_serve(counter: Counter) -> None:
    card = counter.card()
    elsewhere = make.store(name="Hillside")
    counter.pan.home_store = elsewhere
    counter.pan.save()
    make.order(counter.pan, elsewhere, make.NOW.date(), (counter.mocha, 1, "73333"))

    answer = counter.client.get("/counter/find/", {"q": card.number, "scan": "1"}, follow=True)
    shown = answer.content.decode()

    assert answer.redirect_chain
    for said in ("潘天伟", "15% off", "Customer of Hillside"):
        assert said in shown
    assert "73,333" not in shown
    assert "Latest orders" not in shown


def test_a_proof_is_its_readers_own(counter: Counter) -> None:
    card = counter.card()
    counter.pan.home_store = make.store()
    counter.pan.save()
    address = counter.get("find/", q=card.number, scan="1")["Location"]

    colleague = client_of(make.staff(Role.FRONT_LINE, counter.store, has_seen_tour=True))

    assert counter.client.get(address).status_code == 200
    assert colleague.get(address).status_code == 404


def test_another_stores_customer_buys_only_with_the_proof(counter: Counter) -> None:
    card = counter.card()
    counter.pan.home_store = make.store()
    counter.pan.save()
    address = counter.get("find/", q=card.number, scan="1")["Location"]
    token = unquote(address.partition("by=")[2])

    refused = counter.sell(customer=counter.pan.pk)
    sold = counter.sell(customer=counter.pan.pk, by=token)

    assert (refused.status_code, sold.status_code) == (422, 200)
    assert Order.objects.get().total == 17


def test_no_full_phone_stands_on_the_screen(counter: Counter) -> None:
    shown = counter.shown("find/", q="5678")

    assert "•••• 5678" in shown
    assert "13812345678" not in shown.replace(" ", "")


def test_nobody_rings_up_for_a_store_they_do_not_work_for(counter: Counter) -> None:
    given.member(counter.plan, counter.pan)
    other = make.store()

    answer = counter.sell(customer=counter.pan.pk, store=other.pk)

    assert answer.status_code == 403
    assert not Order.objects.exists()


def test_who_works_in_several_stores_chooses_one_first(counter: Counter) -> None:
    owner = client_of(make.staff(Role.OWNER, has_seen_tour=True))
    make.store()

    assert "Where does this counter stand?" in owner.get("/counter/").content.decode()
    owner.post("/store/", {"store": counter.store.pk, "next": "/counter/"})
    assert 'id="sale"' in owner.get("/counter/").content.decode()
