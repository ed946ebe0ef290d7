"""All programmes that are on, one after the other."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shuke.actions.care.models import CareProgramme, CareStep, Does
from shuke.actions.care.queries.places import days_at
from shuke.actions.care.services.planning import Planned, plan_programme
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope


class ProgrammesFailed(ShukeError):
    """Programmes that could not be planned; the others were."""


def run_programmes(*, scope: Scope, now: datetime, report: Callable[[int], None] = lambda done: None) -> Planned:
    """What was done in all. Raises ProgrammesFailed at the end, naming those that could not be planned and why."""
    days, planned, refused = days_at(now), Planned(), []
    # Tasks first: whoever a colleague speaks with gets no message of the same occasion.
    has_task = Exists(CareStep.objects.filter(programme=OuterRef("pk"), does=Does.TASK))
    for programme in CareProgramme.objects.filter(is_on=True).order_by(has_task.desc(), "pk"):
        try:
            planned.add(plan_programme(scope=scope, now=now, programme=programme, days=days, report=report))
        except ShukeError as error:
            refused.append(f"{programme.name}: {error}")
    if refused:
        raise ProgrammesFailed(_("Not planned: %(names)s") % {"names": "; ".join(refused)})
    return planned
