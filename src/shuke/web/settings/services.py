"""Changes of the business, its stores and its schedules together with their row in the audit log."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction

from shuke.jobs.models import Schedule
from shuke.jobs.schedule import change_schedule, every_day_at, time_of_day
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.stores.models import Store
from shuke.records.stores.services import create_store, update_business, update_store


@transaction.atomic
def change_business(*, scope: Scope, now: datetime, values: Mapping[str, object]) -> None:
    if changes := update_business(values=values):
        record_audit(scope=scope, action="business.update", at=now, subject="business", facts=changes)


@transaction.atomic
def open_store(*, scope: Scope, now: datetime, code: str, values: Mapping[str, object]) -> Store:
    store = create_store(now=now, origin="page", code=code, values=values)
    record_audit(scope=scope, action="store.create", at=now, subject=f"store:{store.code}", facts={"name": store.name})
    return store


@transaction.atomic
def change_store(*, scope: Scope, now: datetime, store: Store, values: Mapping[str, object]) -> None:
    if changes := update_store(now=now, store=store, values=values):
        record_audit(scope=scope, action="store.update", at=now, subject=f"store:{store.code}", facts=changes)


@transaction.atomic
def change_hour(*, scope: Scope, now: datetime, schedule: Schedule, at: time, is_on: bool) -> None:
    """Of work that runs once a day; by the clock it went by before."""
    was = Schedule.objects.select_for_update().get(pk=schedule.pk)
    before = {"at": f"{time_of_day(was.cron):%H:%M}", "is_on": was.is_on}
    after = {"at": f"{at:%H:%M}", "is_on": is_on}
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if changes:
        change_schedule(name=was.name, cron=every_day_at(at), time_zone=was.time_zone, is_on=is_on, now=now)
        record_audit(scope=scope, action="schedule.change", at=now, subject=f"schedule:{was.name}", facts=changes)
