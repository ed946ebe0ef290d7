"""An engine as a process of its own, to be killed: `python engine_process.py`. It takes its time inside its steps."""

import os
import time
from random import Random

import django


def slowly(count: int) -> bytes:
    time.sleep(0.005)
    return os.urandom(count)


def main() -> None:
    django.setup()
    from django.utils import timezone

    from shuke.actions.journeys.models import Journey, JourneyRun
    from shuke.actions.journeys.services import Engine, advance_journey

    engine = Engine(Random(), slowly)
    while JourneyRun.objects.filter(left_at__isnull=True).exists():
        for journey in Journey.objects.filter(state="running"):
            advance_journey(journey_id=journey.pk, engine=engine, now=timezone.now(), limit=10)


main()
