"""A campaign that is over, with figures counted by hand."""

from datetime import timedelta
from typing import Any

from tests.actions.campaigns import given
from tests.records import make

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.outcomes.models import Outcome
from shuke.records.customers.models import Customer

State, Arm = Campaign.State, CampaignMember.Arm
TODAY = given.NOW.date()
CELLS = [
    {"cell": "555", "customers": 100, "pieces": 50, "responses": 10, "rolled": 50, "later": 8},
    {"cell": "554", "customers": 100, "pieces": 50, "responses": 0, "rolled": 0, "later": 0},
]
PART = {"customers": 100, "pieces": 100, "answers": 10, "spend_minor": 0, "cost": 62.0, "profit": 288.0}
ROLLED = {"customers": 50, "pieces": 50, "answers": 8, "spend_minor": 0, "cost": 31.0, "profit": 249.0}
RESPONSE = {
    "treated": 0.1, "control": 0.02, "difference": 0.08, "lower": 0.03, "upper": 0.13, "total": 8.0, "total_lower": 3.0,
    "total_upper": 13.0, "probability_above": 0.9999999, "verdict": "gain",
}  # fmt: skip
MONEY = {**RESPONSE, "total": 21800.0, "total_lower": 4000.0, "total_upper": 39000.0}


def people(count: int = 20) -> list[Customer]:
    return [make.customer(f"No {place}") for place in range(count)]


def finished(state: str = State.CLOSED, **facts: Any) -> Campaign:
    """Counted by hand: two cells, one of which pays."""
    campaign = given.draft()
    counted = {
        "cells": CELLS, "test": PART, "roll_out": ROLLED, "held": 20, "audience": 230, "pieces": 150, "answers": 18,
        "waiting": 0, "refused": {"no_consent": 7},
    }  # fmt: skip
    forecast = {"cells": ["555"], "pieces": 50, "cost": 31, "answers": 9, "profit": 280.0, "lower": 100, "upper": 400}
    values = {
        "state": state, "counted": counted, "counted_as_of": TODAY + timedelta(days=60), "test_from_on": TODAY,
        "fixed_at": given.NOW, "cells_as_of": given.AS_OF, "roll_out": "expected", "forecast": forecast,
        "roll_out_on": TODAY + timedelta(days=21), "closed_at": given.NOW, **facts,
    }  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk).update(**values)
    groups = {"5": {"response": RESPONSE, "sizes": {"treated": 50, "held": 20}}}
    Outcome.objects.create(
        kind="campaign", key=f"{campaign.pk}:roll_out", name=campaign.name, from_on=TODAY, until_on=TODAY, treated=50,
        held=20, cost_minor=3100, currency="CNY", as_of=TODAY, groups=groups,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": MONEY},
    )  # fmt: skip
    return Campaign.objects.get(pk=campaign.pk)
