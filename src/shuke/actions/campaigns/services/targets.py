"""Targets of the marketing plan: written, changed, thrown away, and counted by every refresh."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Target
from shuke.actions.campaigns.models.targets import MEASURES, first_day
from shuke.actions.campaigns.services.states import require_everywhere
from shuke.actions.segments.choosing import ids_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.queries import members_of
from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report, silent
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.access.services import record_audit
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import Member
from shuke.warehouse.responders import spend_of
from shuke.warehouse.tables import Tables, open_tables


class BadTarget(ShukeError):
    """Wishes with which there is no target, or one that stands already."""


@dataclass(frozen=True, kw_only=True)
class TargetWishes:
    """What somebody writes into the plan."""

    period: str
    from_on: date  # any day of the period
    segment: Segment | None = None
    customers: int | None = None
    orders: int | None = None
    revenue: Decimal | None = None
    members: int | None = None
    budget: Decimal | None = None
    note: str = ""


@transaction.atomic
def save_target(*, scope: Scope, now: datetime, wishes: TargetWishes, target: Target | None = None) -> Target:
    """Raises BadTarget, NotAllowed for those who do not work everywhere."""
    require_everywhere(scope)
    if all(getattr(wishes, measure) is None for measure in MEASURES):
        raise BadTarget(_("Say what is to be reached: customers, orders, revenue, members or a budget."))
    made = target or Target(created_by_id=scope.staff_id, created_at=now)
    for field in fields(wishes):
        setattr(made, field.name, getattr(wishes, field.name))
    made.from_on = first_day(wishes.period, wishes.from_on)
    same = Target.objects.filter(period=made.period, from_on=made.from_on, segment=made.segment).exclude(pk=made.pk)
    if same.exists():
        raise BadTarget(_("There is a target of this period and segment already; change that one."))
    made.counted, made.counted_as_of = {}, None
    made.save()
    record_audit(scope=scope, action="target.save", at=now, subject=f"target:{made.pk}", facts={"period": str(made)})
    return made


@transaction.atomic
def delete_target(*, scope: Scope, now: datetime, target: Target) -> None:
    require_everywhere(scope)
    facts = {"period": str(target)}
    record_audit(scope=scope, action="target.delete", at=now, subject=f"target:{target.pk}", facts=facts)
    target.delete()


def run_targets(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """Every target whose period has begun and was not counted whole. Run twice it gives the same figures."""
    begun = Target.objects.filter(from_on__lte=as_of).select_related("segment")
    due = [each for each in begun if each.counted_as_of is None or each.counted_as_of <= each.until_on]
    if not due:
        return
    with open_tables() as tables:
        for target in due:
            count_target(target=target, tables=tables, as_of=as_of)
    report(f"plan: {len(due)} targets counted as of {as_of}")


def count_target(*, target: Target, tables: Tables, as_of: date) -> None:
    """What those who are in the segment now bought in the period so far, and how many of them are members."""
    bought = spend_of(tables, from_on=target.from_on, until_on=min(target.until_on, as_of), by="current_key")
    members = np.unique(ids_of(Member.objects.filter(is_active=True).annotate(person=PERSON), "person"))
    if target.segment is not None:
        inside = ids_of(members_of(target.segment, scope=scope_of_system("plan")))
        bought = bought[bought.index.isin(inside)]
        members = np.intersect1d(members, inside)
    target.counted = {
        "customers": int((bought["orders"] > 0).sum()),
        "orders": int(bought["orders"].sum()),
        "revenue_minor": int(bought["spend_minor"].sum()),
        "members": len(members),
    }
    target.counted_as_of = as_of
    target.save(update_fields=["counted", "counted_as_of"])
