from typing import Any

import pytest
from tests.records.messages import given
from tests.web.conftest import SignedIn

from shuke.records.access.models import Role
from shuke.records.messages.models import ApprovedText

pytestmark = pytest.mark.django_db


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_channels_say_which_provider_serves_them(signed_in: SignedIn, settings: Any) -> None:
    settings.SMS_URL = "aliyun://KEY:VERYSECRET@/?from=Mei"
    settings.WECHAT_URL = "sandbox:"

    page = body(signed_in().get("/settings/channels/"))

    assert "Aliyun 阿里云" in page
    assert "/hooks/receipts/aliyun/" in page
    assert "for trying out" in page
    assert "not set up" in page
    assert "VERYSECRET" not in page


def test_a_providers_code_is_entered_at_the_template(signed_in: SignedIn, settings: Any) -> None:
    settings.SMS_URL = "sandbox:"
    template, client = given.template(), signed_in()
    address = f"/settings/templates/{template.pk}/approved/sms/"

    wrong = client.post(address, {"code": "SMS_1", "filled_by": "who=nobody"})
    client.post(address, {"code": "SMS_1", "filled_by": "who=name"})
    page = body(client.get(f"/settings/templates/{template.pk}/"))

    assert "There is no variable “nobody”" in body(wrong)
    assert "SMS_1 · who=name" in page
    client.post(address, {"code": "", "filled_by": ""})
    assert not ApprovedText.objects.exists()


def test_only_who_manages_messages_sees_the_channels(signed_in: SignedIn) -> None:
    assert signed_in(Role.FRONT_LINE).get("/settings/channels/").status_code == 403
    assert signed_in().get(f"/settings/templates/{given.template().pk}/approved/post/").status_code == 404
