from typing import Any

import pytest
from django.utils import timezone
from tests.channels.inbox import letters
from tests.records.messages import given
from tests.records.messages.mails import arrived, sent
from tests.web.conftest import SignedIn

from shuke.jobs.context import JobContext
from shuke.jobs.models import Job
from shuke.records.access.models import Role
from shuke.records.cases.tasks import read_mail
from shuke.records.messages.models import DeadAddress, Mailbox, ReceivedMail, ReceivedState
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nowhere(data_folder: Any, settings: Any) -> None:
    settings.IMAP_URL = settings.EMAIL_URL = ""


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_received_mails_lead_to_their_cases(signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        arrived(letters.mail(subject=f"Order {number}", message_id=f"<{number}@example.com>"))
    read_mail(job=JobContext())
    client = signed_in()

    with django_assert_max_num_queries(10):
        page = body(client.get("/settings/messages/received/"))

    mail = ReceivedMail.objects.get(subject="Order 2")
    assert f'href="/service/{mail.thread.removeprefix("case:")}/"' in page
    assert "No mailbox is read" in page
    assert "Order 1" not in body(client.get("/settings/messages/received/?state=failed"))


def test_what_was_not_understood_is_read_again_at_the_press_of_a_button(signed_in: SignedIn) -> None:
    mail = arrived(letters.mail())
    ReceivedMail.objects.filter(pk=mail.pk).update(state=ReceivedState.FAILED, detail="OSError: gone")
    client = signed_in()

    page = body(client.get("/settings/messages/received/"))
    client.post(f"/settings/messages/received/{mail.pk}/again/")

    mail.refresh_from_db()
    assert "OSError: gone" in page
    assert mail.state == ReceivedState.NEW
    assert Job.objects.filter(task__endswith="read_mail").exists()


def test_a_failing_mailbox_stands_above_the_list(signed_in: SignedIn) -> None:
    now = timezone.now()
    facts = {"host": "imap.shop.example", "user": "me"}
    failing = {"failing_since": now, "rests_until": now}
    Mailbox.objects.create(name="box", failure="refuses_us", failure_facts=facts, **failing)
    Mailbox.objects.create(name="old", failure="Kept before failures had reasons.", **failing)
    client = signed_in()

    english = body(client.get("/settings/messages/received/"))
    client.cookies["django_language"] = "zh-hans"
    chinese = body(client.get("/settings/messages/received/"))

    assert "The mail server imap.shop.example refuses “me”: check user and password" in english
    assert "邮件服务器 imap.shop.example 拒绝" in chinese
    assert "Kept before failures had reasons." in english


def test_an_address_that_sent_mail_back_is_used_again_by_a_person(signed_in: SignedIn) -> None:
    ours = sent(given.queued(given.reader()))
    arrived(letters.bounce(ours.message_id))
    client = signed_in()

    page = body(client.get(f"/settings/messages/{ours.pk}/"))
    client.post(f"/settings/messages/{ours.pk}/revive/")

    assert "Use the address again" in page
    assert not DeadAddress.objects.exists()
    assert "Use the address again" not in body(client.get(f"/settings/messages/{ours.pk}/"))


def test_mails_of_other_stores_are_not_shown(signed_in: SignedIn) -> None:
    arrived(letters.mail(subject="Secret"))
    read_mail(job=JobContext())
    manager = signed_in(Role.MANAGER, Store.objects.create(
        code="HILL", name="Hill", time_zone="Asia/Shanghai", currency="CNY",
        created_at=timezone.now(), updated_at=timezone.now(),
    ))  # fmt: skip

    assert "Secret" not in body(manager.get("/settings/messages/received/"))


def test_a_front_line_account_is_refused(signed_in: SignedIn) -> None:
    assert signed_in(Role.FRONT_LINE).get("/settings/messages/received/").status_code == 403
