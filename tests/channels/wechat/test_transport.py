from collections.abc import Iterator
from typing import Any

import pytest
from tests.channels.conftest import NOW, Write
from tests.channels.provider_server import GARBAGE, HANG_UP, ProviderServer

from shuke.channels.message import Answer, Fate, Unsure
from shuke.channels.wechat import WechatTransport, WrongWechatUrl, account_of

pytestmark = pytest.mark.sqlite_only

TOKEN = (200, {"access_token": "T1", "expires_in": 7200})
SENT = (200, {"errcode": 0, "errmsg": "ok", "msgid": 200228332})


@pytest.fixture
def account(provider_server: ProviderServer) -> Iterator[WechatTransport]:
    transport = WechatTransport(account_of(f"wechat+http://wx1:SECRET@{provider_server.host}/"), clock=lambda: NOW)
    yield transport
    transport.close()


def send(account: WechatTransport, write: Write, **fields: Any) -> Answer:
    plain = {"to": "openid-1", "template": "tpl", "values": (("thing1", "生日快乐"),), **fields}
    return account.send(write(**plain), before_handover=lambda: None)


def test_a_token_serves_many_messages(account: WechatTransport, provider_server: ProviderServer, write: Write) -> None:
    provider_server.answers = [TOKEN, SENT, SENT]

    first, second = send(account, write), send(account, write, key="k2")

    assert (first.fate, first.message_id, second.fate) == (Fate.SENT, "200228332", Fate.SENT)
    token, message, _again = provider_server.asked
    assert token.json()["appid"] == "wx1"
    assert message.query == {"access_token": "T1"}
    assert message.json()["data"] == {"thing1": {"value": "生日快乐"}}
    assert len(message.json()["client_msg_id"]) == 32


def test_a_token_that_ended_early_is_replaced_once(
    account: WechatTransport, provider_server: ProviderServer, write: Write
) -> None:
    over = (200, {"errcode": 42001, "errmsg": "access_token expired"})
    provider_server.answers = [TOKEN, over, (200, {"access_token": "T2", "expires_in": 7200}), SENT]

    assert send(account, write).fate == Fate.SENT
    assert provider_server.asked[-1].query == {"access_token": "T2"}


@pytest.mark.parametrize(
    ("code", "fate", "reason", "is_down"),
    [
        (43004, Fate.REFUSED, "address_refused", False),
        (40037, Fate.REFUSED, "text_refused", False),
        (45009, Fate.LATER, "busy", True),
        (48001, Fate.LATER, "provider_refuses_us", True),
    ],
)
def test_each_refusal_is_told_from_the_others(
    account: WechatTransport, provider_server: ProviderServer, write: Write, code: int, fate: Fate, reason: str,
    is_down: bool,
) -> None:  # fmt: skip
    provider_server.answers = [TOKEN, (200, {"errcode": code, "errmsg": "said so"})]

    answer = send(account, write)

    assert (answer.fate, answer.reason, answer.is_channel_down) == (fate, reason, is_down)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, {"errcode": 40125, "errmsg": "invalid appsecret"}), "provider_refuses_us"),
        ((503, "away"), "unreachable"),
        (GARBAGE, "unreachable"),
        (HANG_UP, "unreachable"),
    ],
)
def test_without_a_token_nothing_is_handed_over(
    account: WechatTransport, provider_server: ProviderServer, write: Write, answer: Any, reason: str
) -> None:
    provider_server.answers = [answer]
    handed: list[int] = []

    told = account.send(write(to="o", template="t"), before_handover=lambda: handed.append(1))

    assert (told.fate, told.reason, told.is_channel_down, handed) == (Fate.LATER, reason, True, [])


@pytest.mark.parametrize("answer", [GARBAGE, HANG_UP])
def test_an_answer_that_tells_nothing_leaves_it_open(
    account: WechatTransport, provider_server: ProviderServer, write: Write, answer: str
) -> None:
    provider_server.answers = [TOKEN, answer]

    with pytest.raises(Unsure):
        send(account, write)


def test_without_an_approved_text_nothing_is_asked(account: WechatTransport, write: Write) -> None:
    assert send(account, write, template="").reason == "no_approved_text"


@pytest.mark.parametrize("url", ["", "wechat://wx1@/", "https://wx1:s@host/"])
def test_what_names_no_account_is_refused(url: str) -> None:
    with pytest.raises(WrongWechatUrl):
        account_of(url)
