"""What is known of the people of one batch, in a query a question, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from shuke.actions.journeys.graph.decide import Facts
from shuke.actions.journeys.graph.definition import Definition
from shuke.actions.journeys.graph.nodes import CUSTOM_DAY, PURCHASE, Delay, Goal, WaitFor
from shuke.actions.journeys.models import JourneyRun
from shuke.lib.dates import day_in, next_lunar_day, solar_days_of
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.queries.matching import survivors_of
from shuke.records.sales.models import Order
from shuke.records.stores.queries import business


@dataclass(frozen=True)
class Person:
    """Whom a run is about by now, and all records that are part of them."""

    customer: Customer
    ids: frozenset[int]
    zone: str


def people_of(runs: Collection[JourneyRun]) -> dict[int, Person]:
    """By the customer whom a run names."""
    named = Customer.objects.select_related("home_store").in_bulk({run.customer_id for run in runs})
    survivors = survivors_of(set(named.values()))
    current = {one.pk: one for one in survivors.values() if one.merged_into_id is None}
    parts = defaultdict(set, {pk: {pk} for pk in current})
    for part, whole in Customer.objects.filter(merged_into__in=current).values_list("pk", "merged_into"):
        parts[whole or 0].add(part)
    usual = business().time_zone
    people = {pk: Person(one, frozenset(parts[pk]), _zone(one, usual)) for pk, one in current.items()}
    return {pk: people[survivors[pk].pk] for pk in named}


def facts_of(
    runs: Sequence[JourneyRun], definition: Definition, *, people: Mapping[int, Person], now: datetime
) -> dict[int, Facts]:
    """By run: what holds for the whole batch. Conditions, days and chance are asked as somebody comes to them."""
    happened = happened_to(runs, kinds_of(definition), people=people, now=now)
    return {
        run.pk: Facts(
            zone=people[run.customer_id].zone,
            happened=happened.get(run.pk, {}),
            is_gone=people[run.customer_id].customer.erased_at is not None,
        )
        for run in runs
    }


def kinds_of(definition: Definition) -> set[str]:
    """The kinds of events that the steps of a journey look for."""
    return {node.event for node in definition.nodes.values() if isinstance(node, Goal | WaitFor)}


def next_birthday(customer: Customer, *, after: date) -> date | None:
    """The next one on or after a day, by the moon where that is how it is kept."""
    if customer.lunar_birthday:
        return next_lunar_day(customer.lunar_birthday, after=after)
    if customer.birthday is None:
        return None
    kept = (customer.birthday.month, customer.birthday.day)
    return next(day for ahead in range(367) if kept in solar_days_of(day := after + timedelta(days=ahead)))


def _zone(customer: Customer, usual: str) -> str:
    return customer.time_zone or (customer.home_store.time_zone if customer.home_store else usual)


def happened_to(
    runs: Sequence[JourneyRun], kinds: Set[str], *, people: Mapping[int, Person], now: datetime
) -> dict[int, dict[str, tuple[datetime, ...]]]:
    """By run, the moments of each kind of event since the entry; runs without any are left out."""
    if not kinds or not runs:
        return {}
    since = min(run.entered_at for run in runs)
    ids = {pk for run in runs for pk in people[run.customer_id].ids}
    moments: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    if PURCHASE in kinds:
        orders = Order.objects.filter(customer__in=ids, has_sale=True, ordered_on__gte=since.date() - timedelta(days=1))
        for pk, at in orders.filter(ordered_at__gt=since, ordered_at__lte=now).values_list("customer_id", "ordered_at"):
            moments[pk or 0].append((PURCHASE, at))
    if events := kinds - {PURCHASE}:
        rows = Event.objects.filter(customer__in=ids, occurred_at__gt=since, occurred_at__lte=now, kind__in=events)
        for pk, kind, at in rows.values_list("customer_id", "kind", "occurred_at"):
            moments[pk or 0].append((kind, at))
    return {run.pk: _own(run, people[run.customer_id], moments) for run in runs} if moments else {}


def _own(
    run: JourneyRun, person: Person, moments: Mapping[int, list[tuple[str, datetime]]]
) -> dict[str, tuple[datetime, ...]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for pk in person.ids & moments.keys():
        for kind, at in moments[pk]:
            if at > run.entered_at:
                found[kind].append(at)
    return {kind: tuple(sorted(each)) for kind, each in found.items()}


def days_of(
    runs: Sequence[JourneyRun], definition: Definition, *, people: Mapping[int, Person]
) -> dict[int, dict[str, date]]:
    """By run: the days that the delays of a journey wait for, as they lie for who arrived when the run says."""
    names = named_days(definition)
    first = _first_purchases([people[run.customer_id] for run in runs]) if "first_purchase" in names else {}
    found = {}
    for run in runs:
        person = people[run.customer_id]
        arrived_on = day_in(person.zone, run.arrived_at)
        named = {name: day_of(name, person, after=arrived_on, first=first) for name in names}
        found[run.pk] = {name: day for name, day in named.items() if day is not None}
    return found


def named_days(definition: Definition) -> set[str]:
    return {node.until for node in definition.nodes.values() if isinstance(node, Delay) and node.until}


def day_of(name: str, person: Person, *, after: date, first: Mapping[int, date] | None = None) -> date | None:
    """A day of a person; of the days that come again every year the next on or after `after`.

    `first`: the day of each customer's first purchase, where many are asked for at once.
    """
    match name:
        case "birthday":
            return next_birthday(person.customer, after=after)
        case "joined_on":
            return person.customer.joined_on
        case "first_purchase":
            known = _first_purchases([person]) if first is None else first
            return min((known[pk] for pk in person.ids & known.keys()), default=None)
        case _:
            said = person.customer.custom.get(name.removeprefix(CUSTOM_DAY))
            return date.fromisoformat(said) if isinstance(said, str) and said else None


def _first_purchases(people: Collection[Person]) -> dict[int, date]:
    ids = {pk for person in people for pk in person.ids}
    orders = Order.objects.filter(customer__in=ids, has_sale=True).order_by()
    return {pk: day for pk, day in orders.values_list("customer_id").annotate(day=Min("ordered_on")) if pk is not None}
