"""Links of messages lead through us, and nowhere but where the message says."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.records.messages import given
from tests.web.conftest import SignedIn

from shuke.records.customers.models import Event
from shuke.records.messages.models import LinkClick, MessageSend
from shuke.records.messages.services import link_tokens

pytestmark = pytest.mark.django_db
PAGE, OTHER = "https://shop.example/beans?from=mail", "https://shop.example/tea"


@pytest.fixture(autouse=True)
def outbox(data_folder: Path, settings: Any) -> Path:
    settings.EMAIL_URL = ""
    return data_folder / "outbox"


def offer(**fields: Any) -> MessageSend:
    pan = given.reader(**fields)
    given.said(pan, yes=True)
    return given.queued(pan, purpose="marketing", text=f"New beans: {PAGE} and {OTHER} and {PAGE}")


def links_of(outbox: Path) -> list[str]:
    (mail,) = [given.read_eml(path) for path in outbox.rglob("*.eml")]
    return re.findall(r"/l/([^/\s]+)/", str(mail.get_body(("plain",)).get_content()))  # type: ignore[union-attr]


def test_a_link_leads_to_its_page_and_its_first_opening_is_kept(outbox: Path) -> None:
    send = offer()
    given.run_sender()
    first, other, again = links_of(outbox)

    answers = [Client().get(f"/l/{token}/") for token in (first, first, other)]

    assert again == first
    assert [answer["Location"] for answer in answers] == [PAGE, PAGE, OTHER]
    assert list(LinkClick.objects.order_by("pk").values_list("link", "times")) == [(PAGE, 2), (OTHER, 1)]
    assert Event.objects.filter(customer=send.customer, kind="message.clicked").count() == 2


def test_the_reader_sees_the_page_s_own_address(outbox: Path) -> None:
    offer()
    given.run_sender()

    (mail,) = [given.read_eml(path) for path in outbox.rglob("*.eml")]
    page = str(mail.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert re.search(r'<a href="http://[^"]+/l/[^"]+/">https://shop.example/tea</a>', page)


def test_a_look_at_the_head_is_no_opening(outbox: Path) -> None:
    tokens = link_tokens(offer())

    assert Client().head(f"/l/{tokens[PAGE]}/").status_code == 302
    assert not LinkClick.objects.exists()


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "https:evil"])
def test_nobody_can_make_a_link_that_leads_elsewhere(change: Any) -> None:
    token = link_tokens(offer())[PAGE]

    answer = Client().get(f"/l/{change(token)}/")

    assert answer.status_code == 404
    assert "Location" not in answer


def test_what_is_awaited_and_who_wants_no_personalisation_are_not_followed(outbox: Path) -> None:
    service = given.queued(given.reader(), text=f"Your receipt: {PAGE}")

    assert link_tokens(service) == {}
    assert link_tokens(offer(is_not_personalised=True)) == {}


def test_the_message_shows_what_was_opened(signed_in: SignedIn) -> None:
    send = offer()
    token = link_tokens(send)[PAGE]
    Client().get(f"/l/{token}/")
    Client().get(f"/l/{token}/")

    page = signed_in().get(f"/settings/messages/{send.pk}/").content.decode()

    assert "opened 2 times" in page
