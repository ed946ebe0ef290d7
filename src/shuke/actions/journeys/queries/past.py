"""What a journey would have done: to one person from now on, or to those of the last days."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from shuke.actions.journeys.graph.definition import Definition
from shuke.actions.journeys.graph.nodes import PURCHASE, Entry, Message, Split
from shuke.actions.journeys.graph.rehearse import Passed, rehearse
from shuke.actions.journeys.models import JourneyRun
from shuke.actions.journeys.queries.days import whose_day_is
from shuke.actions.journeys.queries.facts import Person, day_of, happened_to, kinds_of, named_days, people_of
from shuke.actions.journeys.queries.known import conditions_hold
from shuke.actions.segments.models import SegmentChange
from shuke.lib.dates import day_in
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, Event
from shuke.records.messages.models import Template
from shuke.records.messages.queries.refusals import refusals_of
from shuke.records.sales.models import Order
from shuke.records.stores.queries import business_day

# More of them answer the question no better.
MOST_PEOPLE = 1000
DAYS_BACK = 90


@dataclass(frozen=True)
class Way:
    """One person's way, as it would have been."""

    customer: Customer
    zone: str
    entered_at: datetime
    passed: tuple[Passed, ...]
    refusals: Mapping[str, str]  # by node of a message: why it would not have left


@dataclass(frozen=True)
class Rehearsal:
    ways: tuple[Way, ...]
    came: int  # all who would have come in; the ways are of the latest of them
    passed: Mapping[str, int]  # by node
    refused: Mapping[str, int]  # by node of a message


def walk_of(
    definition: Definition, customer: Customer, *, scope: Scope, now: datetime, days: int, bought_on_day: int | None
) -> Way:
    """What would happen to one customer who came in now, on which day; with a purchase on a day if one is named."""
    bought = () if bought_on_day is None else (now + timedelta(days=bought_on_day, minutes=1),)
    happened = {PURCHASE: bought}
    return _walked(
        definition, [(customer.pk, now)], scope=scope, until=now + timedelta(days=days), told=lambda run: happened
    )[0]


def dry_run(definition: Definition, *, scope: Scope, now: datetime, days_back: int = DAYS_BACK) -> Rehearsal:
    """Who would have come in during the last days, and what they would have received by now.

    Conditions and consents are taken as they are today: what they were then is not known of everybody.
    """
    since = now - timedelta(days=days_back)
    comers = _comers(definition, scope=scope, since=since, now=now)
    ways = _walked(definition, comers[:MOST_PEOPLE], scope=scope, until=now, told=None)
    passed = Counter(step.node for way in ways for step in way.passed)
    refused = Counter(node for way in ways for node in way.refusals)
    return Rehearsal(tuple(ways), len(comers), passed, refused)


def _comers(definition: Definition, *, scope: Scope, since: datetime, now: datetime) -> list[tuple[int, datetime]]:
    """(customer, when), the latest first; once each where people come in once."""
    entry = definition.nodes.get(definition.entry)
    if not isinstance(entry, Entry):
        return []
    seen = set(Customer.objects.visible_to(scope).values_list("pk", flat=True))
    found = [(pk, at) for pk, at in _occasions(entry, since=since, now=now) if pk in seen]
    if not entry.is_again:
        found = list(dict(sorted(found, key=lambda one: one[1], reverse=True)).items())  # each at their earliest
    return sorted(found, key=lambda one: one[1], reverse=True)


def _occasions(entry: Entry, *, since: datetime, now: datetime) -> list[tuple[int | None, datetime]]:
    match entry.on:
        case "event" if entry.event == PURCHASE:
            orders = Order.objects.filter(ordered_at__gt=since, ordered_at__lte=now, has_sale=True)
            return list(orders.values_list("customer_id", "ordered_at"))
        case "event":
            events = Event.objects.filter(kind=entry.event, occurred_at__gt=since, occurred_at__lte=now)
            return list(events.values_list("customer_id", "occurred_at"))
        case "segment":
            changes = SegmentChange.objects.filter(
                segment__key=entry.segment, kind=SegmentChange.Kind.ENTERED, changed_at__gt=since
            )
            return list(changes.values_list("customer_id", "changed_at"))
        case "day":
            moments = [since + timedelta(days=ahead) for ahead in range(1, (now - since).days + 1)]
            return [(pk, at) for at in moments for pk in whose_day_is(entry, at.date())]
        case _:
            return []


def _walked(
    definition: Definition,
    comers: Sequence[tuple[int, datetime]],
    *,
    scope: Scope,
    until: datetime,
    told: Callable[[JourneyRun], Mapping[str, Sequence[datetime]]] | None,
) -> list[Way]:
    """`told`: what happens to each; None: what did."""
    runs = [JourneyRun(pk=n, customer_id=pk, entered_at=at, arrived_at=at) for n, (pk, at) in enumerate(comers)]
    people = people_of(runs)
    happened = happened_to(runs, kinds_of(definition), people=people, now=until) if told is None else {}
    holding = _holding(definition, {person.customer.pk for person in people.values()}, scope=scope, now=until)
    refusals = _refusals(definition, [person.customer for person in people.values()])
    ways = []
    for run in runs:
        person = people[run.customer_id]
        passed = rehearse(
            definition, entered_at=run.entered_at, until=until, zone=person.zone,
            happened=told(run) if told is not None else happened.get(run.pk, {}),
            fulfilled=frozenset(node for node, ids in holding.items() if person.customer.pk in ids),
            days=_days(definition, person), random=Random(person.customer.pk),
        )  # fmt: skip
        own = {
            step.node: refusals[step.node][person.customer.pk]
            for step in passed
            if person.customer.pk in refusals.get(step.node, {})
        }
        ways.append(Way(person.customer, person.zone, run.entered_at, tuple(passed), own))
    return ways


def _days(definition: Definition, person: Person) -> Callable[[datetime], Mapping[str, date]]:
    names = named_days(definition)

    def days(arrived_at: datetime) -> Mapping[str, date]:
        after = day_in(person.zone, arrived_at)
        found = {name: day_of(name, person, after=after) for name in names}
        return {name: day for name, day in found.items() if day is not None}

    return days


def _holding(
    definition: Definition, customer_ids: Collection[int], *, scope: Scope, now: datetime
) -> dict[str, set[int]]:
    """Raises nothing: a condition that cannot be asked holds for nobody."""
    nodes = {key: node.condition for key, node in definition.nodes.items() if isinstance(node, Split)}
    today = business_day(now)
    answers = conditions_hold(set(nodes.values()), scope=scope, among=customer_ids, today=today) if nodes else {}
    return {key: ids for key, said in nodes.items() if isinstance(ids := answers[said], set)}


def _refusals(definition: Definition, customers: Sequence[Customer]) -> dict[str, dict[int, str]]:
    """Node of a message → customer → the reason why it would not leave."""
    nodes = {key: node for key, node in definition.nodes.items() if isinstance(node, Message)}
    purposes = dict(
        Template.objects.filter(code__in=[n.template for n in nodes.values()]).values_list("code", "purpose")
    )
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for key, node in nodes.items():
        if node.template in purposes:
            found[key] = refusals_of(customers, channel=node.channel, purpose=purposes[node.template])
    return found
