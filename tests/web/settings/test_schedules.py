"""When the night's work runs is the owner's to say."""

import pytest
from django.conf import settings
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.jobs.models import Schedule
from shuke.jobs.schedule import sync_schedules
from shuke.records.access.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def refresh() -> Schedule:
    sync_schedules(settings.SCHEDULES, now=make.NOW)
    return Schedule.objects.get(name="refresh")


def test_what_runs_once_a_day_is_said_in_words_and_can_be_moved(signed_in: SignedIn, refresh: Schedule) -> None:
    shown = signed_in().get("/settings/jobs/").content.decode()

    assert "every day at 04:10" in shown
    assert f'href="/settings/schedules/{refresh.pk}/"' in shown


def test_the_owner_moves_the_refresh_and_the_log_says_so(signed_in: SignedIn, refresh: Schedule) -> None:
    owner = signed_in()
    form = owner.get(f"/settings/schedules/{refresh.pk}/").content.decode()
    answer = owner.post(f"/settings/schedules/{refresh.pk}/", {"at": "02:30", "is_on": "on"})

    moved = Schedule.objects.get(pk=refresh.pk)
    entry = AuditEntry.objects.get(action="schedule.change")
    assert 'value="04:10"' in form
    assert answer.status_code == 302
    assert (moved.cron, moved.is_on) == ("30 2 * * *", True)
    assert moved.next_due_at != refresh.next_due_at
    assert (entry.subject, entry.facts["at"]) == ("schedule:refresh", ["04:10", "02:30"])


def test_a_moved_hour_survives_the_next_start(signed_in: SignedIn, refresh: Schedule) -> None:
    signed_in().post(f"/settings/schedules/{refresh.pk}/", {"at": "02:30", "is_on": "on"})

    sync_schedules(settings.SCHEDULES, now=make.NOW)

    assert Schedule.objects.get(pk=refresh.pk).cron == "30 2 * * *"


def test_work_is_switched_off_and_stands_as_off(signed_in: SignedIn, refresh: Schedule) -> None:
    owner = signed_in()
    owner.post(f"/settings/schedules/{refresh.pk}/", {"at": "04:10"})

    assert not Schedule.objects.get(pk=refresh.pk).is_on
    assert AuditEntry.objects.get(action="schedule.change").facts["is_on"] == [True, False]


def test_the_same_hour_again_changes_nothing(signed_in: SignedIn, refresh: Schedule) -> None:
    signed_in().post(f"/settings/schedules/{refresh.pk}/", {"at": "04:10", "is_on": "on"})

    assert not AuditEntry.objects.filter(action="schedule.change").exists()


def test_an_hour_that_is_none_is_told(signed_in: SignedIn, refresh: Schedule) -> None:
    answer = signed_in().post(f"/settings/schedules/{refresh.pk}/", {"at": "25:00", "is_on": "on"})

    assert answer.status_code == 422
    assert Schedule.objects.get(pk=refresh.pk).cron == "10 4 * * *"


def test_what_runs_every_hour_has_no_hour(signed_in: SignedIn, refresh: Schedule) -> None:
    hourly = Schedule.objects.get(name="plan_care")

    assert signed_in().get(f"/settings/schedules/{hourly.pk}/").status_code == 404


def test_a_manager_sees_the_hours_and_moves_none(signed_in: SignedIn, refresh: Schedule) -> None:
    manager = signed_in("manager")

    assert f"/settings/schedules/{refresh.pk}/" not in manager.get("/settings/jobs/").content.decode()
    assert manager.post(f"/settings/schedules/{refresh.pk}/", {"at": "02:30"}).status_code == 403
    assert Schedule.objects.get(pk=refresh.pk).cron == "10 4 * * *"
