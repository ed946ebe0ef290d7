"""Programmes for tests: each call states only what the test is about."""

import datetime as dt
from itertools import count
from typing import Any

from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.care.models import CarePlan, CareProgramme
from shuke.actions.care.services import run_programmes, save_programme, switch_programme
from shuke.records.customers.models import Customer

_serial = count(1)
# Noon in Shanghai, where the business of the tests is.
NOW = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


def on_day(day: dt.date) -> dt.datetime:
    return NOW + (day - NOW.date())


def task_step(after_days: int = 0, script: str = "Call {{ name }}.", **fields: Any) -> dict[str, Any]:
    return {"after_days": after_days, "does": "task", "script": script, "template": None, **fields}


def message_step(after_days: int = 0, **fields: Any) -> dict[str, Any]:
    plain = {"after_days": after_days, "does": "message", "channel": "email", "script": ""}
    return {**plain, "template": fields.pop("template", None) or messages.template(f"t{next(_serial)}"), **fields}


def programme(kind: str, *steps: dict[str, Any], now: dt.datetime = NOW, **values: Any) -> CareProgramme:
    """Switched on at `now`; a task each unless steps are given."""
    tiers = values.pop("tiers", ())
    made = save_programme(
        scope=make.SYSTEM,
        now=now,
        values={"code": f"p{next(_serial)}", "name": kind, "kind": kind, **values},
        steps=[{"number": number, **step} for number, step in enumerate(steps or (task_step(),), start=1)],
        tiers=tiers,
        seed=7,
    )
    return switch_programme(scope=make.SYSTEM, now=now, programme=made, is_on=True)


def run(now: dt.datetime = NOW) -> None:
    run_programmes(scope=make.SYSTEM, now=now)


def served(programme: CareProgramme, state: str = "") -> list[Customer]:
    plans = CarePlan.objects.filter(programme=programme).order_by("pk")
    return [plan.customer for plan in (plans.filter(state=state) if state else plans)]
