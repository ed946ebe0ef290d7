"""Outcomes measured anew by every refresh."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Protocol

import numpy as np

from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report, silent
from shuke.outcomes.campaigns import campaign_treatments
from shuke.outcomes.care import care_treatments
from shuke.outcomes.gatherings import gathering_treatments
from shuke.outcomes.journeys import journey_treatments
from shuke.outcomes.measuring import effect_of, effects_by_group
from shuke.outcomes.models import Outcome
from shuke.outcomes.treatments import Treatment
from shuke.records.stores.queries import business
from shuke.warehouse.responders import spend_since
from shuke.warehouse.tables import Tables, open_tables

SEED = 1  # the same records give the same intervals


class Treatments(Protocol):
    def __call__(self, *, as_of: date, currency: str) -> Iterator[Treatment]: ...


# Whatever holds people out by chance stands here.
TREATMENTS: tuple[Treatments, ...] = (campaign_treatments, care_treatments, journey_treatments, gathering_treatments)


def run_outcomes(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """One row for each treatment; what is over and was measured whole, with its profit where it can be known, stays.

    Twice gives the same rows.
    """
    currency = business().currency
    every = (each for treatments in TREATMENTS for each in treatments(as_of=as_of, currency=currency))
    due = [treatment for treatment in every if _is_due(treatment)]
    if not due:
        return
    with open_tables() as tables:
        for treatment in due:
            measure(treatment=treatment, tables=tables, as_of=as_of, currency=currency)
    report(f"outcomes: {len(due)} measured as of {as_of}")


def measure(*, treatment: Treatment, tables: Tables, as_of: date, currency: str) -> Outcome:
    """The effect with its intervals, in the place of the one before; a refusal is kept in words."""
    found = {
        "name": treatment.name,
        "from_on": treatment.from_on,
        "until_on": treatment.until_on,
        "treated": treatment.treated,
        "held": treatment.held,
        "cost_minor": None if treatment.cost_minor is None else round(treatment.cost_minor),
        "currency": currency,
        "as_of": as_of,
        **_measured(treatment, tables, as_of),
    }
    outcome, _made = Outcome.objects.update_or_create(kind=treatment.kind, key=treatment.key, defaults=found)
    return outcome


def _measured(treatment: Treatment, tables: Tables, as_of: date) -> dict[str, object]:
    bought = spend_since(tables, treatment.members, days=treatment.days, as_of=as_of)
    random = np.random.default_rng(SEED)
    try:
        return {
            "effect": effect_of(treatment, bought, random_state=random),
            "groups": effects_by_group(treatment, bought, random_state=random),
            "refusal": "",
        }
    except ShukeError as refused:
        return {"effect": {}, "groups": {}, "refusal": str(refused)[:400]}


def _is_due(treatment: Treatment) -> bool:
    if treatment.members.empty:
        return False
    known = Outcome.objects.filter(kind=treatment.kind, key=treatment.key).first()
    return known is None or known.as_of <= treatment.until_on or _can_be_priced_now(known, treatment)


def _can_be_priced_now(known: Outcome, treatment: Treatment) -> bool:
    """It was over before somebody said what a contact costs."""
    has_price = treatment.cost_minor is not None and treatment.earned is not None
    return has_price and bool(known.effect) and "profit" not in known.effect
