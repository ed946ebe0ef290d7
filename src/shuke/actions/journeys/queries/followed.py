"""What followed the links of a journey's messages."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from shuke.actions.journeys.models import Journey, JourneyStep
from shuke.records.access.scope import Scope
from shuke.records.messages.models import LinkClick
from shuke.records.sales.queries import Followed, followed_by, followed_sends

OPENED = Q(Exists(LinkClick.objects.filter(send=OuterRef("send"))))


def followed_by_journey(journey: Journey, *, scope: Scope) -> Mapping[str, Followed]:
    """By node, over all versions, of the caller's customers and stores; without a link that was opened left out."""
    return followed_by(_pairs(journey, scope), scope=scope)


def followed_steps(journey: Journey, *, scope: Scope) -> Q:
    """Which steps' messages a purchase followed."""
    return Q(send__in=followed_sends(_pairs(journey, scope), scope=scope))


def latest_runs(steps: QuerySet[JourneyStep]) -> QuerySet[JourneyStep, Any]:
    """One run a person, the latest of those that made these steps."""
    people = steps.order_by().values(person=Coalesce("run__customer__merged_into", "run__customer"))
    return people.annotate(latest=Max("run")).values("latest")


def _pairs(journey: Journey, scope: Scope) -> QuerySet[JourneyStep, tuple[int, str]]:
    steps = JourneyStep.objects.filter(journey=journey, send__isnull=False)
    if scope.store_ids is not None:
        steps = steps.filter(run__customer__home_store__in=scope.store_ids)
    return steps.order_by().values_list(F("send_id"), "node")
