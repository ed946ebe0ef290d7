"""One recorded run: everything that was asked for, computed out of the warehouse as of one day."""

from datetime import date, datetime

from django.db import transaction

from shuke.analytics.groups.targets import Target
from shuke.lib.progress import Report, silent
from shuke.scores.groups.models import Grouping, LookAlikeList, RuleSet
from shuke.scores.groups.services.behaviour import Behaviour
from shuke.scores.groups.services.grouping import group_customers
from shuke.scores.groups.services.likening import liken_customers
from shuke.scores.groups.services.ruling import learn_rules
from shuke.scores.models import ModelRun
from shuke.scores.services.runs import finish, recorded_step

# What every business begins with. Returns are left out: where they are recorded at all they are few.
FAMILIES = ("rfm", "basket", "time", "discount", "categories")
SEED = 1  # the same day and records give the same groups


def run_groups(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun:
    """Groups, rules and look-alikes as of `as_of`, in the place of those of the run before, each all or none.

    What cannot be computed keeps its latest rows and says why in `refusal`; the others go on. A second run of the same
    day over the same records gives the same rows.
    """
    _begin()
    with recorded_step(
        kind=ModelRun.Kind.GROUPS,
        as_of=as_of,
        now=now,
        engine=engine,
        parameters={"seed": SEED},
    ) as (tables, run, watch):
        behaviour = Behaviour(tables, as_of=as_of)
        with watch.step("groups"):
            for grouping in Grouping.objects.order_by("pk"):
                group_customers(grouping, behaviour, run=run, seed=SEED)
        with watch.step("rules"):
            for rules in RuleSet.objects.select_related("table").order_by("pk"):
                learn_rules(rules, behaviour, run=run, seed=SEED)
        with watch.step("likeness"):
            for listing in LookAlikeList.objects.order_by("pk"):
                liken_customers(listing, behaviour, run=run, seed=SEED)
        run.rows = {**run.rows, "customers": len(behaviour.year())}
        finish(run, watch, now=now)
    report(f"groups: {run.rows['customers']} customers as of {as_of}")
    return run


@transaction.atomic
def _begin() -> None:
    """The first run of all begins with one of each, so that the pages show what they are for."""
    if ModelRun.objects.filter(kind=ModelRun.Kind.GROUPS).exists():
        return
    if not Grouping.objects.exists():
        Grouping.objects.create(families=list(FAMILIES))
    RuleSet.objects.get_or_create(target=Target.LEFT)
    LookAlikeList.objects.get_or_create(kind="value_class", key="platinum", among=LookAlikeList.Among.BUYERS)
