"""What the calendar does to points, account by account: repeatable, and safe to stop anywhere."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shuke.records.access.scope import Scope
from shuke.records.membership.models import Lot, Member
from shuke.records.membership.services.purse import bring_up_to_date, lock_purse


def move_due_points(*, scope: Scope, now: datetime, report: Callable[[int], None] = lambda done: None) -> int:
    """Releases what waited and expires what is over; returns the rows written. Each person is one transaction."""
    rows = 0
    for done, member_id in enumerate(_members_with_due_lots(now), start=1):
        with transaction.atomic():
            member = Member.objects.select_related("plan", "customer").get(pk=member_id)
            rows += bring_up_to_date(lock_purse(member), scope=scope, now=now)
        report(done)
    return rows


def _members_with_due_lots(now: datetime) -> list[int]:
    due = Lot.objects.filter(
        Q(expires_at__lte=now) & (Q(active__gt=0) | Q(pending__gt=0)) | Q(pending__gt=0, starts_at__lte=now)
    )
    return list(due.order_by("member").values_list("member", flat=True).distinct())
