"""A batch of decisions and what they make, in one transaction: a killed worker leaves all of it or nothing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from shuke.actions.care.deciding import HAS_TASK, VALUE_MISSING, Decision, decide, is_held_out
from shuke.actions.care.models import CarePlan, CareProgramme, CareStep, CareTask, Does, PlanState
from shuke.actions.care.queries.contact import refusals_in_person
from shuke.actions.care.queries.occasions import OF_TODAY, Occasion
from shuke.actions.care.queries.places import Days
from shuke.actions.care.queries.served import dealt_with, step_key
from shuke.actions.care.services.tasks_of import tasks_for
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.messages.models import Channel
from shuke.records.messages.queries import zone_of
from shuke.records.messages.queries.refusals import refusals_of
from shuke.records.messages.services import TemplateOff
from shuke.records.messages.services.many import Wish, queue_for_many
from shuke.records.stores.models import Store

# By person and occasion with its step: a task, or the id of a message.
Made = Mapping[tuple[int, str], CareTask | int]


@dataclass(frozen=True)
class Batch:
    programme: CareProgramme
    step: CareStep
    occasions: Sequence[Occasion]
    day: date  # that they are due on; one that was missed lies back
    days: Days
    spoken_to: Collection[tuple[int, str]] = ()  # (person, occasion): another programme has a task for them

    @property
    def origin(self) -> str:
        return f"care:{self.programme.pk}"

    @property
    def channel(self) -> str:
        return Channel.POST.value if self.step.does == Does.LETTER else self.step.channel

    def has_task(self, one: Occasion) -> bool:
        return (one.customer_id, one.key) in self.spoken_to

    def place(self, one: Occasion) -> tuple[int, str]:
        return one.customer_id, step_key(one, self.step.number)


@transaction.atomic
def write_batch(batch: Batch, *, scope: Scope, now: datetime) -> Counter[str]:
    """How many rows of each state were written."""
    # Two workers at the same programme wait for each other here; the later one finds nothing left to do.
    CareProgramme.objects.select_for_update().get(pk=batch.programme.pk)
    known = dealt_with(batch.programme, batch.occasions, step=batch.step.number)
    new = [one for one in batch.occasions if batch.place(one) not in known]
    people = _people([one.customer_id for one in new])
    decisions = _decisions(batch, new, people)
    made = _make(batch, [one for one in new if decisions[batch.place(one)].state in _ACTS], people, scope, now)
    plans = [_plan(batch, one, decisions[batch.place(one)], made, now=now) for one in new]
    CarePlan.objects.bulk_create(plans)
    return Counter(str(plan.state) for plan in plans)


_ACTS = (PlanState.TASK, PlanState.MESSAGE)


def _decisions(
    batch: Batch, new: Sequence[Occasion], people: Mapping[int, Customer]
) -> dict[tuple[int, str], Decision]:
    programme, step = batch.programme, batch.step
    if step.does == Does.TASK:
        refusals = refusals_in_person(people.values())
    else:
        purpose = step.template.purpose if step.template else ""
        refusals = refusals_of(people.values(), channel=batch.channel, purpose=purpose)
    return {
        batch.place(one): decide(
            does=step.does,
            refusal=refusals.get(one.customer_id, "") or (HAS_TASK if batch.has_task(one) else ""),
            is_held_out=is_held_out(
                seed=programme.seed,
                customer_id=one.customer_id,
                occasion=one.key,
                percent=programme.holdout_percent,
            ),
        )
        for one in new
    }


def _make(
    batch: Batch,
    acted: Sequence[Occasion],
    people: Mapping[int, Customer],
    scope: Scope,
    now: datetime,
) -> Made:
    keys = {f"{batch.origin}:{person}:{key}": (person, key) for person, key in map(batch.place, acted)}
    if batch.step.does == Does.TASK:
        tasks = tasks_for(batch.programme, batch.step, acted, people, keys=list(keys), now=now, days=batch.days)
        return {keys[task.key]: task for task in tasks}
    assert batch.step.template is not None  # the form asks for it
    wishes = [
        Wish(key, people[one.customer_id], due_at=_due_at(batch, people[one.customer_id], now=now))
        for key, one in zip(keys, acted, strict=True)
    ]
    written = queue_for_many(
        scope=scope,
        now=now,
        origin=batch.origin,
        template=batch.step.template,
        channel=batch.channel,
        wishes=wishes,
    )
    if off := next((one for one in written if isinstance(one, TemplateOff)), None):
        raise off
    return {keys[wish.key]: pk for wish, pk in zip(wishes, written, strict=True) if isinstance(pk, int)}


def _plan(batch: Batch, one: Occasion, decision: Decision, made: Made, *, now: datetime) -> CarePlan:
    product = made.get(batch.place(one))
    if decision.state in _ACTS and product is None:
        decision = Decision(PlanState.SKIPPED, VALUE_MISSING)
    return CarePlan(
        programme=batch.programme,
        customer_id=one.customer_id,
        occasion=step_key(one, batch.step.number),
        step=batch.step.number,
        planned_on=batch.days.today,
        planned_at=now,
        state=decision.state,
        reason=decision.reason,
        task=product if isinstance(product, CareTask) else None,
        message_id=product if isinstance(product, int) else None,
    )


def _people(ids: Sequence[int]) -> dict[int, Customer]:
    """With their stores, each of which is made once: there are few of them for many customers."""
    people = Customer.objects.in_bulk(ids)
    stores = Store.objects.in_bulk({one.home_store_id for one in people.values() if one.home_store_id is not None})
    for one in people.values():
        if one.home_store_id is not None:
            one.home_store = stores[one.home_store_id]
    return people


def _due_at(batch: Batch, customer: Customer, *, now: datetime) -> datetime:
    """At the step's time of day where the customer lives, or at once where that is over."""
    is_of_today = batch.programme.kind in OF_TODAY
    day = batch.days.of(customer.home_store_id) if is_of_today else batch.day
    return max(now, datetime.combine(day, batch.step.send_at, tzinfo=ZoneInfo(zone_of(customer))))
