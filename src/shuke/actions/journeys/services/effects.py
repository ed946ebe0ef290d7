"""What a node does for everybody who is at it, in the transaction of their steps: both happen, or neither."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.care.services import NotContactable, open_task
from shuke.actions.journeys.graph.nodes import Effect, GiveCoupon, Message, Points, Tag, Task, Webhook
from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.actions.journeys.queries import Person
from shuke.actions.journeys.services.engine import Engine, origin_of
from shuke.actions.offers.services import above_ceiling
from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import policies
from shuke.records.customers.services import tag_customers
from shuke.records.membership.models import Coupon, Plan
from shuke.records.membership.queries.members import NotAMember, require_member
from shuke.records.membership.services import Cause, earn_points
from shuke.records.membership.services.giving import give_codes
from shuke.records.messages.models import Template
from shuke.records.messages.services import Notice, queue_notices
from shuke.records.messages.services.many import Wish, queue_for_many


class Missing(ShukeError):
    """What a node names is gone."""


@dataclass(frozen=True)
class Done:
    facts: Mapping[str, object] = field(default_factory=dict)  # for the step
    given: Mapping[str, str] = field(default_factory=dict)  # that later messages may name
    send_id: int | None = None


# Who cannot be given something because of what they are or said goes on; the step says why nothing was done.
_PASSED_OVER = (NotAMember, NotContactable)

Doer = tuple[JourneyRun, Person]
Outcome = Done | ShukeError
M = TypeVar("M")


def apply_effect(
    effect: Effect, doers: Sequence[Doer], *, journey: Journey, engine: Engine, now: datetime
) -> list[Outcome]:
    """In the order of `doers`. A refusal holds the person where they are, and nothing was done for them."""
    try:
        with transaction.atomic():
            match effect:
                case Message():
                    return _write(effect, doers, journey=journey, engine=engine, now=now)
                case GiveCoupon():
                    return _give(effect, doers, engine=engine, now=now)
                case Tag():
                    return _tag(effect, doers, journey=journey, engine=engine, now=now)
                case Webhook():
                    return _tell(effect, doers, journey=journey, engine=engine, now=now)
                case Points():
                    plan = _named(Plan.objects.filter(code=effect.plan).first(), effect.plan)
                    return [_each(_earn(effect, plan, doer, journey, engine, now)) for doer in doers]
                case Task():
                    return [_each(_open(effect, doer, journey, engine, now)) for doer in doers]
    except ShukeError as refused:  # of the node, for all
        return [refused] * len(doers)


def _each(act: Callable[[], Done]) -> Outcome:
    try:
        with transaction.atomic():
            return act()
    except _PASSED_OVER as refused:
        return _passed_over(refused)
    except ShukeError as refused:
        return refused


def _passed_over(refused: ShukeError) -> Done:
    return Done(facts={"not_done": str(refused)})


def _write(effect: Message, doers: Sequence[Doer], *, journey: Journey, engine: Engine, now: datetime) -> list[Outcome]:
    found = Template.objects.prefetch_related("texts").filter(code=effect.template).first()
    wishes = [Wish(_key(run), person.customer, run.given) for run, person in doers]
    told = queue_for_many(
        scope=engine.scope, now=now, origin=origin_of(journey.pk), channel=effect.channel,
        template=_named(found, effect.template), wishes=wishes,
    )  # fmt: skip
    return [Done(send_id=one) if isinstance(one, int) else one for one in told]


def _tell(effect: Webhook, doers: Sequence[Doer], *, journey: Journey, engine: Engine, now: datetime) -> list[Outcome]:
    notices = [
        Notice(_key(run), effect.event, {"journey": journey.name, "customer": person.customer.number, **run.given})
        for run, person in doers
    ]
    told = queue_notices(scope=engine.scope, now=now, origin=origin_of(journey.pk), notices=notices)
    return [Done(send_id=one) for one in told]


def _give(effect: GiveCoupon, doers: Sequence[Doer], *, engine: Engine, now: datetime) -> list[Outcome]:
    coupon = _named(Coupon.objects.filter(code=effect.coupon).first(), effect.coupon)
    set_down = policies()
    refusals = [above_ceiling(coupon, set_down.get(person.customer.service_class)) for _run, person in doers]
    customers = [person.customer for (_run, person), refusal in zip(doers, refusals, strict=True) if refusal is None]
    codes = iter(
        give_codes(scope=engine.scope, now=now, coupon=coupon, customers=customers, random_bytes=engine.random_bytes)
    )
    return [_given(coupon, next(codes)) if refusal is None else _passed_over(refusal) for refusal in refusals]


def _given(coupon: Coupon, code: str) -> Done:
    return Done({"code": code}, {"coupon": coupon.name, "coupon_code": code})


def _tag(effect: Tag, doers: Sequence[Doer], *, journey: Journey, engine: Engine, now: datetime) -> list[Outcome]:
    tags = {"remove": [effect.tag]} if effect.is_removed else {"add": [effect.tag]}
    tagged = Customer.objects.filter(pk__in={person.customer.pk for _run, person in doers})
    tag_customers(scope=engine.scope, now=now, origin=origin_of(journey.pk), customers=tagged, **tags)
    return [Done()] * len(doers)


def _earn(
    effect: Points, plan: Plan, doer: Doer, journey: Journey, engine: Engine, now: datetime
) -> Callable[[], Done]:
    def earn() -> Done:
        run, person = doer
        member = require_member(person.customer, plan=plan)
        cause = Cause(source="journey", key=_key(run), reason=journey.name)
        earn_points(scope=engine.scope, now=now, member=member, points=effect.points, cause=cause)
        return Done({"points": effect.points}, {"points": str(effect.points)})

    return earn


def _open(effect: Task, doer: Doer, journey: Journey, engine: Engine, now: datetime) -> Callable[[], Done]:
    def open_one() -> Done:
        run, person = doer
        task = open_task(
            scope=engine.scope, now=now, origin=origin_of(journey.pk), key=_key(run), customer=person.customer,
            title=effect.title, why=_("Journey “%(name)s”") % {"name": journey.name}, script=effect.script,
            due_on=day_in(person.zone, now + timedelta(days=effect.due_days)),
        )  # fmt: skip
        return Done({"task": task.pk})

    return open_one


def _key(run: JourneyRun) -> str:
    return f"{origin_of(run.journey_id)}:{run.pk}:{run.visit}"


def _named(found: M | None, name: str) -> M:
    if found is None:
        raise Missing(_("“%(name)s” is gone: choose another in a new version, or make it again.") % {"name": name})
    return found
