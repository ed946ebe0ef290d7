"""Changing how the service works; every change stands in the audit log."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.cases.clock.hours import NoHours
from shuke.records.cases.clock.spans import read_spans, write_spans
from shuke.records.cases.models import AgentPlace, CannedReply, ClassRule, Desk, DeskDay, Hook, Target, Topic
from shuke.records.cases.replies import check_gaps

RowT = TypeVar("RowT", bound=Model)

DESK_FIELDS = (
    "closes_on_holidays",
    "warn_minutes",
    "escalate_minutes",
    "escalate_to",
    "acknowledges_mail",
    "agent_most_points",
    "agent_most_money",
    "manager_most_points",
    "manager_most_money",
)


class WrongTree(ShukeError):
    """A topic that would stand below itself or in another tree."""


@transaction.atomic
def save_desk(*, scope: Scope, now: datetime, week: Collection[str], values: Mapping[str, object]) -> Desk:
    """Hours by weekday from Monday on, and `values` of DESK_FIELDS. Open cases keep the deadlines they were given.

    Raises WrongHours, NoHours where every day is closed, ValidationError.
    """
    held, _made = Desk.objects.select_for_update().get_or_create(pk=1)
    held.week = [write_spans(read_spans(text)) for text in week]
    if not any(held.week):
        raise NoHours
    for name in DESK_FIELDS:
        if name in values:
            setattr(held, name, values[name])
    held.full_clean()
    held.save()
    return _noted(held, "desk", scope=scope, now=now)


def save_day(*, scope: Scope, now: datetime, day: date, spans: str, note: str) -> DeskDay:
    """Hours of one day; empty `spans` close it."""
    values = {"spans": write_spans(read_spans(spans)), "note": note.strip()}
    return _noted(DeskDay.objects.update_or_create(day=day, defaults=values)[0], "day", scope=scope, now=now)


def save_target(
    *, scope: Scope, now: datetime, priority: str, service_class: str, first_minutes: int, resolve_minutes: int
) -> Target:
    row = Target.objects.filter(priority=priority, service_class=service_class).first()
    row = row or Target(priority=priority, service_class=service_class)
    row.first_minutes, row.resolve_minutes = first_minutes, resolve_minutes
    row.full_clean()
    row.save()
    return _noted(row, "target", scope=scope, now=now)


def save_class_rule(
    *, scope: Scope, now: datetime, service_class: str, least_priority: str, goes_to: Staff | None
) -> ClassRule:
    values = {"least_priority": least_priority, "goes_to": goes_to}
    row = ClassRule.objects.update_or_create(service_class=service_class, defaults=values)[0]
    return _noted(row, "class_rule", scope=scope, now=now)


@transaction.atomic
def save_topic(
    *, scope: Scope, now: datetime, tree: str, name: str, parent: Topic | None, topic: Topic | None = None,
    is_offered: bool = True,
) -> Topic:  # fmt: skip
    """A new topic, or `topic` under another name or parent; those below it move with it. Raises WrongTree."""
    row = topic or Topic(tree=tree)
    above = parent
    while above is not None:
        if above.tree != row.tree or above.pk == row.pk:
            raise WrongTree(_("A topic cannot stand below itself or in another tree."))
        above = above.parent
    row.name, row.parent, row.is_offered = name.strip(), parent, is_offered
    _set_path(row)
    return _noted(row, "topic", scope=scope, now=now)


def save_reply(*, scope: Scope, now: datetime, name: str, text: str, reply: CannedReply | None = None) -> CannedReply:
    """Raises UnknownGap, ValidationError."""
    check_gaps(text)
    row = reply or CannedReply()
    row.name, row.text = name.strip(), text.strip()
    row.full_clean()
    row.save()
    return _noted(row, "reply", scope=scope, now=now)


@transaction.atomic
def save_place(
    *, scope: Scope, now: datetime, staff: Staff, is_here: bool, most_open: int | None, phone: str,
    skills: Collection[Topic],
) -> AgentPlace:  # fmt: skip
    """Raises ValidationError where another has the extension."""
    row = AgentPlace.objects.filter(staff=staff).first() or AgentPlace(staff=staff)
    row.is_here, row.most_open, row.phone = is_here, most_open, phone.strip()
    row.full_clean()
    row.save()
    row.skills.set(skills)
    return _noted(row, "place", scope=scope, now=now)


def open_hook(*, scope: Scope, now: datetime, name: str, channel: str, store_id: int | None, secret: str) -> Hook:
    """Raises ValidationError where the name is taken."""
    row = Hook(name=name.strip(), channel=channel, store_id=store_id, secret=secret, made_at=now)
    row.full_clean()
    row.save()
    return _noted(row, "hook", scope=scope, now=now)


def revoke_hook(*, scope: Scope, now: datetime, hook: Hook) -> None:
    """Nothing comes in by it any more. Twice changes nothing."""
    if Hook.objects.filter(pk=hook.pk, revoked_at__isnull=True).update(revoked_at=now):
        _noted(hook, "hook_over", scope=scope, now=now)


def drop(*, scope: Scope, now: datetime, row: DeskDay | Target | ClassRule | CannedReply) -> None:
    _noted(row, f"drop_{row._meta.model_name}", scope=scope, now=now)
    row.delete()


def _set_path(row: Topic) -> None:
    row.path = f"{row.parent.path} › {row.name}" if row.parent else row.name
    row.full_clean()
    row.save()
    for child in row.children.all() if row.pk else ():
        child.parent = row
        _set_path(child)


def _noted(row: RowT, what: str, *, scope: Scope, now: datetime) -> RowT:
    record_audit(scope=scope, action="service.setting", at=now, subject=f"{what}:{row.pk}", facts={"what": str(row)})
    return row
