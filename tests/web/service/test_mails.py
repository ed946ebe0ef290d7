"""Formatted mails beside the words of a case."""

from typing import Any

import pytest
from django.test import Client
from tests.channels.inbox import letters
from tests.records import make
from tests.records.messages.mails import arrived
from tests.web.service.desk import browser

from shuke.jobs.context import JobContext
from shuke.records.access.models import Role
from shuke.records.cases.models import Entry
from shuke.records.cases.tasks import read_mail
from shuke.records.messages.mailbox import path_of
from shuke.records.messages.models import ReceivedMail

pytestmark = pytest.mark.django_db

HOSTILE = "<p>Damp <b>beans</b></p><script>steal()</script><img src='https://elsewhere.example/pixel.png'>"


@pytest.fixture(autouse=True)
def mail_folder(data_folder: Any, settings: Any) -> None:
    settings.IMAP_URL = settings.EMAIL_URL = ""
    settings.DEFAULT_FROM_EMAIL = "hello@shop.example"


def heard(raw: bytes) -> Entry:
    arrived(raw)
    read_mail(job=JobContext())
    return Entry.objects.get(kind=Entry.Kind.IN)


def test_a_formatted_mail_is_words_first_and_a_closed_frame_on_demand() -> None:
    entry, client = heard(letters.with_page(HOSTILE, text="Damp beans")), browser()

    case = client.get(f"/service/{entry.case_id}/").content.decode()

    assert '<div class="sk-msg-text">Damp beans</div>' in case
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in case
    assert f'src="/service/mails/{entry.pk}/"' in case
    assert "steal()" not in case
    assert "elsewhere.example" not in case


def test_in_the_frame_nothing_runs_and_no_other_server_is_asked() -> None:
    entry, client = heard(letters.with_page(HOSTILE)), browser()

    frame = client.get(f"/service/mails/{entry.pk}/")

    page, policy = frame.content.decode(), frame["Content-Security-Policy"]
    assert "Damp <b>beans</b>" in page
    assert "1 picture of another server is not shown" in page
    for gone in ("steal", "elsewhere", "<script"):
        assert gone not in page
    for said in ("default-src 'none'", "img-src data:;", "frame-ancestors 'self'", "sandbox"):
        assert said in f"{policy};"
    assert "script" not in policy
    assert (frame["X-Frame-Options"], frame["Referrer-Policy"]) == ("SAMEORIGIN", "no-referrer")


def test_pictures_come_when_a_person_asks_for_them() -> None:
    entry, client = heard(letters.with_page(HOSTILE)), browser()

    frame = client.get(f"/service/mails/{entry.pk}/pictures/")

    assert "https://elsewhere.example/pixel.png" in frame.content.decode()
    assert "img-src data: https: http:" in frame["Content-Security-Policy"]
    assert "steal" not in frame.content.decode()


def test_a_plain_mail_has_no_frame() -> None:
    entry, client = heard(letters.mail()), browser()

    assert "<iframe" not in client.get(f"/service/{entry.case_id}/").content.decode()
    assert "no formatted text" in client.get(f"/service/mails/{entry.pk}/").content.decode()


def test_what_was_not_kept_beside_the_words_is_saved_with_the_mail_as_it_came() -> None:
    raw = letters.with_file("run.exe", b"MZ\x90\x00")
    entry, client = heard(raw), browser()

    case = client.get(f"/service/{entry.case_id}/").content.decode()
    saved = client.get(f"/service/mails/{entry.pk}/saved/")

    assert "Save the mail as it came" in case
    assert b"".join(saved.streaming_content) == raw
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")


def test_only_who_sees_the_case_sees_its_mail() -> None:
    entry = heard(letters.with_page(HOSTILE))

    for path in ("", "pictures/", "saved/"):
        address = f"/service/mails/{entry.pk}/{path}"
        assert Client().get(address).status_code == 302
        assert browser(Role.FRONT_LINE).get(address).status_code == 403
        assert browser(Role.AGENT, make.store()).get(address).status_code == 404


def test_a_mail_whose_bytes_are_gone_is_not_there() -> None:
    entry, client = heard(letters.with_page(HOSTILE)), browser()
    path_of(ReceivedMail.objects.get().identity).unlink()

    for path in ("", "saved/"):
        assert client.get(f"/service/mails/{entry.pk}/{path}").status_code == 404
