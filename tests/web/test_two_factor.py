import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from tests.records.access.test_two_factor import code_of, turned_on
from tests.web.conftest import PASSWORD, SignedIn, client_of

from shuke.records.access import two_factor
from shuke.records.access.models import Staff

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def give_password(client: Client, person: Staff) -> str:
    answer = client.post("/sign-in/?next=/customers/", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_password_alone_opens_nothing(client: Client, su: Staff) -> None:
    turned_on(su)

    assert give_password(client, su) == "/sign-in/code/?next=%2Fcustomers%2F"
    assert client.get("/today/").status_code == 302


def test_password_and_code_open_the_page_that_was_wanted(client: Client, su: Staff) -> None:
    codes = turned_on(su)
    page = give_password(client, su)

    answer = client.post(page, {"code": codes[0]})

    assert answer["Location"] == "/customers/"
    assert client.get("/today/").status_code == 200


def test_a_wrong_code_is_told_in_a_sentence(client: Client, su: Staff) -> None:
    turned_on(su)
    page = give_password(client, su)

    answer = client.post(page, {"code": "nonsense"})

    assert answer.status_code == 422
    assert "does not fit" in answer.content.decode()
    assert client.get("/today/").status_code == 302


def test_the_code_page_opens_only_after_the_password(client: Client, su: Staff) -> None:
    codes = turned_on(su)

    assert client.post("/sign-in/code/", {"code": codes[0]})["Location"] == "/sign-in/"


def test_the_code_may_follow_for_five_minutes(client: Client, su: Staff) -> None:
    codes = turned_on(su)
    with time_machine.travel(NOON, tick=False) as clock:
        page = give_password(client, su)
        clock.shift(timedelta(minutes=5, seconds=1))

        assert client.post(page, {"code": codes[0]})["Location"] == "/sign-in/"


def test_a_password_changed_meanwhile_has_to_be_given_anew(client: Client, su: Staff) -> None:
    codes = turned_on(su)
    page = give_password(client, su)
    su.set_password("another-long-password")
    su.save()

    assert client.post(page, {"code": codes[0]})["Location"] == "/sign-in/"


def test_nobody_is_led_to_another_site(client: Client, su: Staff) -> None:
    codes = turned_on(su)
    give_password(client, su)

    assert client.post("/sign-in/code/?next=https://evil.example/", {"code": codes[0]})["Location"] == "/today/"


def test_the_page_turns_it_on_and_off(su: Staff) -> None:
    client = client_of(su)
    with time_machine.travel(NOON, tick=False) as clock:
        assert "data:image/png" in client.get("/two-factor/").content.decode()
        shown = client.post("/two-factor/", {"code": code_of(su), "do": "on"}).content.decode()
        codes = re.findall(r'<li class="sk-num">(\w+)</li>', shown)
        clock.shift(timedelta(minutes=1))
        renewed = client.post("/two-factor/", {"code": codes[0], "do": "renew"}).content.decode()
        assert codes[1] not in renewed
        assert "10 recovery codes are left" in client.get("/two-factor/").content.decode()

        assert client.post("/two-factor/", {"code": "nonsense", "do": "off"}).status_code == 422
        clock.shift(timedelta(minutes=1))
        assert client.post("/two-factor/", {"code": code_of(su), "do": "off"}).status_code == 302
    assert not two_factor.is_asked_of(su)


def test_the_owner_turns_it_off_for_a_lost_phone(signed_in: SignedIn, su: Staff) -> None:
    turned_on(su)
    owner = signed_in("owner")

    assert "two steps" in owner.get("/settings/staff/").content.decode()
    owner.post(f"/settings/staff/{su.pk}/two-factor/off/")

    assert not two_factor.is_asked_of(su)


def test_a_manager_cannot_turn_it_off_for_others(signed_in: SignedIn, su: Staff) -> None:
    turned_on(su)

    assert signed_in("manager").post(f"/settings/staff/{su.pk}/two-factor/off/").status_code == 403
    assert two_factor.is_asked_of(su)
