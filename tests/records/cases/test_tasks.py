import pytest
import time_machine
from tests.records.cases import given

from shuke.jobs.context import JobContext
from shuke.records.cases.tasks import watch

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
