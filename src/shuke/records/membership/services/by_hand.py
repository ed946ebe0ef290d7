"""Points that a person moves: with a reason, and no more for one customer on one day than their role may."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Abs
from django.utils.translation import gettext as _

from shuke.lib.dates import day_in, midnight
from shuke.lib.errors import ShukeError
from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.membership.models import Entry, Member, Plan
from shuke.records.membership.queries.members import zone_of
from shuke.records.membership.services.points import adjust_points, compensate_points
from shuke.records.membership.services.purse import Cause, Purse, known_entries, lock_purse
from shuke.records.membership.services.reversing import left_to_reverse, reverse_entry

_BY_HAND = (Entry.Kind.ADJUST, Entry.Kind.COMPENSATE, Entry.Kind.REVERSE)
_SOURCES = ("staff", "api")  # a till's returns are reversals too, and nobody's decision


class OverLimit(ShukeError):
    """More than the role of the caller may move for one customer on one day."""


def limit_by_hand(scope: Scope, plan: Plan) -> int | None:
    """Points that the caller's role may move for one customer on one day; None: as many as they like."""
    limits = {Role.AGENT: plan.agent_most_points, Role.MANAGER: plan.manager_most_points}
    return limits.get(Role(scope.role)) if scope.role in Role else None


@transaction.atomic
def adjust_by_hand(*, scope: Scope, now: datetime, member: Member, points: int, cause: Cause) -> list[Entry]:
    """As `adjust_points`, within the caller's limit. Raises OverLimit."""
    is_new = _check(member, abs(points), cause, scope=scope, now=now)
    entries = adjust_points(scope=scope, now=now, member=member, points=points, cause=cause)
    return _audited(entries, cause, scope=scope, now=now, is_new=is_new)


@transaction.atomic
def compensate_by_hand(*, scope: Scope, now: datetime, member: Member, points: int, cause: Cause) -> list[Entry]:
    """As `compensate_points`, within the caller's limit. Raises OverLimit."""
    is_new = _check(member, points, cause, scope=scope, now=now)
    entries = compensate_points(scope=scope, now=now, member=member, points=points, cause=cause)
    return _audited(entries, cause, scope=scope, now=now, is_new=is_new)


@transaction.atomic
def reverse_by_hand(
    *, scope: Scope, now: datetime, entry: Entry, cause: Cause, points: int | None = None
) -> list[Entry]:
    """As `reverse_entry`, within the caller's limit. Raises OverLimit."""
    wanted = left_to_reverse(entry) if points is None else points
    is_new = _check(entry.member, wanted, cause, scope=scope, now=now)
    entries = reverse_entry(scope=scope, now=now, entry=entry, cause=cause, points=points)
    return _audited(entries, cause, scope=scope, now=now, is_new=is_new)


def _check(member: Member, points: int, cause: Cause, *, scope: Scope, now: datetime) -> bool:
    """Whether the cause is new: what was sent twice is answered as it was, and counts once."""
    purse = lock_purse(member)
    if known_entries(purse.plan, cause):
        return False
    limit = limit_by_hand(scope, purse.plan)
    if limit is None:
        return True
    moved = _moved_today(purse, scope=scope, now=now)
    if moved + points > limit:
        raise OverLimit(
            _("Your role may move %(limit)d points for one customer on one day, and %(left)d of them are left; ask "
              "somebody whose role may more.")
            % {"limit": limit, "left": max(limit - moved, 0)}
        )  # fmt: skip
    return True


def _moved_today(purse: Purse, *, scope: Scope, now: datetime) -> int:
    zone = zone_of(purse.leader)
    mine = {"staff": scope.staff_id} if scope.staff_id is not None else {"api_key": scope.api_key_id}
    rows = Entry.objects.filter(
        member__in=purse.member_ids, kind__in=_BY_HAND, source__in=_SOURCES, at__gte=midnight(zone, day_in(zone, now))
    )
    return int(rows.filter(**mine).aggregate(n=Sum(Abs(F("points") + F("pending"))))["n"] or 0)


def _audited(entries: list[Entry], cause: Cause, *, scope: Scope, now: datetime, is_new: bool) -> list[Entry]:
    if is_new:
        first = entries[0]
        facts = {"entry": first.pk, "kind": first.kind, "points": sum(one.points + one.pending for one in entries)}
        subject = f"member:{first.member_id}"
        record_audit(
            scope=scope, action="points.by_hand", at=now, subject=subject, facts={**facts, "why": cause.reason}
        )
    return entries
