from datetime import datetime, timedelta

import pytest
import time_machine
from tests.records import make

from shuke.jobs.context import JobContext
from shuke.records.access.idempotency import KEPT, claim
from shuke.records.access.models import IdempotencyKey
from shuke.records.access.tasks import forget_answers


@pytest.mark.django_db
def test_answers_older_than_a_day_are_forgotten() -> None:
    def ask(key: str, at: datetime) -> None:
        claim(caller="key:1", key=key, hashed="h", now=at)

    ask("old", make.NOW)
    ask("young", make.NOW + timedelta(hours=1))
    job = JobContext()

    with time_machine.travel(make.NOW + KEPT + timedelta(minutes=1), tick=False):
        forget_answers(job=job)

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
    assert job.progress.note == "1"
