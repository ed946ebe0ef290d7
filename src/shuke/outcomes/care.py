"""Care programmes as treatments: who was looked after beside who was held out of the same occasions."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
from django.db.models import Q

from shuke.actions.care.deciding import VALUE_MISSING
from shuke.actions.care.models import CarePlan, CareProgramme, PlanState
from shuke.outcomes.costs import cost_minor, earned_of_spend
from shuke.outcomes.models import Outcome
from shuke.outcomes.treatments import Treatment
from shuke.records.customers.queries import PERSON
from shuke.records.messages.models import LEFT, ContactPrice

WINDOW_DAYS = 28  # after the day of the occasion's plan
_COLUMNS = ("person", "occasion", "state", "planned_on", "message__channel", "message__state")


def care_treatments(*, as_of: date, currency: str) -> Iterator[Treatment]:
    """Programmes that held somebody out, over those planned before `as_of`.

    Their messages and tasks cost what a contact costs, in every step of the occasion.
    """
    earned = earned_of_spend()
    held = CarePlan.objects.filter(state=PlanState.HELD_OUT, planned_on__lt=as_of).values("programme")
    for programme in CareProgramme.objects.filter(pk__in=held).order_by("pk"):
        plans = _plans_of_first_occasions(programme, as_of)
        yield Treatment(
            kind=Outcome.Kind.CARE,
            key=str(programme.pk),
            name=programme.name,
            members=_members(plans.drop_duplicates("person")),
            days=WINDOW_DAYS,
            cost_minor=cost_minor(_contacts(plans), currency),
            earned=earned,
        )


def _plans_of_first_occasions(programme: CareProgramme, as_of: date) -> pd.DataFrame:
    """A row for each step of everybody's first occasion: later ones are no longer alike on both sides.

    A message that did not leave in the end, or could not be written, counts as served: whoever was drawn to be served
    is compared. Those left out before the draw are on neither side.
    """
    plans = CarePlan.objects.filter(programme=programme, planned_on__lt=as_of, customer__erased_at__isnull=True)
    was_drawn = ~Q(state=PlanState.SKIPPED) | Q(reason=VALUE_MISSING)
    rows = plans.filter(was_drawn).annotate(person=PERSON).order_by("planned_on", "pk")
    found = pd.DataFrame.from_records(list(rows.values_list(*_COLUMNS)), columns=list(_COLUMNS))
    occasion = found["occasion"].str.split("#", n=1).str[0]
    return found[occasion == occasion.groupby(found["person"]).transform("first")]


def _members(first: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "is_treated": (first["state"] != PlanState.HELD_OUT).to_numpy(),
            "begins_on": [day + timedelta(days=1) for day in first["planned_on"]],
        },
        index=first["person"].to_numpy(),
    )


def _contacts(plans: pd.DataFrame) -> dict[str, int]:
    """How often they were reached, by way."""
    left = plans.loc[plans["message__state"].isin(LEFT), "message__channel"].value_counts()
    tasks = int((plans["state"] == PlanState.TASK).sum())
    return {**{str(way): int(times) for way, times in left.items()}, ContactPrice.TASK: tasks}
