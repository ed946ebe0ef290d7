from datetime import timedelta

import pytest
import time_machine
from tests.records import make
from tests.records.membership import given

from shuke.jobs.context import JobContext
from shuke.records.membership.models import Entry
from shuke.records.membership.queries import latest_proof
from shuke.records.membership.tasks import night


@pytest.mark.django_db
def test_a_night_moves_what_is_due_once_and_proves_the_ledger() -> None:
    member = given.member(given.plan(return_window_days=1, validity_days=1))
    given.earn(member, 10)
    given.earn(member, 5, kind="compensate")
    job = JobContext()

    for _ in range(2):
        with time_machine.travel(make.NOW + timedelta(days=2), tick=False):
            night(job=job)

    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["activate", "compensate", "earn", "expire"]
    proof = latest_proof()
    assert proof is not None
    assert (proof.is_green, proof.counts) == (True, {"members": 1, "entries": 4, "lots": 2})
    assert job.progress.note == "rows 0, tiers 0, green"
