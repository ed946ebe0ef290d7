"""What runs in the background, for pages, health and metrics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet

from shuke.jobs.models import Job, Schedule, State, Worker


@dataclass(frozen=True)
class Pulse:
    """The state of background work at one moment."""

    jobs: dict[str, int]  # by state, every state named
    oldest_waiting: timedelta | None  # how long the job that has been due longest waits for a worker
    workers: int
    since_heartbeat: timedelta | None  # of the worker heard of latest; None without any


def pulse(*, now: datetime) -> Pulse:
    counted = dict(Job.objects.values_list("state").annotate(Count("id")))
    oldest_at = Job.objects.filter(state=State.WAITING, run_after__lte=now).aggregate(at=Min("run_after"))["at"]
    heard = Worker.objects.aggregate(count=Count("id"), at=Max("heartbeat_at"))
    return Pulse(
        jobs={state: counted.get(state, 0) for state in State.values},
        oldest_waiting=now - oldest_at if oldest_at else None,
        workers=heard["count"],
        since_heartbeat=max(now - heard["at"], timedelta(0)) if heard["at"] else None,
    )


def latest_jobs(*, states: Sequence[State] = tuple(State)) -> QuerySet[Job]:
    """The log, newest first; slice it."""
    return Job.objects.filter(state__in=states).order_by("-id")


def latest_job(*, key: str) -> Job | None:
    """How the work with this key stands: the newest job that bears it."""
    return Job.objects.filter(key=key).order_by("-id").first()


def schedules_by_name() -> QuerySet[Schedule]:
    return Schedule.objects.order_by("name")


def workers_by_age() -> QuerySet[Worker]:
    return Worker.objects.order_by("started_at")
