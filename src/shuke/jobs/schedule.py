"""Work by the clock: which schedules there are, and the tick that turns a due one into a job."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from shuke.jobs.models import Job, Schedule
from shuke.jobs.services import check_task, enqueue
from shuke.lib.errors import ShukeError


class InvalidSchedule(ShukeError):
    """A time expression or a time zone that means nothing."""


def next_due_at(*, cron: str, time_zone: str, after: datetime) -> datetime:
    """The first moment after `after` that `cron` names in `time_zone`.

    On the day the clocks change, a time that is skipped comes due right after the gap, and one that happens twice
    comes due once; what runs every so many hours or minutes goes on doing so.
    """
    check_when(cron=cron, time_zone=time_zone)
    moments = croniter(cron, after.astimezone(ZoneInfo(time_zone)))
    due: datetime = moments.get_next(datetime)
    has_named_hours = "*" not in cron.split()[1]
    while due.fold and has_named_hours:
        due = moments.get_next(datetime)
    return due.astimezone(after.tzinfo)


def check_when(*, cron: str, time_zone: str) -> None:
    if len(cron.split()) != 5 or not croniter.is_valid(cron):
        raise InvalidSchedule(
            f"“{cron}” is no schedule: write five fields, minute hour day month weekday, like “30 2 * * *”."
        )
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise InvalidSchedule(f"“{time_zone}” is no time zone: write a name like Asia/Shanghai.") from unknown


def time_of_day(cron: str) -> time | None:
    """When, of what runs once every day; None for all else."""
    once = re.fullmatch(r"(\d{1,2}) (\d{1,2}) \* \* \*", cron)
    return time(hour=int(once[2]), minute=int(once[1])) if once else None


def every_day_at(at: time) -> str:
    return f"{at.minute} {at.hour} * * *"


@transaction.atomic
def sync_schedules(plans: Mapping[str, Mapping[str, Any]], *, now: datetime) -> None:
    """Make the table hold exactly `plans`: name → {"task", "cron", "time_zone"?, "kwargs"?}.

    Without a time zone, or with an empty one, work comes due in that of the business.
    When a known one runs is left as it stands in the table: somebody may have changed it.
    """
    Schedule.objects.exclude(name__in=plans).delete()
    for name, plan in plans.items():
        check_task(plan["task"])
        work = {"task": plan["task"], "kwargs": plan.get("kwargs", {})}
        when = {"cron": plan["cron"], "time_zone": plan.get("time_zone", "")}
        due_at = _next_due_at(**when, after=now)
        Schedule.objects.update_or_create(
            name=name, defaults=work, create_defaults={**work, **when, "next_due_at": due_at}
        )


@transaction.atomic
def change_schedule(*, name: str, cron: str, time_zone: str, is_on: bool, now: datetime) -> Schedule:
    schedule = Schedule.objects.select_for_update().get(name=name)
    schedule.cron, schedule.time_zone, schedule.is_on = cron, time_zone, is_on
    schedule.next_due_at = _next_due_at(cron=cron, time_zone=time_zone, after=now)
    schedule.save(update_fields=["cron", "time_zone", "is_on", "next_due_at"])
    return schedule


def tick(*, now: datetime) -> list[Job]:
    """Enqueue what came due. However many times were missed, each schedule catches up once."""
    due = Schedule.objects.filter(is_on=True, next_due_at__lte=now)
    if not due.exists():
        return []
    with transaction.atomic():
        return [run_schedule(schedule, now=now) for schedule in due.select_for_update(skip_locked=True)]


def run_schedule(schedule: Schedule, *, now: datetime) -> Job:
    """The row is locked and moves on in the same transaction: no due time is ever enqueued twice."""
    due_at = schedule.next_due_at
    job = enqueue(schedule.task, key=f"schedule:{schedule.name}:{due_at.isoformat()}", **schedule.kwargs)
    schedule.latest_due_at = due_at
    schedule.next_due_at = _next_due_at(cron=schedule.cron, time_zone=schedule.time_zone, after=now)
    schedule.save(update_fields=["latest_due_at", "next_due_at"])
    return job


def _next_due_at(*, cron: str, time_zone: str, after: datetime) -> datetime:
    return next_due_at(cron=cron, time_zone=time_zone or _business_time_zone(), after=after)


def _business_time_zone() -> str:
    """Asked by name, since jobs know no business."""
    zone: str = import_string(settings.BUSINESS_TIME_ZONE)()
    return zone
