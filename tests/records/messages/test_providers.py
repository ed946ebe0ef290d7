"""Messages by other channels than mail, up to a provider on this machine and back by its receipts."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.channels.conftest import provider_server
from tests.channels.provider_server import GARBAGE, ProviderServer
from tests.records import make
from tests.records.messages import given

from shuke.records.customers.models import Customer
from shuke.records.customers.services import add_identity
from shuke.records.messages.models import ApprovedText, ChannelPause, MessageSend, State
from shuke.records.messages.providers import offered_channels, receipts_path
from shuke.records.messages.queries import contact_rules, standing_with
from shuke.records.messages.services import queue_template

__all__ = ["provider_server"]
pytestmark = pytest.mark.django_db

ALI_TAKEN = (200, {"Code": "OK", "BizId": "BIZ^0", "Message": "OK"})


def owner_of_a_phone() -> Customer:
    given.reader()  # it is never quiet for anybody
    return make.customer("潘天伟", phone="13800138000")


def by_template(customer: Customer, channel: str) -> MessageSend:
    template = given.template(f"thanks-{channel}")
    ApprovedText.objects.create(template=template, channel=channel, code="SMS_1", fields="who=name, shop=business")
    return queue_template(
        scope=make.SYSTEM, now=make.NOW, origin="test", key=f"t:{channel}", customer=customer, channel=channel,
        template=template,
    )  # fmt: skip


@pytest.fixture
def by_aliyun(provider_server: ProviderServer, settings: Any) -> ProviderServer:
    settings.SMS_URL = f"aliyun+http://KEY:SECRET@{provider_server.host}/?from=Mei"
    return provider_server


def test_a_template_leaves_as_the_text_the_provider_approved(by_aliyun: ProviderServer) -> None:
    by_aliyun.answers = [ALI_TAKEN]
    send = by_template(owner_of_a_phone(), "sms")

    given.run_sender()

    (asked,) = by_aliyun.asked
    assert (asked.query["PhoneNumbers"], asked.query["TemplateCode"]) == ("13800138000", "SMS_1")
    assert json.loads(asked.query["TemplateParam"])["who"] == "潘天伟"
    send.refresh_from_db()
    assert (send.state, send.address, send.message_id, send.carrier) == (
        State.SENT,
        "+8613800138000",
        "BIZ^0",
        "aliyun",
    )


def test_what_may_have_been_taken_is_held_and_never_sent_again(by_aliyun: ProviderServer) -> None:
    by_aliyun.answers = [GARBAGE]
    send = by_template(owner_of_a_phone(), "sms")

    given.run_sender()
    given.run_sender()

    assert given.state_of(send) == (State.HELD, "unsure")
    assert len(by_aliyun.asked) == 1


def test_a_provider_that_refuses_us_rests_its_channel_and_mail_goes_on(by_aliyun: ProviderServer, outbox: Path) -> None:
    by_aliyun.answers = [(200, {"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "余额不足"})]
    phone, mail = by_template(owner_of_a_phone(), "sms"), given.queued(given.reader())

    given.run_sender()
    given.run_sender()

    assert given.state_of(phone) == (State.QUEUED, "provider_refuses_us")
    assert given.state_of(mail) == (State.SENT, "")
    pause = ChannelPause.objects.get()
    assert (pause.channel, "余额不足" in pause.detail) == ("sms", True)
    assert len(by_aliyun.asked) == 1


def test_without_a_provider_a_channel_is_not_offered_and_says_so(settings: Any) -> None:
    settings.SMS_URL = ""
    pan = owner_of_a_phone()
    send = given.queued(pan, channel="sms")

    given.run_sender()

    assert given.state_of(send) == (State.REFUSED, "channel_off")
    assert [key for key, _label in offered_channels()] == ["email", "post"]
    assert {one.channel for one in standing_with(pan, rules=contact_rules(), now=make.NOW)} == {"email", "post"}


def test_in_the_sandbox_messages_are_files(settings: Any, outbox: Path) -> None:
    settings.SMS_URL = settings.WECHAT_URL = "sandbox:"
    pan = owner_of_a_phone()
    add_identity(scope=make.SYSTEM, now=make.NOW, origin="test", customer=pan, kind="wechat", value="openid-1")
    sends = [by_template(pan, "sms"), given.queued(pan, channel="wechat", text="谢谢")]

    given.run_sender()

    told = [json.loads(path.read_text("utf-8")) for path in outbox.rglob("*.json")]
    assert sorted(one["to"] for one in told) == ["+8613800138000", "openid-1"]
    assert [given.state_of(send)[0] for send in sends] == [State.SENT, State.SENT]


def test_a_webhook_names_the_customers_number(provider_server: ProviderServer, settings: Any) -> None:
    settings.WEBHOOK_URL = f"http://:whsec_MDEyMzQ1Njc4OWFiY2RlZg==@{provider_server.host}/in"
    provider_server.answers = [(500, ""), (204, "")]
    pan = owner_of_a_phone()
    send = given.queued(pan, channel="webhook", text="谢谢")

    given.run_sender()
    assert given.state_of(send) == (State.QUEUED, "unreachable")
    ChannelPause.objects.all().delete()
    given.run_sender()

    assert given.state_of(send) == (State.SENT, "")
    assert {asked.json()["data"]["to"] for asked in provider_server.asked} == {pan.number}
    assert len({asked.headers["webhook-id"] for asked in provider_server.asked}) == 1


def taken_by(carrier: str, message_id: str) -> MessageSend:
    send = given.queued(owner_of_a_phone(), channel="sms")
    send.state, send.carrier, send.message_id = State.SENT, carrier, message_id
    send.save()
    return send


WECHAT_XML = (
    "<xml><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>42</MsgID><Status><![CDATA[{}]]></Status></xml>"
)
TOLD: dict[str, tuple[str, Any, Any]] = {
    "aliyun": (
        "BIZ^0",
        [{"biz_id": "BIZ^0", "success": True}],
        [{"biz_id": "BIZ^0", "success": False, "err_code": "X"}],
    ),
    "tencent": ("5:1", [{"sid": "5:1", "report_status": "SUCCESS"}], [{"sid": "5:1", "report_status": "FAIL"}]),
    "wechat": ("42", WECHAT_XML.format("success"), WECHAT_XML.format("failed:user block")),
}


@pytest.mark.parametrize("carrier", TOLD)
@pytest.mark.parametrize("is_delivered", [True, False])
def test_a_receipt_says_what_became_of_a_message(carrier: str, is_delivered: bool) -> None:
    message_id, good, bad = TOLD[carrier]
    send = taken_by(carrier, message_id)
    told = good if is_delivered else bad
    body = told if isinstance(told, str) else json.dumps(told)

    answers = [Client().post(receipts_path(carrier), body, content_type="text/xml") for _ in range(2)]

    send.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (send.delivered_at is not None, send.state) == ((True, "sent") if is_delivered else (False, "bounced"))


def test_twilio_tells_by_a_form_and_what_is_on_its_way_changes_nothing() -> None:
    send = taken_by("twilio", "SM1")

    for state in ("queued", "sent", "delivered"):
        Client().post(receipts_path("twilio"), {"MessageSid": "SM1", "MessageStatus": state})
        send.refresh_from_db()
        assert (send.delivered_at is not None) == (state == "delivered")


@pytest.mark.parametrize("body", ["", "no json", "{}", '[{"biz_id": 1}]', "[1]"])
def test_a_receipt_nobody_can_read_is_refused(body: str) -> None:
    assert Client().post(receipts_path("aliyun"), body, content_type="application/json").status_code == 422


def test_nobody_else_can_write_receipts() -> None:
    send = taken_by("aliyun", "BIZ^0")
    forged = json.dumps([{"biz_id": "BIZ^0", "success": False}])

    for address in (
        "/hooks/receipts/aliyun/0/",
        receipts_path("aliyun").replace("aliyun", "tencent"),
        "/hooks/receipts/x/y/",
    ):
        assert Client().post(address, forged, content_type="application/json").status_code == 404

    assert given.state_of(send)[0] == State.SENT
    assert Client().get(receipts_path("wechat") + "?echostr=12").content == b"12"
