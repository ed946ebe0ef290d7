"""Care for other systems: tasks and their outcomes, programmes to read."""

from django.http import Http404
from django.utils import timezone
from ninja import Router

from shuke.actions.care.models import CareProgramme, CareStep, CareTask, Does
from shuke.actions.care.queries.inbox import tasks_in
from shuke.actions.care.schemas import CareProgrammeOut, CareStepOut, CareTaskOut, OutcomeIn
from shuke.actions.care.services import record_outcome
from shuke.lib.http import Cursor, Limit, PageOf, RowId
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation

router = Router(tags=["care"])


@router.get("/care/tasks", response=PageOf[CareTaskOut], summary="Care tasks, newest first")
@api_operation("care.view")
def list_care_tasks(
    request: ApiRequest, state: str = "", customer: str = "", limit: Limit = 50, starting_after: Cursor = ""
) -> PageOf[CareTaskOut]:
    tasks = tasks_in(request.scope)
    tasks = tasks.filter(state=state) if state else tasks
    tasks = tasks.filter(customer__number=customer) if customer else tasks
    page: Page[CareTask] = keyset_page(tasks, sort="-id", limit=limit, starting_after=starting_after)
    rows = [task_out(task) for task in page.data]
    return PageOf[CareTaskOut](data=rows, has_more=page.has_more, next_cursor=page.next_cursor)


@router.post("/care/tasks/{task_id}/outcome", response=CareTaskOut, summary="What came of a care task")
@idempotent
@api_operation("care.work")
def create_care_outcome(request: ApiRequest, task_id: RowId, body: OutcomeIn) -> CareTaskOut:
    """Stands on the customer's timeline. 422 where somebody was quicker, or a moment to come is missing."""
    task = tasks_in(request.scope).filter(pk=task_id).first()
    if task is None:
        raise Http404
    done = record_outcome(
        scope=request.scope,
        now=timezone.now(),
        origin="api",
        task=task,
        outcome=body.outcome,
        tries_seen=body.attempt,
        note=body.note,
        again_at=body.again_at,
    )
    return task_out(done)


@router.get("/care/programmes", response=list[CareProgrammeOut], summary="Care programmes with their steps")
@api_operation("care.view")
def list_care_programmes(request: ApiRequest) -> list[CareProgrammeOut]:
    programmes = CareProgramme.objects.prefetch_related("steps__template", "tiers")
    return [_programme_out(programme) for programme in programmes]


def task_out(task: CareTask) -> CareTaskOut:
    return CareTaskOut(
        id=task.pk,
        customer=task.customer.number,
        kind=task.programme.kind if task.programme else "",
        origin=task.origin,
        title=task.programme.name if task.programme else task.title,
        why=task.why,
        facts=task.facts,
        script=task.script,
        owner=task.owner.username if task.owner else None,
        due_on=task.due_on,
        call_at=task.call_at,
        state=task.state,
        outcome=task.outcome,
        attempts=task.tries,
        appointment_at=task.appointment_at,
        closed_at=task.closed_at,
    )


def _programme_out(programme: CareProgramme) -> CareProgrammeOut:
    return CareProgrammeOut(
        id=programme.pk,
        code=programme.code,
        name=programme.name,
        kind=programme.kind,
        holiday=programme.holiday,
        month_day=programme.month_day,
        classes=programme.classes,
        tiers=[tier.code for tier in programme.tiers.all()],
        segment=programme.segment,
        most_a_day=programme.most_a_day,
        holdout_percent=programme.holdout_percent,
        is_on=programme.is_on,
        planned_until=programme.planned_until,
        steps=[_step_out(step) for step in programme.steps.all()],
    )


def _step_out(step: CareStep) -> CareStepOut:
    return CareStepOut(
        number=step.number,
        after_days=step.after_days,
        does=step.does,
        template=step.template.code if step.template else None,
        channel=step.channel if step.does == Does.MESSAGE else None,
        script=step.script,
    )
