import pytest
import time_machine
from tests.records.cases import given

from shuke.jobs.context import JobContext
from shuke.records.cases.models import Desk, Entry
from shuke.records.cases.tasks import watch
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db


def test_the_watch_marks_what_is_late_and_nothing_twice() -> None:
    held, job = given.case(), JobContext()

    with time_machine.travel("2026-03-20T09:00:00Z", tick=False):
        watch(job=job)
        first = job.progress.note
        watch(job=job)

    held.refresh_from_db()
    assert held.late_at is not None
    assert (first, job.progress.note) == ("marks 3", "marks 0")


def test_the_named_person_is_told_by_mail_with_the_way_to_the_case_and_once() -> None:
    named, held = given.agent(email="mei@shop.example", language="zh-hans"), given.complaint()
    Desk.objects.filter(pk=1).update(escalate_to=named)

    with time_machine.travel("2026-03-20T09:00:00Z", tick=False):
        watch(job=JobContext())
        watch(job=JobContext())

    told = MessageSend.objects.get()
    assert told.address == "mei@shop.example"
    assert f"/service/{held.pk}/" in told.text
    assert f"[#{held.pk}]" not in told.subject
    assert Entry.objects.get(code="escalated").facts["to"] == named.pk


def test_who_has_no_address_finds_it_in_the_inbox_alone() -> None:
    Desk.objects.filter(pk=1).update(escalate_to=given.agent())
    given.case()

    with time_machine.travel("2026-03-20T09:00:00Z", tick=False):
        watch(job=JobContext())

    assert Entry.objects.filter(code="escalated").exists()
    assert not MessageSend.objects.exists()
