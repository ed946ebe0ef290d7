"""Cases for tests: each call states only what the test is about."""

import os
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.records import make

from shuke.records.access.models import Role, Staff
from shuke.records.access.scope import Scope, scope_of_staff
from shuke.records.cases.models import Case, Topic
from shuke.records.cases.services import (
    Gift,
    NewCase,
    ask_about,
    done_steps,
    give_nothing,
    open_case,
    reply,
    take_step,
)
from shuke.records.surveys.models import Ask

NOW = make.NOW  # Monday 2 March 2026, 17:30 in Shanghai: half an hour before the desk closes
_serial = count(1)


def agent(role: str = Role.AGENT, **fields: Any) -> Staff:
    return make.staff(role, **fields)


def scope(role: str = Role.AGENT) -> Scope:
    return scope_of_staff(agent(role))


def case(*, by: Scope | None = None, now: datetime = NOW, **fields: Any) -> Case:
    new = NewCase(**{"kind": "question", "channel": "form", "text": "When do you open?", **fields})
    made = open_case(scope=by or make.SYSTEM, now=now, origin="test", new=new)
    made.refresh_from_db()
    return made


def complaint(**fields: Any) -> Case:
    return case(**{"kind": "complaint", "text": "The beans were damp, again.", **fields})


def topic(tree: str = "category", path: str = "") -> Topic:
    name = path or f"topic {next(_serial)}"
    return Topic.objects.create(tree=tree, name=name, path=name)


def brought_to(step: str, held: Case, *, by: Scope, now: datetime = NOW) -> Case:
    """The complaint with every step before `step` stamped."""
    moment = now + timedelta(minutes=1)
    common: dict[str, Any] = {"scope": by, "now": moment, "case": held}
    investigator = Staff.objects.get(pk=by.staff_id)
    acts = {
        "received": lambda: take_step(**common, step="received", text=""),
        "assigned": lambda: take_step(**common, step="assigned", text="", investigator=investigator),
        "facts": lambda: take_step(**common, step="facts", text="the sealer was cold"),
        "decision": lambda: take_step(**common, step="decision", text="our fault"),
        "apology": lambda: take_step(**common, step="apology", text="by phone"),
        "compensation": lambda: give_nothing(**common, why="wanted none"),
        "reply": lambda: reply(**common, text="We were wrong.", is_final=True),
    }
    for name, act in acts.items():
        if name == step:
            break
        if name not in done_steps(held):
            act()
    held.refresh_from_db()
    return held


def question(held: Case, *, now: datetime = NOW) -> Ask:
    return ask_about(scope=make.SYSTEM, now=now, case=held, new_secret=lambda: os.urandom(8).hex())


def points(count_: int, reason: str = "for the damp beans") -> Gift:
    return Gift(kind="points", points=count_, reason=reason)
