"""Stamping the steps of a complaint, each in its turn and once a round."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Step
from shuke.records.cases.procedure import BY_DEED, require_turn, step_words
from shuke.records.cases.services.history import happened, save
from shuke.records.cases.services.promising import CLOCK, run_clock


class NoComplaint(ShukeError):
    """Only complaints have the procedure."""


class StepUnsaid(ShukeError):
    """A step needs its words: what was found, what was decided."""


def done_steps(case: Case) -> set[str]:
    return set(Step.objects.filter(case=case, round=case.round).values_list("step", flat=True))


def stamp(
    case: Case, step: str, *, scope: Scope, now: datetime, text: str = "", facts: Mapping[str, object] | None = None
) -> Step:
    """Stamps the step whose turn it is, on a row under lock. Raises NoComplaint, OutOfOrder."""
    if case.kind != Case.Kind.COMPLAINT:
        raise NoComplaint(_("Only a complaint is handled step by step; change the kind of the case first."))
    require_turn(step, done_steps(case))
    made = Step.objects.create(
        case=case, round=case.round, step=step, at=now, staff_id=scope.staff_id, text=text, facts=dict(facts or {})
    )
    happened(case, "step", scope=scope, now=now, text=text, facts={"step": step, "round": case.round, **made.facts})
    return made


@transaction.atomic
def take_step(
    *, scope: Scope, now: datetime, case: Case, step: str, text: str, investigator: Staff | None = None
) -> Step:
    """A step that words or a name complete. Raises OutOfOrder, StepUnsaid; the others are stamped by their deeds."""
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require_turn(step, done_steps(held))
    if step in BY_DEED:
        raise StepUnsaid(_("“%(step)s” is stamped by what is done, not by a word.") % {"step": step_words(step)})
    if step == "assigned":
        if investigator is None:
            raise StepUnsaid(_("Name who investigates."))
        held.owner = investigator
        save(held, now, "owner")
        return stamp(held, step, scope=scope, now=now, text=text.strip(), facts={"to": investigator.pk})
    if step != "received" and not text.strip():
        raise StepUnsaid(_("Write down what “%(step)s” was; it is read later.") % {"step": step_words(step)})
    if step == "received" and held.first_replied_at is None:
        held.first_replied_at = now
        run_clock(held, now=now)
        save(held, now, "first_replied_at", *CLOCK)
    return stamp(held, step, scope=scope, now=now, text=text.strip())
