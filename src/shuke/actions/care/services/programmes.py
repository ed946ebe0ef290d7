"""Setting up programmes, and switching them on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.care.models import CareProgramme, CareSettings, CareStep, Does, Kind
from shuke.actions.care.queries.places import days_at
from shuke.actions.care.queries.served import read_segment
from shuke.actions.care.services.tasks_of import UNKNOWN
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.membership.models import Tier
from shuke.records.messages.models import Channel
from shuke.records.messages.queries import VARIABLES
from shuke.records.messages.rules.writing import check_variables

SCRIPT_VARIABLES = (*VARIABLES, "likes")


class ProgrammeIncomplete(ShukeError):
    """A programme that could not do what it says."""


@transaction.atomic
def save_programme(
    *,
    scope: Scope,
    now: datetime,
    values: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
    tiers: Sequence[Tier] = (),
    seed: int = 0,
    programme: CareProgramme | None = None,
) -> CareProgramme:
    """A new programme, switched off, or a change of one.

    Args:
        values: columns of CareProgramme.
        steps: columns of CareStep, each with its `number`; steps whose number is missing are taken away. A number that
            was used stays used: who had step 2 will not get another step 2 of the same occasion.
        seed: of the draw who is held out, of a new programme.

    Raises ProgrammeIncomplete, UnknownVariable, SegmentFaulty, UnreadableSegment, ValidationError.
    """
    scope.require("care.manage")
    saved = programme or CareProgramme(created_at=now, seed=seed)
    for name, value in values.items():
        setattr(saved, name, value)
    saved.updated_at = now
    _check(saved, steps)
    saved.full_clean()
    saved.save()
    saved.tiers.set(tiers)
    _save_steps(saved, steps)
    facts = {"code": saved.code, "kind": saved.kind, "steps": len(steps), "holdout_percent": saved.holdout_percent}
    record_audit(scope=scope, action="care.save", at=now, subject=f"care:{saved.pk}", facts=facts)
    return saved


@transaction.atomic
def switch_programme(*, scope: Scope, now: datetime, programme: CareProgramme, is_on: bool) -> CareProgramme:
    """On: from the day it is where each customer lives; days before are not made up for. Raises ProgrammeIncomplete."""
    scope.require("care.manage")
    held = CareProgramme.objects.select_for_update().get(pk=programme.pk)
    if held.is_on == is_on:
        return held
    if is_on:
        _check(held, list(held.steps.values()))
        held.switched_on_at, held.planned_until = now, days_at(now).earliest - timedelta(days=1)
    held.is_on, held.updated_at = is_on, now
    held.save(update_fields=["is_on", "switched_on_at", "planned_until", "updated_at"])
    if is_on:
        _note(held, verb="on", scope=scope, now=now)
    else:
        _note(held, verb="off", scope=scope, now=now)
    return held


def _note(programme: CareProgramme, *, verb: str, scope: Scope, now: datetime) -> None:
    facts = {"code": programme.code}
    record_audit(scope=scope, action=f"care.{verb}", at=now, subject=f"care:{programme.pk}", facts=facts)


@transaction.atomic
def save_care_settings(*, scope: Scope, now: datetime, tasks_a_day: int, tries: int) -> CareSettings:
    scope.require("care.manage")
    saved = CareSettings(pk=1, tasks_a_day=tasks_a_day, tries=tries)
    saved.full_clean()
    saved.save()
    facts = {"tasks_a_day": tasks_a_day, "tries": tries}
    record_audit(scope=scope, action="care.settings", at=now, subject="care:settings", facts=facts)
    return saved


def _save_steps(programme: CareProgramme, steps: Sequence[Mapping[str, Any]]) -> None:
    programme.steps.exclude(number__in=[step["number"] for step in steps]).delete()
    for step in steps:
        row = programme.steps.filter(number=step["number"]).first() or CareStep(programme=programme)
        for name, value in step.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()


def _check(programme: CareProgramme, steps: Sequence[Mapping[str, Any]]) -> None:
    if not steps:
        raise ProgrammeIncomplete(_("Say what happens: a programme needs one step at least."))
    if programme.kind == Kind.HOLIDAY and not programme.holiday:
        raise ProgrammeIncomplete(_("Choose the holiday."))
    if programme.kind == Kind.THANKS and not _is_month_day(programme.month_day):
        raise ProgrammeIncomplete(_("Write the day of the year as month and day, like 05-20."))
    if programme.segment:
        read_segment(programme.segment)
    known = dict.fromkeys(SCRIPT_VARIABLES, UNKNOWN)
    for step in steps:
        if step["does"] == Does.TASK:
            check_variables(step["script"], known=known)
        elif not (step.get("template") or step.get("template_id")):
            raise ProgrammeIncomplete(_("Choose the text of step %(number)s.") % {"number": step["number"]})
        if step["does"] == Does.MESSAGE and step.get("channel") not in set(Channel.values) - {Channel.POST.value}:
            raise ProgrammeIncomplete(_("Choose the channel of step %(number)s.") % {"number": step["number"]})


def _is_month_day(text: str) -> bool:
    try:
        datetime.strptime(f"2024-{text}", "%Y-%m-%d")  # noqa: DTZ007 - a day of a leap year, no moment
    except ValueError:
        return False
    return len(text) == 5
