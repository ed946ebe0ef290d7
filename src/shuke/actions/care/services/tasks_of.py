"""Tasks of a programme's step, each with its owner, its day and its script."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count

from shuke.actions.care.deciding import MOST_MOVED_DAYS, Load, place
from shuke.actions.care.models import CareProgramme, CareSettings, CareStep, CareTask, TaskState
from shuke.actions.care.queries.occasions import Occasion
from shuke.actions.care.queries.places import Days
from shuke.records.access.models import Staff
from shuke.records.access.permissions import ROLES_OF
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import active_preferences
from shuke.records.messages.queries import values_of
from shuke.records.messages.recommending import Reader, recommended
from shuke.records.messages.rules.writing import blocks_in, filled, variables_of

LIKES_SHOWN = 3
UNKNOWN = "—"


def care_settings() -> CareSettings:
    return CareSettings.objects.filter(pk=1).first() or CareSettings(pk=1)


def tasks_for(
    programme: CareProgramme,
    step: CareStep,
    occasions: Sequence[Occasion],
    people: Mapping[int, Customer],
    *,
    keys: Sequence[str],
    now: datetime,
    days: Days,
) -> list[CareTask]:
    """One task an occasion, due today where the customer is at home; on a full day it moves to the next with room."""
    able, load, room = workers(), open_load(days.earliest), care_settings().tasks_a_day
    tasks = []
    readers = [Reader(people[one.customer_id], settings.LANGUAGE_CODE) for one in occasions]
    of_products = recommended(readers, blocks=blocks_in(variables_of(step.script)), now=now)
    for key, one, more in zip(keys, occasions, of_products, strict=True):
        customer = people[one.customer_id]
        wanted = next((pk for pk in (customer.owner_id, programme.owner_id) if pk in able), None)
        owner_id, due_on = place(wanted, day=days.of(customer.home_store_id), load=load, tasks_a_day=room)
        tasks.append(
            CareTask(
                key=key,
                customer=customer,
                programme=programme,
                origin=f"care:{programme.pk}",
                facts={**one.facts, "after_days": step.after_days},
                script=script_for(step.script, customer, now=now, more=more),
                owner_id=owner_id,
                value_at_risk_minor=one.value_at_risk_minor,
                due_on=due_on,
                opened_at=now,
            )
        )
    return CareTask.objects.bulk_create(tasks)


def workers() -> set[int]:
    """Ids of those who may work on tasks."""
    staff = Staff.objects.filter(is_active=True, role__in=ROLES_OF["care.work"])
    return set(staff.values_list("pk", flat=True))


def open_load(day: date) -> Load:
    """Open tasks of each person on the days that a task can move to; what is late counts today."""
    until = day + timedelta(days=MOST_MOVED_DAYS)
    held = CareTask.objects.filter(state=TaskState.OPEN, owner__isnull=False, due_on__lte=until)
    load: Load = {}
    for owner, due_on, count in held.values_list("owner", "due_on").annotate(count=Count("pk")).order_by():
        place_on = (owner, max(due_on, day))
        load[place_on] = load.get(place_on, 0) + count
    return load


def script_for(text: str, customer: Customer, *, now: datetime, more: Mapping[str, str] | None = None) -> str:
    """The script with the customer's facts in it; what nobody knows is a dash, or the words after its bar.

    `more`: what it says of products.
    """
    values = values_of(customer, language=settings.LANGUAGE_CODE, now=now)
    known = {**values, "likes": likes_of(customer), **(more or {}), "name": customer.name or customer.number}
    return filled(text, known, unknown=UNKNOWN)


def likes_of(customer: Customer) -> str:
    """What to have ready: the first few of the preferences, taboos before all."""
    shown = active_preferences(customer.pk)[:LIKES_SHOWN]
    return " · ".join(preference.value for preference in shown)
