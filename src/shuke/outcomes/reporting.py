"""Who gets what the money brought back by e-mail, and when the next one is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shuke.lib.dates import first_of_month
from shuke.outcomes.models import ReportReader
from shuke.records.access.models import Staff
from shuke.records.access.queries import active_staff
from shuke.records.access.scope import Scope, scope_of_staff
from shuke.records.access.services import record_audit
from shuke.records.messages.models import MessageSend

NEEDS = ("marketing.view", "money.view")


@dataclass(frozen=True)
class DueReport:
    staff: Staff
    key: str  # of the message: once a reader and period, whatever happens to the work that writes it


def possible_readers() -> list[Staff]:
    """Colleagues who may open the page itself: outcomes are of the whole business."""
    return [staff for staff in active_staff() if _may_read(staff)]


@transaction.atomic
def save_readers(*, scope: Scope, now: datetime, today: date, chosen: Mapping[int, str]) -> None:
    """`chosen`: id of a possible reader → how often, empty: never. Who stays as they were keeps their rhythm."""
    for staff in possible_readers():
        every = chosen.get(staff.pk, "")
        held = ReportReader.objects.filter(staff=staff).first()
        before = held.every if held else ""
        if every == before:
            continue
        if every:
            values = {"every": every, "since_on": today}
            ReportReader.objects.update_or_create(staff=staff, defaults=values)
        else:
            ReportReader.objects.filter(staff=staff).delete()
        facts = {"every": [before, every]}
        record_audit(scope=scope, action="report.readers", at=now, subject=f"staff:{staff.pk}", facts=facts)


def due_reports(*, today: date) -> list[DueReport]:
    """One for each reader whose week or month began since they asked, if they may read it."""
    readers = ReportReader.objects.filter(staff__is_active=True).exclude(staff__email="").select_related("staff")
    due = [
        DueReport(reader.staff, f"outcomes:{reader.staff_id}:{reader.every}:{began_on}")
        for reader in readers.order_by("pk")
        if (began_on := period_on(reader.every, today)) > reader.since_on and _may_read(reader.staff)
    ]
    written = MessageSend.objects.filter(key__in=[report.key for report in due]).values_list("key", flat=True)
    return [report for report in due if report.key not in set(written)]


def period_on(every: str, day: date) -> date:
    """The Monday of its week, or the first of its month."""
    return first_of_month(day) if every == ReportReader.Every.MONTH else day - timedelta(days=day.weekday())


def _may_read(staff: Staff) -> bool:
    scope = scope_of_staff(staff)
    return scope.store_ids is None and all(scope.may(permission) for permission in NEEDS)
