"""The journeys' clock. Several workers may run it at once: each person is moved by one of them."""

import os
from random import SystemRandom

from django.utils import timezone

from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.services import Engine, advance_journey, follow_logs
from shuke.jobs.context import JobContext


def advance(*, job: JobContext) -> None:
    """Hears what happened, then moves everybody on who is due. Run twice, nobody makes a step twice."""
    engine = Engine(SystemRandom(), os.urandom)
    came = follow_logs(engine=engine, now=timezone.now(), heartbeat=job.heartbeat)
    people = steps = 0
    for journey_id in Journey.objects.filter(state=Journey.State.RUNNING).order_by("pk").values_list("pk", flat=True):
        while (moved := advance_journey(journey_id=journey_id, engine=engine, now=timezone.now())).people:
            people, steps = people + moved.people, steps + moved.steps
            job.heartbeat(progress_done=people)
    job.heartbeat(note=f"came in {came}, steps {steps}")
