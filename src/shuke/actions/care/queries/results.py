"""What a programme did so far, in counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from shuke.actions.care.models import CareProgramme, CareTask, PlanState
from shuke.actions.care.queries.inbox import plans_in
from shuke.records.access.scope import Scope


@dataclass(frozen=True)
class Results:
    served: int
    tasks: int
    messages: int
    held_out: int
    skipped: int
    left_out: Sequence[tuple[str, int]]  # reason, customers; the most frequent first
    outcomes: Sequence[tuple[str, int]]  # latest outcome of its tasks, the most frequent first; "" is not tried yet


def with_served(scope: Scope, programmes: QuerySet[CareProgramme]) -> QuerySet[CareProgramme]:
    """With `served`, the customers of the caller's stores that got a task or a message."""
    counted = Q(plans__state__in=[PlanState.TASK, PlanState.MESSAGE])
    if scope.store_ids is not None:
        counted &= Q(plans__customer__home_store__in=scope.store_ids)
    return programmes.annotate(served=Count("plans", filter=counted))


def results_of(scope: Scope, programme: CareProgramme) -> Results:
    """Within the caller's stores; three queries."""
    plans = plans_in(scope, programme).order_by()
    states = dict(plans.values_list("state").annotate(count=Count("pk")))
    reasons = plans.filter(state=PlanState.SKIPPED).values_list("reason").annotate(count=Count("pk"))
    tasks = CareTask.objects.filter(plan__in=plans.values("pk")).order_by()
    outcomes = tasks.values_list("outcome").annotate(count=Count("pk"))
    task_count, message_count = states.get(PlanState.TASK, 0), states.get(PlanState.MESSAGE, 0)
    return Results(
        served=task_count + message_count,
        tasks=task_count,
        messages=message_count,
        held_out=states.get(PlanState.HELD_OUT, 0),
        skipped=states.get(PlanState.SKIPPED, 0),
        left_out=sorted(reasons, key=lambda row: (-row[1], row[0])),
        outcomes=sorted(outcomes, key=lambda row: (-row[1], row[0])),
    )
