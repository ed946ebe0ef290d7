import re
from typing import Any

import pytest
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.jobs.models import Job, State
from shuke.jobs.services import enqueue
from shuke.records.access.models import AuditEntry
from shuke.records.access.services import record_audit
from shuke.web.settings.audit_words import ACTIONS

pytestmark = pytest.mark.django_db


def failed() -> Job:
    return Job.objects.create(
        task="shuke.intake.tasks.run_import", state=State.FAILED, finished_at=make.NOW, error="The disk is full."
    )


def entry(action: str = "customers.export", subject: str = "", **facts: Any) -> AuditEntry:
    return record_audit(scope=make.SYSTEM, action=action, at=make.NOW, subject=subject, facts=facts)


def test_background_work_is_listed_with_what_went_wrong(signed_in: SignedIn) -> None:
    failed()

    shown = signed_in().get("/settings/jobs/").content.decode()

    assert "The disk is full." in shown
    assert "No worker is running" in shown


def test_work_is_narrowed_to_one_state(signed_in: SignedIn) -> None:
    failed()

    assert "The disk is full." not in signed_in().get("/settings/jobs/?state=waiting").content.decode()


def test_the_table_alone_is_refreshed(signed_in: SignedIn) -> None:
    part = signed_in().get("/settings/jobs/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert 'id="jobs"' in part


def test_failed_work_is_done_again(signed_in: SignedIn) -> None:
    job = failed()

    signed_in().post(f"/settings/jobs/{job.pk}/retry/")

    assert Job.objects.filter(state=State.WAITING, task=job.task).count() == 1


def test_waiting_work_is_cancelled(signed_in: SignedIn) -> None:
    job = enqueue("shuke.jobs.tasks.prune_jobs", keep_days=90)

    signed_in().post(f"/settings/jobs/{job.pk}/cancel/")

    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_work_that_is_not_there_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in().post("/settings/jobs/999/retry/").status_code == 404


def test_the_log_says_who_what_and_leads_to_the_customer(signed_in: SignedIn) -> None:
    pan = make.customer("Pan")
    entry("customer.update", f"customer:{pan.pk}", changes={"name": ["Pen", "Pan"]})
    entry("store.update", "store:RIVER", name=["River", "Riverside"])

    shown = signed_in().get("/settings/audit/").content.decode()

    assert f'href="/customers/{pan.pk}/"' in shown
    assert "River → Riverside" in shown
    assert "changed a store" in shown


def test_the_log_is_narrowed_by_action_and_person(signed_in: SignedIn) -> None:
    entry("customers.export", format="csv")
    entry("customers.tag", added=["coffee"])

    shown = signed_in().get("/settings/audit/?action=customers.tag").content.decode()

    assert "coffee" in shown
    assert ">csv" not in shown


def test_the_log_is_read_page_by_page(signed_in: SignedIn) -> None:
    for number in range(60):
        entry("customers.export", number=number)
    client = signed_in()

    first = client.get("/settings/audit/").content.decode()
    address = re.findall(r'href="(\?[^"]*before=\d+)"', first)[0].replace("&amp;", "&")
    second = client.get(f"/settings/audit/{address}").content.decode()

    assert first.count("data-row") == 50
    assert second.count("data-row") == 10


def test_an_action_without_words_is_shown_by_its_key(signed_in: SignedIn) -> None:
    entry("something.new")

    assert "something.new" in signed_in().get("/settings/audit/").content.decode()
    assert "something.new" not in ACTIONS
