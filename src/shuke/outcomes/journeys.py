"""Journeys as treatments: who went through one beside who was held out of it, by what they bought and by its goal."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Count, Min

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.graph.nodes import Goal
from shuke.actions.journeys.models import Journey, JourneyRun, JourneyStep
from shuke.analytics.response.uplift import effect
from shuke.lib.dates import day_in, midnight
from shuke.outcomes.costs import cost_minor, earned_of_spend
from shuke.outcomes.measuring import plain_effect
from shuke.outcomes.models import Outcome
from shuke.outcomes.treatments import Treatment
from shuke.records.customers.queries import PERSON
from shuke.records.messages.models import LEFT, ContactPrice
from shuke.records.stores.queries import business_time_zone

USUAL_DAYS = Goal(event="").days  # of a journey without a goal
_COLUMNS = ("person", "is_held_out", "entered_at")


def journey_treatments(*, as_of: date, currency: str) -> Iterator[Treatment]:
    """Journeys that held somebody out, over those who came in before `as_of`.

    Their messages and tasks cost what a contact costs; a coupon that was used is in what was bought already, and points
    cost when they are redeemed. Of what was bought counts what falls in the days in which the goal counts.
    """
    zone, earned = business_time_zone(), earned_of_spend()
    held = JourneyRun.objects.filter(is_held_out=True).values("journey")
    for journey in Journey.objects.filter(pk__in=held, version__isnull=False).select_related("version").order_by("pk"):
        members = _members(journey, as_of=as_of, zone=zone)
        yield Treatment(
            kind=Outcome.Kind.JOURNEY,
            key=str(journey.pk),
            name=journey.name,
            members=members,
            days=_days(journey),
            cost_minor=cost_minor(_contacts(journey, before=midnight(zone, as_of)), currency),
            earned=earned,
        )


def goal_effect(*, treated: int, treated_reached: int, held: int, held_reached: int) -> dict[str, Any] | None:
    """Row `response` of `uplift.effect.measure` for the goal of a journey; None where one side is empty."""
    if not (treated and held):
        return None
    sides = ((True, treated, treated_reached), (False, held, held_reached))
    people = pd.DataFrame(
        {
            "is_treated": np.repeat([side for side, _all, _did in sides], [count for _side, count, _did in sides]),
            "responded": np.concatenate([np.arange(count) < did for _side, count, did in sides]),
        }
    )
    return plain_effect(effect.measure(people, random_state=np.random.default_rng(0)))["response"]


def _members(journey: Journey, *, as_of: date, zone: str) -> pd.DataFrame:
    """One row a person, by their first time: later ones are no longer alike on both sides."""
    runs = JourneyRun.objects.filter(journey=journey, customer__erased_at__isnull=True)
    rows = runs.annotate(person=PERSON).order_by("entered_at", "pk").values_list(*_COLUMNS)
    found = pd.DataFrame.from_records(list(rows), columns=list(_COLUMNS)).drop_duplicates("person")
    begins_on = [day_in(zone, at) + timedelta(days=1) for at in found["entered_at"]]
    people = pd.DataFrame(
        {"is_treated": ~found["is_held_out"].to_numpy(dtype=bool), "begins_on": begins_on},
        index=found["person"].to_numpy(),
    )
    return people[[day <= as_of for day in begins_on]]


def _contacts(journey: Journey, *, before: datetime) -> dict[str, int]:
    """How often those were reached who came in before, by way, on their first time through."""
    runs = JourneyRun.objects.filter(journey=journey, customer__erased_at__isnull=True).order_by()
    people = runs.values(person=PERSON)
    first = people.annotate(first=Min("pk")).values("first")
    own = JourneyStep.objects.filter(journey=journey, run__is_held_out=False, run__entered_at__lt=before)
    steps = own.filter(run__in=first)
    left = steps.filter(send__state__in=LEFT).values_list("send__channel").annotate(times=Count("pk"))
    return {**dict(left.order_by()), ContactPrice.TASK: steps.filter(facts__has_key="task").count()}


def _days(journey: Journey) -> int:
    assert journey.version is not None
    definition = read_definition(journey.version.definition)
    goal = definition.nodes.get(definition.goal)
    return goal.days if isinstance(goal, Goal) else USUAL_DAYS
