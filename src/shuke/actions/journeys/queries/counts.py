"""The numbers on the nodes, and the people behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from shuke.actions.journeys.models import Journey, JourneyRun, JourneyStep
from shuke.records.access.scope import Scope
from shuke.records.messages.models import LEFT, State


@dataclass(frozen=True, kw_only=True)
class NodeCount:
    waiting: int = 0  # there now
    held: int = 0  # of them, those whose step cannot be made yet
    passed: int = 0
    sent: int = 0  # of the messages written here
    deferred: int = 0  # still waiting to leave
    refused: int = 0


def runs_seen_by(scope: Scope) -> QuerySet[JourneyRun]:
    """Of customers of the caller's stores."""
    runs = JourneyRun.objects.select_related("customer", "version", "journey")
    return runs if scope.store_ids is None else runs.filter(customer__home_store__in=scope.store_ids)


def counts_of(journey: Journey, *, scope: Scope) -> Mapping[str, NodeCount]:
    """By node, over all versions: a node keeps its key from one to the next."""
    runs = runs_seen_by(scope).filter(journey=journey, left_at__isnull=True, is_held_out=False)
    here = runs.order_by().values("node").annotate(waiting=Count("pk"), held=Count("pk", filter=~Q(trouble="")))
    steps = JourneyStep.objects.filter(journey=journey)
    if scope.store_ids is not None:
        steps = steps.filter(run__customer__home_store__in=scope.store_ids)
    gone = steps.order_by().values("node").annotate(
        passed=Count("pk"),
        sent=Count("pk", filter=Q(send__state__in=LEFT)),
        deferred=Count("pk", filter=Q(send__state=State.QUEUED)),
        refused=Count("pk", filter=Q(send__state__in=[State.REFUSED, State.FAILED, State.CANCELLED])),
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for row in (*here, *gone):
        found.setdefault(str(row["node"]), {}).update({name: int(str(n)) for name, n in row.items() if name != "node"})
    return {node: NodeCount(**numbers) for node, numbers in found.items()}
