from collections.abc import Iterator
from typing import Any

import pytest
from tests.channels.conftest import NOW, Write
from tests.channels.provider_server import HANG_UP, ProviderServer

from shuke.channels.message import Fate
from shuke.channels.webhook import WebhookTransport, WrongWebhookUrl, receiver_of
from shuke.lib.signed import WrongSignature, check_signature, new_secret

pytestmark = pytest.mark.sqlite_only
SECRET = new_secret()


@pytest.fixture
def receiver(provider_server: ProviderServer) -> Iterator[WebhookTransport]:
    url = f"http://:{SECRET.replace('+', '%2B').replace('/', '%2F')}@{provider_server.host}/in?shop=1"
    transport = WebhookTransport(receiver_of(url), clock=lambda: NOW)
    yield transport
    transport.close()


def test_a_message_is_signed_and_the_same_one_keeps_its_id(
    receiver: WebhookTransport, provider_server: ProviderServer, write: Write
) -> None:
    provider_server.answers = [(204, ""), (204, "")]

    answers = [receiver.send(write(to="M001"), before_handover=lambda: None) for _ in range(2)]

    first, again = provider_server.asked
    assert [answer.fate for answer in answers] == [Fate.SENT, Fate.SENT]
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.json() == {
        "type": "message.send",
        "data": {"to": "M001", "subject": "欢迎回来", "text": "您好，潘先生", "values": {}},
    }
    told = {
        "message_id": first.headers["webhook-id"],
        "timestamp": first.headers["webhook-timestamp"],
        "signatures": first.headers["webhook-signature"],
    }
    check_signature(SECRET, body=first.body, now=NOW, **told)
    with pytest.raises(WrongSignature):
        check_signature(SECRET, body=first.body + b" ", now=NOW, **told)


def test_what_is_addressed_to_nobody_is_an_event_for_the_system_itself(
    receiver: WebhookTransport, provider_server: ProviderServer, write: Write
) -> None:
    provider_server.answers = [(204, "")]

    receiver.send(
        write(to="", subject="journey.welcomed", text="", values=(("customer", "C7"),)), before_handover=lambda: None
    )

    assert provider_server.asked[0].json() == {"type": "journey.welcomed", "data": {"customer": "C7"}}


@pytest.mark.parametrize(
    ("answer", "fate", "reason"),
    [
        ((401, ""), Fate.LATER, "provider_refuses_us"),
        ((422, "no such person"), Fate.REFUSED, "text_refused"),
        ((429, ""), Fate.LATER, "busy"),
        ((500, ""), Fate.LATER, "unreachable"),
        ((302, ""), Fate.LATER, "unreachable"),
        (HANG_UP, Fate.LATER, "unreachable"),
    ],
)
def test_each_refusal_is_told_from_the_others(
    receiver: WebhookTransport, provider_server: ProviderServer, write: Write, answer: Any, fate: Fate, reason: str
) -> None:
    provider_server.answers = [answer]

    told = receiver.send(write(), before_handover=lambda: None)

    assert (told.fate, told.reason) == (fate, reason)


@pytest.mark.parametrize("url", ["", "https://host/in", "https://:no base64!@host/", "ftp://:whsec_YQ==@host/"])
def test_what_names_no_receiver_is_refused(url: str) -> None:
    with pytest.raises(WrongWebhookUrl):
        receiver_of(url)
