"""Strangers before the door of somebody's own page."""

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.test import Client
from tests.records import make
from tests.records.membership import given
from tests.web.own.knocking import is_shut, link_for, opened

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Customer
from shuke.records.membership.services import CardEnded, end_card, issue_card
from shuke.web.own.decorators import COOKIE
from shuke.web.own.keys import NotTheirs, card_key, key_of, keys_to, revoke_key, token_of
from shuke.web.own.models import OwnKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now_stands")]

PAGES = ["/own/", "/own/purchases/", "/own/points/", "/own/contact/", "/own/data/"]
ACTS = ["/own/contact/say/", "/own/contact/personal/", "/own/likes/new/", "/own/likes/1/withdraw/", "/own/data/file/"]


def test_a_link_opens_the_page_of_its_customer_and_is_gone_from_the_address() -> None:
    mei = make.customer("Mei Lin")
    client = Client()

    answer = client.get(f"/own/l/{token_of(link_for(mei))}/")

    assert answer["Location"] == "/own/"
    assert "Mei Lin" in client.get("/own/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_without_a_key_every_page_leads_to_the_door(address: str) -> None:
    assert is_shut(Client().get(address))


@pytest.mark.parametrize("address", ACTS)
def test_without_a_key_nothing_can_be_changed_or_taken(address: str) -> None:
    assert is_shut(Client().post(address))


@pytest.mark.parametrize("address", ACTS)
def test_a_page_that_is_only_looked_at_changes_nothing(address: str) -> None:
    assert opened(link_for(make.customer("Mei"))).get(address).status_code == 405


@pytest.mark.parametrize(
    "tampered",
    [
        lambda token, other: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token, other: f"{other.pk}{token[token.index('-') :]}",  # somebody else's number, our signature
        lambda token, other: token.rpartition(".")[0],
        lambda token, other: "",
        lambda token, other: f"{other.pk}-{other.secret}.",
        lambda token, other: "1-x.é",
    ],
)
def test_a_tampered_link_opens_nothing(tampered) -> None:  # type: ignore[no-untyped-def]
    mine, other = link_for(make.customer("Mei")), link_for(make.customer("Pan"))
    false = tampered(token_of(mine), other)
    by_cookie, by_address = Client(), Client()
    by_cookie.cookies[COOKIE] = false

    assert is_shut(by_cookie.get("/own/"))
    assert by_address.get(f"/own/l/{false or 'x'}/").status_code == 410
    assert is_shut(by_address.get("/own/"))


def test_a_link_is_over_after_its_days_also_where_it_was_open() -> None:
    key = link_for(make.customer("Mei"))
    client = opened(key)

    with time_machine.travel(make.NOW + timedelta(days=30), tick=False):
        assert is_shut(client.get("/own/"))
        assert Client().get(f"/own/l/{token_of(key)}/").status_code == 410


def test_a_link_taken_back_shuts_the_page_where_it_is_open() -> None:
    key = link_for(make.customer("Mei"))
    client = opened(key)

    revoke_key(scope=make.SYSTEM, now=make.NOW, key=key)
    revoke_key(scope=make.SYSTEM, now=make.NOW, key=key)

    assert is_shut(client.get("/own/"))
    assert AuditEntry.objects.filter(action="own_key.revoke").count() == 1


def test_nobody_reads_or_withdraws_what_belongs_to_another() -> None:
    mei, pan = make.customer("Mei Lin"), make.customer("Pan Wei")
    client = opened(link_for(mei))
    at_pan = opened(link_for(pan))
    at_pan.post("/own/likes/new/", {"topic": "seat", "value": "corner of Pan"})
    liked = pan.preferences.get()

    assert client.post(f"/own/likes/{liked.pk}/withdraw/").status_code == 404
    assert "corner of Pan" not in client.get("/own/").content.decode()
    liked.refresh_from_db()
    assert liked.withdrawn_at is None


def test_an_erased_customers_link_opens_nothing() -> None:
    mei = make.customer("Mei")
    client = opened(link_for(mei))

    Customer.objects.filter(pk=mei.pk).update(erased_at=make.NOW)

    assert is_shut(client.get("/own/"))


def test_after_a_merge_the_link_opens_the_page_of_the_whole_person() -> None:
    kept, merged = make.customer("Mei Lin"), make.customer("Mei")
    client = opened(link_for(merged))

    Customer.objects.filter(pk=merged.pk).update(merged_into=kept)

    assert "Mei Lin" in client.get("/own/").content.decode()
    assert [key.kind for key in keys_to(kept, now=make.NOW)] == ["link"]


def test_a_cards_code_is_the_same_each_time_and_ends_with_the_card() -> None:
    member = given.member(given.plan(), name="Mei")
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(1))
    first, second = (card_key(scope=make.SYSTEM, now=make.NOW, card=card, new_secret=lambda: "s") for _ in range(2))
    client = opened(first)
    later = make.NOW + timedelta(days=400)

    assert first == second
    assert key_of(token_of(first), now=later) == first

    end_card(scope=make.SYSTEM, now=make.NOW, card=card, status="lost")

    assert is_shut(client.get("/own/"))
    with pytest.raises(CardEnded):
        card_key(scope=make.SYSTEM, now=make.NOW, card=card, new_secret=lambda: "s")


def test_a_friends_card_opens_nobodys_page() -> None:
    member = given.member(given.plan(is_shared=True), name="Mei")
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(1), holder="Bo")

    with pytest.raises(NotTheirs, match="Bo"):
        card_key(scope=make.SYSTEM, now=make.NOW, card=card, new_secret=lambda: "s")


def test_pages_are_not_indexed_kept_or_scripted_and_the_cookie_is_no_scripts() -> None:
    client = opened(link_for(make.customer("Mei")))

    for address in [*PAGES, "/own/enter/", "/own/code/"]:
        answer = client.get(address)
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert answer["Cache-Control"] == "private, no-store"
    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["path"] == "/own/"


def test_leaving_forgets_the_device_and_keeps_the_link() -> None:
    key = link_for(make.customer("Mei"))
    client = opened(key)

    client.post("/own/leave/")

    assert is_shut(client.get("/own/"))
    assert OwnKey.objects.get(pk=key.pk).revoked_at is None


def test_forms_of_other_sites_are_refused() -> None:
    key = link_for(make.customer("Mei"))
    client = Client(enforce_csrf_checks=True)
    client.get(f"/own/l/{token_of(key)}/")

    answer = client.post("/own/contact/say/", {"channel": "sms", "purpose": "marketing", "is_granted": "yes"})

    assert answer.status_code == 403


def test_the_page_speaks_the_customers_language_unless_another_was_chosen() -> None:
    key = link_for(make.customer("Mei", language="zh-hans"))

    assert 'lang="zh-Hans"' in opened(key).get("/own/").content.decode()
