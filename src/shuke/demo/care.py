"""Who is looked after, and by whom: the usual care programmes, of which those run that harm nobody."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Sum

from shuke.actions.care.models import CareProgramme
from shuke.actions.care.services import run_programmes, save_programme, seed_programmes, switch_programme
from shuke.lib.progress import Report
from shuke.records.access.models import Staff
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.customers.services import assign_customers

SYSTEM = scope_of_system("demo")
# Calls, visits, and wishes to one person on their own day. What writes to everybody at once waits for a word of
# somebody's; so do letters, which cost paper, and anniversaries: a first order of the published year is no first visit.
RUNNING = ("birthday", "birthday-call", "after-purchase", "after-complaint", "visits", "early-warning", "welcome-back")
KEPT_CUSTOMERS = 70  # whom the manager looks after: those who spend most in the manager's stores
_STEP = ("number", "after_days", "does", "template_id", "channel", "send_at", "script")


def set_up_care(*, now: dt.datetime, draw: Callable[[], int]) -> None:
    """Once: what a visitor switches off stays off. `draw` gives the programmes' seeds."""
    if CareProgramme.objects.exists():
        return
    seed_programmes(scope=SYSTEM, now=now, draw=draw)
    agent = Staff.objects.filter(username="agent").first()
    _change("early-warning", {"owner": agent}, now=now)
    _change("visits", {"classes": ["platinum", "gold"], "every_days": 14}, now=now)
    for programme in CareProgramme.objects.filter(code__in=RUNNING):
        switch_programme(scope=SYSTEM, now=now, programme=programme, is_on=True)


def look_after_the_best(*, now: dt.datetime) -> None:
    """The manager has customers of their own, unless somebody has some already."""
    manager = Staff.objects.filter(username="manager").first()
    if manager is None or Customer.objects.filter(owner__isnull=False).exists():
        return
    regulars = Customer.objects.current().filter(home_store__in=manager.stores.all())
    by_spend = regulars.annotate(spend=Sum("orders__total")).filter(spend__gt=0).order_by("-spend", "pk")
    best = Customer.objects.filter(pk__in=list(by_spend.values_list("pk", flat=True)[:KEPT_CUSTOMERS]))
    assign_customers(scope=SYSTEM, now=now, origin="demo", customers=best, owner=manager)


def care_for_today(*, now: dt.datetime, say: Report) -> None:
    """As the worker does every hour, so that the list of tasks is there before the first one."""
    planned = run_programmes(scope=SYSTEM, now=now)
    say(f"{planned.states['task']} tasks of care for today, {planned.states['message']} wishes for the outbox.")


def _change(code: str, values: dict[str, Any], *, now: dt.datetime) -> None:
    programme = CareProgramme.objects.get(code=code)
    steps = list(programme.steps.values(*_STEP))
    save_programme(scope=SYSTEM, now=now, values=values, steps=steps, programme=programme)
