"""What the money brought back, by e-mail."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from tests.records import make
from tests.web.campaigns.finished import finished
from tests.web.conftest import SignedIn, page

from shuke.jobs.context import JobContext, StopRequested
from shuke.outcomes.models import Outcome, ReportReader
from shuke.records.access.models import Staff
from shuke.records.messages.models import MessageSend
from shuke.web.campaigns.tasks import mail_outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

MONDAY = "2026-11-23T07:00:00Z"


def reader(name: str, **facts: Any) -> Staff:
    staff = make.staff("marketer", email=f"{name}@shop.example", **facts)
    ReportReader.objects.create(staff=staff, every="week", since_on=date(2026, 11, 19))
    return staff


@time_machine.travel(MONDAY, tick=False)
def test_each_reader_gets_one_letter_with_the_figures_of_the_page() -> None:
    finished()
    reader("mei")

    mail_outcomes(job=JobContext())
    mail_outcomes(job=JobContext())

    letter = MessageSend.objects.get()
    assert letter.address == "mei@shop.example"
    assert "what the money brought back" in letter.subject
    for part in ("Surely paid: 1.", "It worked, and it paid.", "¥40", "¥390", reverse("outcomes")):
        assert part in letter.text


@time_machine.travel(MONDAY, tick=False)
def test_the_letter_adds_up_what_each_offer_brought() -> None:
    finished()
    reader("mei")

    mail_outcomes(job=JobContext())

    (told,) = [part for part in MessageSend.objects.get().text.split("\n\n") if part.startswith("By offer")]
    (row,) = told.splitlines()[1:]
    assert row.startswith("• ")
    for part in ("50 served", "spent ¥31", "profit +¥218", "Taken together it paid."):
        assert part in row


@time_machine.travel(MONDAY, tick=False)
def test_work_that_is_cut_off_goes_on_where_it_stopped() -> None:
    reader("first")
    reader("second")
    calls = iter([None, StopRequested()])

    def cut_off(_progress: object) -> None:
        if error := next(calls):
            raise error

    with pytest.raises(StopRequested):
        mail_outcomes(job=JobContext(report=cut_off))
    mail_outcomes(job=JobContext())

    assert sorted(MessageSend.objects.values_list("address", flat=True)) == [
        "first@shop.example",
        "second@shop.example",
    ]


@time_machine.travel(MONDAY, tick=False)
def test_it_is_written_in_the_readers_language_even_when_nothing_is_measured() -> None:
    reader("mei", language="zh-hans")

    mail_outcomes(job=JobContext())

    assert "投入的回报" in MessageSend.objects.get().subject
    assert not Outcome.objects.exists()


def test_the_settings_say_who_gets_it_and_keep_what_is_chosen(signed_in: SignedIn) -> None:
    chosen = make.staff("analyst")
    owner = signed_in("owner")

    shown = page(owner, "settings_reports")
    owner.post(reverse("settings_reports"), {f"staff-{chosen.pk}": "month"})

    assert chosen.name in shown
    assert "Has no e-mail address yet" in shown
    assert ReportReader.objects.get().staff == chosen


def test_an_unknown_rhythm_is_refused(signed_in: SignedIn) -> None:
    chosen = make.staff("analyst")

    answer = signed_in("owner").post(reverse("settings_reports"), {f"staff-{chosen.pk}": "hour"})

    assert answer.status_code == 422
    assert not ReportReader.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "agent", "front_line"])
def test_who_does_not_manage_marketing_is_refused(signed_in: SignedIn, role: str) -> None:
    assert signed_in(role).get(reverse("settings_reports")).status_code == 403


def test_who_works_in_some_stores_sets_nothing(signed_in: SignedIn) -> None:
    reader("mei")
    marketer = signed_in("marketer", make.store("RIVER"))

    marketer.post(reverse("settings_reports"), {})

    assert ReportReader.objects.exists()


def test_the_page_of_settings_asks_little(signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    owner = signed_in("owner")
    for place in range(5):
        reader(f"reader-{place}")
    page(owner, "settings_reports")

    with django_assert_max_num_queries(16):
        page(owner, "settings_reports")
