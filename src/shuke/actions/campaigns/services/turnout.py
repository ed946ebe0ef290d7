"""What the guests of an event bought, beside those who were asked and did not come: counted by every refresh.

Nobody drew by chance who comes: whoever likes a tasting may buy more anyway. What the invitation itself changed is
measured beside those held out of it (`shuke.outcomes.gatherings`).
"""

from datetime import date, datetime
from typing import Any

import pandas as pd
from django.db.models import F

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.lib.progress import Report, silent
from shuke.records.customers.queries import PERSON
from shuke.warehouse.responders import spend_of
from shuke.warehouse.tables import Tables, open_tables

Arm = Guest.Arm
GROUPS = ("came", "stayed_away", "held", "walk_in")


def run_gatherings(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """Every event whose days begin by `as_of` and were never counted whole. Run twice it gives the same sums."""
    begun = Gathering.objects.filter(held_on__lte=as_of).exclude(state=Gathering.State.CANCELLED)
    due = [each for each in begun if each.counted_as_of is None or each.counted_as_of <= each.until_on]
    if not due:
        return
    with open_tables() as tables:
        for gathering in due:
            count_gathering(gathering=gathering, tables=tables, as_of=as_of)
    report(f"events: {len(due)} counted as of {as_of}")


def count_gathering(*, gathering: Gathering, tables: Tables, as_of: date) -> None:
    """`counted`: for each of GROUPS its people, buyers, and spend in minor units, in the days that count."""
    people = _people(gathering)
    until_on = min(gathering.until_on, as_of)
    bought = spend_of(tables, from_on=gathering.held_on, until_on=until_on, by="current_key")
    own = bought.reindex(people.index).fillna(0)
    people["buyers"] = own["orders"] > 0
    people["spend_minor"] = own["spend_minor"]
    gathering.counted = {name: _sums(people[people["group"] == name]) for name in GROUPS}
    gathering.counted_as_of = as_of
    gathering.save(update_fields=["counted", "counted_as_of"])


def _people(gathering: Gathering) -> pd.DataFrame:
    """`group` by row id of today's customer: two guests who became one count once, as having come if one did."""
    guests = Guest.objects.filter(gathering=gathering, customer__erased_at__isnull=True).exclude(arm=Arm.OUT)
    rows = guests.annotate(person=PERSON).order_by(F("came_at").asc(nulls_last=True), "pk")
    found = list(rows.values_list("person", "arm", "came_at"))
    told = {pk: _group(arm, came_at is not None) for pk, arm, came_at in reversed(found)}
    return pd.DataFrame({"group": list(told.values())}, index=pd.Index(list(told), dtype="int64"))


def _group(arm: str, came: bool) -> str:
    if arm in (Arm.WALK_IN, Arm.HELD):
        return {Arm.WALK_IN.value: "walk_in", Arm.HELD.value: "held"}[arm]
    return "came" if came else "stayed_away"


def _sums(people: pd.DataFrame) -> dict[str, Any]:
    return {
        "people": len(people),
        "buyers": int(people["buyers"].sum()),
        "spend_minor": int(people["spend_minor"].sum()),
    }
