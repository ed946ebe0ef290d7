"""Running journeys for tests: each call states only what the test is about."""

import datetime as dt
from random import Random
from typing import Any

from django.utils import timezone
from tests.actions.journeys.graphs import chain
from tests.records import make

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.models import Journey, JourneyRun, JourneyStep
from shuke.actions.journeys.services import Engine, add_journey, advance_journey, follow_logs, start_journey
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_event

# Events carry the moment at which they were recorded, so the clock of these tests begins near the real one: yesterday,
# since tasks read the clock themselves, and what is due at NOW is due by it at any hour of the day.
NOW = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
DAY = dt.timedelta(days=1)


def engine(seed: int = 1) -> Engine:
    random = Random(seed)
    return Engine(random, random.randbytes)


def running(*nodes: dict[str, Any], entry: dict[str, Any] | None = None, percent: int = 0, **others: Any) -> Journey:
    """A journey that began at noon; people come in as they become members unless `entry` says otherwise."""
    document = chain(*nodes, **others)
    if entry:
        document["nodes"]["entry"] = {"kind": "entry", **entry}
    journey = add_journey(
        scope=make.SYSTEM, now=NOW, name="Welcome", hold_out_percent=percent, definition=read_definition(document)
    )
    return start_journey(scope=make.SYSTEM, now=NOW, journey=journey)


def happened(customer: Customer, kind: str = "member.enrolled", *, at: dt.datetime = NOW, origin: str = "page") -> None:
    record_event(scope=make.SYSTEM, kind=kind, now=at, origin=origin, customer_id=customer.pk)


def tick(at: dt.datetime = NOW, *, seed: int = 1) -> int:
    """What the task does, at a moment; how many steps were made."""
    shared = engine(seed)
    follow_logs(engine=shared, now=at)
    steps = 0
    for pk in Journey.objects.filter(state=Journey.State.RUNNING).values_list("pk", flat=True):
        while (moved := advance_journey(journey_id=pk, engine=shared, now=at)).people:
            steps += moved.steps
    return steps


def run_of(customer: Customer) -> JourneyRun:
    return JourneyRun.objects.get(customer=customer)


def way_of(customer: Customer) -> list[str]:
    """The nodes a customer passed, in order."""
    steps = JourneyStep.objects.filter(run__customer=customer).order_by("run", "visit")
    return [f"{step.node}.{step.branch}" for step in steps]
