import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections

from shuke.jobs.models import Job, Schedule
from shuke.jobs.schedule import InvalidSchedule, change_schedule, next_due_at, sync_schedules, tick
from shuke.jobs.services import InvalidTask
from shuke.records.stores.models import Business

TASK = "tests.jobs.tasks.leave_trace"
HOURLY = {"task": TASK, "cron": "0 * * * *", "kwargs": {"file": "f", "text": "t"}}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_a_schedule_is_in_its_own_time_zone() -> None:
    due = next_due_at(cron="30 2 * * *", time_zone="Asia/Shanghai", after=moment("2026-05-04 12:00"))

    assert due == moment("2026-05-04 18:30")


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("30 2 * * *", "2026-03-08 06:00", "2026-03-08 07:00"),  # 02:30 is skipped: at 03:00 summer time
        ("30 2 * * *", "2026-03-08 07:00", "2026-03-09 06:30"),
        ("30 1 * * *", "2026-11-01 05:00", "2026-11-01 05:30"),  # 01:30 comes twice: the first counts
        ("30 1 * * *", "2026-11-01 05:30", "2026-11-02 06:30"),
        ("0,30 1 * * *", "2026-11-01 05:30", "2026-11-02 06:00"),
        ("0 * * * *", "2026-11-01 05:00", "2026-11-01 06:00"),  # every hour is every hour
    ],
)
def test_on_the_day_the_clocks_change_it_comes_due_once(cron: str, after: str, due: str) -> None:
    assert next_due_at(cron=cron, time_zone="America/New_York", after=moment(after)) == moment(due)


@pytest.mark.parametrize("cron", ["", "daily", "61 * * * *", "* * * *", "* * * * * *"])
def test_a_time_expression_that_means_nothing_is_refused(cron: str) -> None:
    with pytest.raises(InvalidSchedule, match="five fields"):
        next_due_at(cron=cron, time_zone="UTC", after=moment("2026-05-04 12:00"))


@pytest.mark.parametrize("zone", ["Shanghai", "../etc/passwd", ""])
def test_a_time_zone_that_means_nothing_is_refused(zone: str) -> None:
    with pytest.raises(InvalidSchedule, match="no time zone"):
        next_due_at(cron="0 0 * * *", time_zone=zone, after=moment("2026-05-04 12:00"))


@pytest.mark.django_db
class TestTick:
    def test_nothing_happens_before_the_time(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)

        assert tick(now=now + timedelta(minutes=59)) == []

    def test_a_due_schedule_becomes_one_job(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)
        due = now + timedelta(hours=1)

        (job,) = tick(now=due)
        again = tick(now=due)

        assert (job.task, job.kwargs) == (TASK, {"file": "f", "text": "t"})
        assert again == []
        assert Job.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_workers_that_tick_at_once_enqueue_once(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)
        at_once = Barrier(4)

        def tick_with_others(_n: int) -> int:
            at_once.wait(timeout=120)
            try:
                return len(tick(now=now + timedelta(hours=1)))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(tick_with_others, range(4))) == 1

        assert Job.objects.count() == 1

    def test_missed_times_are_caught_up_once(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)
        much_later = now + timedelta(days=3, minutes=10)

        assert len(tick(now=much_later)) == 1
        assert tick(now=much_later) == []

        schedule = Schedule.objects.get()
        assert schedule.latest_due_at == now + timedelta(hours=1)
        assert schedule.next_due_at == now + timedelta(days=3, hours=1)

    def test_one_that_is_off_stays_quiet_and_misses_nothing_when_on(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)
        change_schedule(name="hourly", cron="0 * * * *", time_zone="UTC", is_on=False, now=now)
        tomorrow = now + timedelta(days=1)
        assert tick(now=tomorrow) == []

        change_schedule(name="hourly", cron="0 * * * *", time_zone="UTC", is_on=True, now=tomorrow)

        assert tick(now=tomorrow) == []
        assert len(tick(now=tomorrow + timedelta(hours=1))) == 1


@pytest.mark.django_db
class TestSync:
    def test_a_time_changed_by_hand_survives_a_restart(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)
        change_schedule(name="hourly", cron="5 4 * * *", time_zone="Asia/Shanghai", is_on=True, now=now)

        sync_schedules({"hourly": {**HOURLY, "kwargs": {}}}, now=now)

        schedule = Schedule.objects.get()
        assert (schedule.cron, schedule.time_zone, schedule.kwargs) == ("5 4 * * *", "Asia/Shanghai", {})

    @pytest.mark.parametrize(
        ("zone", "due"),
        [("America/New_York", "2026-05-05 08:10"), ("Asia/Shanghai", "2026-05-04 20:10"), ("UTC", "2026-05-05 04:10")],
    )
    def test_the_refresh_comes_in_the_night_of_the_business(self, zone: str, due: str) -> None:
        Business.objects.update_or_create(pk=1, defaults={"time_zone": zone})

        sync_schedules(settings.SCHEDULES, now=moment("2026-05-04 12:00"))

        assert Schedule.objects.get(name="refresh").next_due_at == moment(due)

    def test_a_business_that_moved_has_its_next_nights_there(self) -> None:
        sync_schedules({"nightly": {**HOURLY, "cron": "10 4 * * *"}}, now=moment("2026-05-04 12:00"))
        Business.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})

        tick(now=moment("2026-05-04 20:10"))

        assert Schedule.objects.get().next_due_at == moment("2026-05-05 02:10")

    def test_a_zone_of_its_own_wins(self) -> None:
        plan = {**HOURLY, "cron": "10 4 * * *", "time_zone": "UTC"}

        sync_schedules({"nightly": plan}, now=moment("2026-05-04 12:00"))

        assert Schedule.objects.get().next_due_at == moment("2026-05-05 04:10")

    def test_one_no_longer_declared_goes(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)

        sync_schedules({}, now=now)

        assert not Schedule.objects.exists()

    def test_a_plan_for_no_task_is_refused(self, now: datetime) -> None:
        with pytest.raises(InvalidTask):
            sync_schedules({"bad": {"task": "os.system", "cron": "0 * * * *"}}, now=now)

    def test_a_change_that_means_nothing_changes_nothing(self, now: datetime) -> None:
        sync_schedules({"hourly": HOURLY}, now=now)

        with pytest.raises(InvalidSchedule):
            change_schedule(name="hourly", cron="whenever", time_zone="UTC", is_on=True, now=now)

        assert Schedule.objects.get().cron == "0 * * * *"
