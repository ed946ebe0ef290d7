"""The shapes that the providers' public API documents show, answered by a server on this machine."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from tests.channels.conftest import NOW, Write
from tests.channels.provider_server import GARBAGE, HANG_UP, ProviderServer

from shuke.channels.message import Answer, Fate, Message, Transport, Unsure
from shuke.channels.sms import AliyunTransport, TencentTransport, TwilioTransport, WrongSmsUrl, provider_of
from shuke.channels.sms.aliyun import signed_headers
from shuke.channels.sms.tencent import authorization

pytestmark = pytest.mark.sqlite_only

URLS = {
    "aliyun": "aliyun+http://KEY:SECRET@{host}/?from=%E6%A2%85%E7%9A%84%E5%92%96%E5%95%A1",
    "tencent": "tencent+http://ID:KEY@{host}/1400006666?from=Mei",
    "twilio": "twilio+http://AC1:TOKEN@{host}/?from=%2B15550100",
}
TAKEN: dict[str, tuple[int, Any]] = {
    "aliyun": (200, {"Message": "OK", "RequestId": "F655", "Code": "OK", "BizId": "9006197469364984400^0"}),
    "tencent": (200, {"Response": {"RequestId": "a0a1", "SendStatusSet": [
        {"SerialNo": "5000:1045", "PhoneNumber": "+8613800138000", "Fee": 1, "Code": "Ok", "Message": "send success"}
    ]}}),
    "twilio": (201, {"sid": "SM123", "status": "queued", "error_code": None}),
}  # fmt: skip
CALLED = {"aliyun": "9006197469364984400^0", "tencent": "5000:1045", "twilio": "SM123"}


def ali(code: str) -> tuple[int, Any]:
    return 200, {"Code": code, "Message": "said so", "RequestId": "1"}


def tencent(code: str) -> tuple[int, Any]:
    return 200, {"Response": {"RequestId": "1", "SendStatusSet": [{"Code": code, "Message": "said so"}]}}


def tencent_error(code: str) -> tuple[int, Any]:
    return 200, {"Response": {"RequestId": "1", "Error": {"Code": code, "Message": "said so"}}}


def twilio(code: int, status: int = 400) -> tuple[int, Any]:
    return status, {"code": code, "message": "said so", "status": status}


@pytest.fixture(params=["aliyun", "tencent", "twilio"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Sending:
    def __init__(self, server: ProviderServer, write: Write) -> None:
        self._server, self._write = server, write
        self.handed_over = 0
        self._open: list[Transport] = []

    def __call__(self, name: str, *answers: tuple[int, Any] | str, **fields: Any) -> Answer:
        self._server.answers.extend(answers)
        kinds: dict[str, Any] = {"aliyun": AliyunTransport, "tencent": TencentTransport, "twilio": TwilioTransport}
        transport: Transport = kinds[name](provider_of(URLS[name].format(host=self._server.host)), clock=lambda: NOW)
        self._open.append(transport)
        plain = {"to": "+8613800138000", "template": "SMS_1", "values": (("name", "潘"), ("code", "1234")), **fields}
        return transport.send(self._write(**plain), before_handover=self._hand_over)

    def _hand_over(self) -> None:
        self.handed_over += 1

    def close(self) -> None:
        for transport in self._open:
            transport.close()


@pytest.fixture
def sending(provider_server: ProviderServer, write: Write) -> Iterator[Sending]:
    made = Sending(provider_server, write)
    yield made
    made.close()


def test_what_a_provider_takes_is_sent_under_its_name_for_it(sending: Sending, name: str) -> None:
    answer = sending(name, TAKEN[name])

    assert (answer.fate, answer.message_id, sending.handed_over) == (Fate.SENT, CALLED[name], 1)


def test_too_many_requests_rest_the_channel(sending: Sending, name: str) -> None:
    answer = sending(name, (429, {"message": "slow down"}))

    assert (answer.fate, answer.reason, answer.is_channel_down) == (Fate.LATER, "busy", True)


def test_a_provider_that_is_out_of_order_is_tried_later(sending: Sending, name: str) -> None:
    answer = sending(name, (503, "out of order"))

    assert (answer.fate, answer.reason, answer.is_channel_down) == (Fate.LATER, "unreachable", True)


@pytest.mark.parametrize("answer", [GARBAGE, HANG_UP, (502, {"error": "bad gateway"}), (200, ["no", "object"])])
def test_an_answer_that_tells_nothing_leaves_it_open(
    sending: Sending, name: str, answer: tuple[int, Any] | str
) -> None:
    with pytest.raises(Unsure):
        sending(name, answer)


def test_a_provider_that_says_nothing_in_time_leaves_it_open(
    sending: Sending, name: str, monkeypatch: pytest.MonkeyPatch, provider_server: ProviderServer
) -> None:
    import httpx

    monkeypatch.setattr("shuke.channels.posting.TIMEOUT", httpx.Timeout(0.05))
    monkeypatch.setattr(provider_server, "_serve", lambda handler: handler.connection.recv(1, 0x2) and _wait())

    with pytest.raises(Unsure):
        sending(name)


def _wait() -> None:
    import threading

    threading.Event().wait(0.3)


def test_nobody_there_takes_nothing(name: str, write: Write) -> None:
    kinds: dict[str, Any] = {"aliyun": AliyunTransport, "tencent": TencentTransport, "twilio": TwilioTransport}
    transport = kinds[name](provider_of(URLS[name].format(host="127.0.0.1:1")), clock=lambda: NOW)

    answer = transport.send(write(to="+8613800138000", template="1"), before_handover=lambda: None)
    transport.close()

    assert (answer.fate, answer.reason) == (Fate.LATER, "unreachable")


@pytest.mark.parametrize(
    ("name", "reply", "fate", "reason", "is_down"),
    [
        ("aliyun", ali("isv.MOBILE_NUMBER_ILLEGAL"), Fate.REFUSED, "address_refused", False),
        ("aliyun", ali("isv.BUSINESS_LIMIT_CONTROL"), Fate.LATER, "busy", False),
        ("aliyun", ali("Throttling.User"), Fate.LATER, "busy", True),
        ("aliyun", ali("isv.AMOUNT_NOT_ENOUGH"), Fate.LATER, "provider_refuses_us", True),
        ("aliyun", (400, ali("SignatureDoesNotMatch")[1]), Fate.LATER, "provider_refuses_us", True),
        ("aliyun", ali("isv.SMS_TEMPLATE_ILLEGAL"), Fate.REFUSED, "text_refused", False),
        ("tencent", tencent("InvalidParameterValue.IncorrectPhoneNumber"), Fate.REFUSED, "address_refused", False),
        ("tencent", tencent("LimitExceeded.PhoneNumberThirtySecondLimit"), Fate.LATER, "busy", False),
        ("tencent", tencent("FailedOperation.InsufficientBalanceInSmsPackage"), Fate.LATER, "provider_refuses_us",
         True),
        ("tencent", tencent_error("AuthFailure.SignatureFailure"), Fate.LATER, "provider_refuses_us", True),
        ("tencent", tencent_error("RequestLimitExceeded"), Fate.LATER, "busy", True),
        ("tencent", tencent("FailedOperation.TemplateIncorrectOrUnapproved"), Fate.REFUSED, "text_refused", False),
        ("twilio", twilio(21211), Fate.REFUSED, "address_refused", False),
        ("twilio", twilio(21610), Fate.REFUSED, "address_refused", False),
        ("twilio", twilio(20003, 401), Fate.LATER, "provider_refuses_us", True),
        ("twilio", twilio(21617), Fate.REFUSED, "text_refused", False),
    ],
)  # fmt: skip
def test_each_refusal_is_told_from_the_others(
    sending: Sending, name: str, reply: tuple[int, Any], fate: Fate, reason: str, is_down: bool
) -> None:
    answer = sending(name, reply)

    assert (answer.fate, answer.reason, answer.is_channel_down) == (fate, reason, is_down)
    assert "said so" in answer.detail


def test_aliyun_gets_its_template_with_values(sending: Sending, provider_server: ProviderServer) -> None:
    sending("aliyun", TAKEN["aliyun"])

    (asked,) = provider_server.asked
    assert asked.query["PhoneNumbers"] == "13800138000"
    assert (asked.query["SignName"], asked.query["TemplateCode"]) == ("梅的咖啡", "SMS_1")
    assert asked.query["TemplateParam"] == '{"name": "潘", "code": "1234"}'
    assert asked.headers["x-acs-action"] == "SendSms"


def test_tencent_gets_its_template_with_values_in_order(sending: Sending, provider_server: ProviderServer) -> None:
    sending("tencent", TAKEN["tencent"])

    body = provider_server.asked[0].json()
    assert (body["SmsSdkAppId"], body["SignName"], body["TemplateId"]) == ("1400006666", "Mei", "SMS_1")
    assert (body["PhoneNumberSet"], body["TemplateParamSet"]) == (["+8613800138000"], ["潘", "1234"])


def test_twilio_gets_the_words(sending: Sending, provider_server: ProviderServer) -> None:
    sending("twilio", TAKEN["twilio"], template="")

    (asked,) = provider_server.asked
    form = parse_qs(asked.body.decode())
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert (form["To"], form["From"], form["Body"]) == (["+8613800138000"], ["+15550100"], ["您好，潘先生"])
    assert asked.headers["authorization"] == "Basic QUMxOlRPS0VO"


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_without_an_approved_text_nothing_is_asked(
    name: str, sending: Sending, provider_server: ProviderServer
) -> None:
    answer = sending(name, template="")

    assert (answer.fate, answer.reason) == (Fate.REFUSED, "no_approved_text")
    assert provider_server.asked == []


def test_aliyuns_signature_is_that_of_its_document() -> None:
    """The worked example of “V3 request structure and signature”."""
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }

    signed = signed_headers("POST", "/", query, headers, key="YourAccessKeyId", secret="YourAccessKeySecret")

    assert signed["Authorization"].endswith("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_tencents_signature_is_that_of_its_document() -> None:
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    moment = dt.datetime.fromtimestamp(1551113065, tz=dt.UTC)

    told = authorization(
        body, host="cvm.tencentcloudapi.com", now=moment, service="cvm",
        key="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secret="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    )  # fmt: skip

    assert told.endswith("Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")


@pytest.mark.parametrize(
    "url", ["", "smtp://a:b@c", "aliyun://KEY@/?from=x", "aliyun://KEY:S@/", "tencent://I:K@/?from=x"]
)
def test_what_names_no_provider_is_refused(url: str) -> None:
    with pytest.raises(WrongSmsUrl, match="SMS_URL"):
        provider_of(url)


def test_a_provider_has_its_own_host_unless_one_is_named() -> None:
    assert provider_of("aliyun://KEY:SECRET@/?from=Mei").base_url == "https://dysmsapi.aliyuncs.com"
    assert provider_of("twilio://AC1:T@/?from=+15550100").sender == "+15550100"


def test_messages_stay_frozen(write: Write) -> None:
    message: Message = write()
    with pytest.raises(AttributeError):
        message.to = "x"  # type: ignore[misc]
