from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.records import make
from tests.records.messages.given import read_eml
from tests.web.conftest import client_of
from tests.web.own.knocking import is_shut

from shuke.channels.outbox import SANDBOX_URL
from shuke.jobs.context import JobContext
from shuke.jobs.models import Job
from shuke.jobs.worker import drain
from shuke.records.access.models import AuditEntry, Role
from shuke.records.messages.models import MessageSend
from shuke.records.messages.services import save_approved_text, save_template
from shuke.records.messages.tasks import send_due
from shuke.web.own.codes import codes_to_read, digits_of, leaves_by_sms
from shuke.web.own.decorators import COOKIE
from shuke.web.own.models import OwnCode, OwnKey
from shuke.web.own.tasks import send_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now_stands")]


def asked(client: Client, address: str) -> OwnCode:
    """The code that was asked for; `client` stands before the field to type it into."""
    answer = client.post("/own/enter/", {"address": address})
    assert answer.status_code == 302
    client.field = answer["Location"]  # type: ignore[attr-defined]
    return OwnCode.objects.latest("pk")


def send_what_waits() -> None:
    drain(clock=lambda: make.NOW + timedelta(days=3650))  # the database stamps jobs with its own clock


@pytest.fixture
def outbox(data_folder: Path, settings: Any) -> Path:
    settings.EMAIL_URL = ""
    return data_folder / "outbox"


def left(outbox: Path) -> list[EmailMessage]:
    return [read_eml(path) for path in sorted(outbox.rglob("*.eml"))]


def typed(client: Client, digits: str) -> int:
    field = client.field  # type: ignore[attr-defined]
    ticket = field.partition("ticket=")[2]
    return client.post(field, {"ticket": ticket, "digits": digits}).status_code


def wrong_for(code: OwnCode) -> str:
    return f"{(int(digits_of(code)) + 1) % 10**6:06d}"


def test_a_code_is_mailed_and_opens_the_page_once(outbox: Path) -> None:
    make.customer("Mei Lin", email="mei@example.com")
    client, replayed = Client(), Client()
    code = asked(client, "Mei@Example.com")
    send_what_waits()

    (letter,) = left(outbox)
    assert letter["To"] == "mei@example.com"
    assert digits_of(code) in str(letter.get_body(("plain",)))
    assert typed(client, digits_of(code)) == 302
    assert "Mei Lin" in client.get("/own/").content.decode()

    replayed.field = client.field  # type: ignore[attr-defined]
    assert typed(replayed, digits_of(code)) == 422
    assert is_shut(replayed.get("/own/"))


def test_the_database_and_the_log_of_work_do_not_hold_the_code() -> None:
    make.customer("Mei", email="mei@example.com")
    code = asked(Client(), "mei@example.com")

    held = str([*OwnCode.objects.values(), *Job.objects.values()])

    assert digits_of(code) not in held
    assert "mei@example.com" not in held


def test_once_it_left_nobody_here_can_read_it(outbox: Path) -> None:
    mei = make.customer("Mei", email="mei@example.com")
    code = asked(Client(), "mei@example.com")
    before = str([*MessageSend.objects.values()])
    send_what_waits()
    send = MessageSend.objects.get(customer=mei)

    page = client_of(make.staff(has_seen_tour=True)).get(f"/settings/messages/{send.pk}/page/").content.decode()

    assert digits_of(code) not in before + page + str([*MessageSend.objects.values()])
    assert (send.state, send.purpose, send.is_secret) == ("sent", "service", True)


def test_a_code_that_waited_too_long_does_not_leave(outbox: Path, settings: Any) -> None:
    make.customer("Mei", email="mei@example.com")
    asked(Client(), "mei@example.com")
    settings.EMAIL_URL = "smtp://127.0.0.1:1"  # away
    send_what_waits()
    settings.EMAIL_URL = ""

    with time_machine.travel(make.NOW + timedelta(hours=2), tick=False):
        send_due(job=JobContext())

    assert left(outbox) == []
    assert MessageSend.objects.get().reason == "too_late"


def test_a_stranger_gets_the_same_answer_and_no_mail(outbox: Path) -> None:
    make.customer("Mei", email="mei@example.com")
    known, unknown = Client(), Client()
    asked(known, "mei@example.com")
    code = asked(unknown, "nobody@example.com")
    send_what_waits()

    pages = [client.get(client.field).content.decode() for client in (known, unknown)]  # type: ignore[attr-defined]
    without_tickets = [page.partition('name="ticket"')[0] for page in pages]
    assert without_tickets[0].partition("csrf")[0] == without_tickets[1].partition("csrf")[0]
    assert [letter["To"] for letter in left(outbox)] == ["mei@example.com"]
    assert typed(unknown, digits_of(code)) == 422
    assert not OwnKey.objects.exists()


def test_a_code_is_over_after_ten_minutes() -> None:
    make.customer("Mei", email="mei@example.com")
    client = Client()
    code = asked(client, "mei@example.com")

    with time_machine.travel(make.NOW + timedelta(minutes=10), tick=False):
        assert typed(client, digits_of(code)) == 422


def test_the_right_code_after_five_wrong_ones_opens_nothing() -> None:
    make.customer("Mei", email="mei@example.com")
    client = Client()
    code = asked(client, "mei@example.com")

    assert [typed(client, wrong_for(code)) for _ in range(5)] == [422] * 5
    assert typed(client, digits_of(code)) == 422
    assert OwnCode.objects.get().tries == 5


def test_a_code_belongs_to_the_device_that_asked() -> None:
    make.customer("Mei", email="mei@example.com")
    make.customer("Pan", email="pan@example.com")
    mine, other = Client(), Client()
    asked(mine, "mei@example.com")
    code_of_other = asked(other, "pan@example.com")

    assert typed(mine, digits_of(code_of_other)) == 422
    mine.field = "/own/code/?ticket=1.forged"  # type: ignore[attr-defined]
    assert typed(mine, digits_of(code_of_other)) == 422


@pytest.mark.parametrize("address", ["mei@example.com", "nobody@example.com"])
def test_an_address_is_asked_for_three_times_in_a_quarter_of_an_hour(address: str) -> None:
    make.customer("Mei", email="mei@example.com")
    for _ in range(3):
        asked(Client(), address)

    refused = Client().post("/own/enter/", {"address": address})

    assert refused.status_code == 422
    assert "quarter of an hour" in refused.content.decode()
    with time_machine.travel(make.NOW + timedelta(minutes=15), tick=False):
        asked(Client(), address)


def test_one_caller_cannot_ask_for_everybody() -> None:
    for number in range(30):
        asked(Client(), f"c{number}@example.com")

    assert Client().post("/own/enter/", {"address": "mei@example.com"}).status_code == 422


def test_what_is_no_address_is_said_so() -> None:
    assert Client().post("/own/enter/", {"address": "mei"}).status_code == 422
    assert Client().post("/own/enter/", {"address": ""}).status_code == 422
    assert not OwnCode.objects.exists()


def test_a_phones_code_is_read_out_by_who_may_see_phones_and_that_is_kept(outbox: Path) -> None:
    mei = make.customer("Mei", phone="13800138000")
    client = Client()
    code = asked(client, "138 0013 8000")
    send_what_waits()
    agent, cashier = (client_of(make.staff(role, has_seen_tour=True)) for role in (Role.AGENT, Role.FRONT_LINE))

    assert left(outbox) == []
    assert cashier.post(f"/customers/{mei.pk}/own/code/{code.pk}/").status_code == 403
    assert digits_of(code) in agent.post(f"/customers/{mei.pk}/own/code/{code.pk}/").content.decode()
    assert AuditEntry.objects.filter(action="own_code.read", subject=f"customer:{mei.pk}").count() == 1
    assert typed(client, digits_of(code)) == 302
    assert codes_to_read(mei, now=make.NOW) == []


def test_a_phones_code_leaves_as_a_short_message_where_a_provider_takes_it(outbox: Path, settings: Any) -> None:
    settings.SMS_URL = SANDBOX_URL
    make.customer("Mei", phone="13800138000")
    client = Client()
    assert "as a short message" in client.get("/own/enter/").content.decode()
    code = asked(client, "138 0013 8000")
    assert "on its way to it" in client.get(client.field).content.decode()  # type: ignore[attr-defined]
    drain(clock=lambda: make.NOW + timedelta(days=3650))

    send = MessageSend.objects.get()
    assert (send.channel, send.address, send.state) == ("sms", "+8613800138000", "sent")
    assert (send.text, send.values) == ("", {})
    assert [path for path in outbox.rglob("*") if path.is_file() and digits_of(code) in path.read_text()]
    assert typed(client, digits_of(code)) == 302


def test_a_stranger_s_number_takes_the_same_way_and_gets_nothing(outbox: Path, settings: Any) -> None:
    settings.SMS_URL = SANDBOX_URL
    asked(Client(), "13900139000")
    assert Job.objects.filter(task="shuke.web.own.tasks.send_code").count() == 1
    send_what_waits()

    assert not MessageSend.objects.exists()


def test_a_provider_of_approved_texts_sends_the_one_for_codes(outbox: Path, settings: Any) -> None:
    settings.SMS_URL = "aliyun://K:S@/?from=Shop"
    assert not leaves_by_sms()
    template = save_template(
        scope=make.SYSTEM, now=make.NOW, code="own-page-code", name="Code", purpose="service",
        texts={"en": ("Code", "The code")},
    )  # fmt: skip
    save_approved_text(
        scope=make.SYSTEM, now=make.NOW, template=template, channel="sms", code="SMS_1", filled_by="code=code"
    )
    assert leaves_by_sms()

    make.customer("Mei", phone="13800138000")
    code = asked(Client(), "13800138000")
    send_code(code_id=code.pk, language="en", job=JobContext())

    send = MessageSend.objects.get()
    assert (send.template, send.values["code"]) == (template, digits_of(code))


def test_a_code_is_not_read_out_for_somebody_else() -> None:
    make.customer("Mei", phone="13800138000")
    pan = make.customer("Pan")
    code = asked(Client(), "13800138000")

    owner = client_of(make.staff(has_seen_tour=True))

    assert owner.post(f"/customers/{pan.pk}/own/code/{code.pk}/").status_code == 422


def test_leaving_ends_the_key_a_code_made() -> None:
    make.customer("Mei", email="mei@example.com")
    client, replayed = Client(), Client()
    code = asked(client, "mei@example.com")
    typed(client, digits_of(code))
    replayed.cookies[COOKIE] = client.cookies[COOKIE].value

    client.post("/own/leave/")

    assert is_shut(replayed.get("/own/"))
