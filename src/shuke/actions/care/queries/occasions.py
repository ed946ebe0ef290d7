"""Who is due on a day, occasion by occasion. A day is that of the customer's own store: see `places`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from shuke.actions.care.calendar import falls_on, is_holiday, lunar_year_of
from shuke.actions.care.models import CareProgramme, Kind
from shuke.lib.dates import day_in, lunar_days_of, solar_days_of
from shuke.records.cases.models import Case
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON, own_and_merged, policies
from shuke.records.sales.models import Order
from shuke.records.stores.queries import business
from shuke.scores.models import CustomerScore, ScoreChange
from shuke.scores.queries import latest_run

CLASSES = ("platinum", "gold", "iron", "lead")
# Who came back is greeted within so many days of the run that saw it.
SEEN_WITHIN_DAYS = 7
# Kinds that speak of a state today: a missed day needs no making up, the state is still there or over.
OF_TODAY = frozenset({Kind.WARNING, Kind.RETURN})
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Occasion:
    customer_id: int  # the person: whoever the record was merged into
    key: str  # "birthday:2026"
    facts: Mapping[str, Any] = field(default_factory=dict)  # JSON: why this customer, why today
    value_at_risk_minor: int | None = None


def occasions_on(programme: CareProgramme, *, day: date, today: date) -> list[Occasion]:
    """Whose occasion is `day`, whatever their level; `today` is the day it is.

    Imported orders are history and no occasion (docs/definitions.md, Import). Early warnings come dearest first, all
    else by customer.
    """
    if programme.kind in OF_TODAY:
        return _OF[programme.kind](programme, today)
    return sorted(_OF[programme.kind](programme, day), key=lambda one: one.customer_id)


def _birthdays(programme: CareProgramme, day: date) -> list[Occasion]:
    people, found = Customer.objects.current(), []
    if programme.calendar != CareProgramme.Calendar.SOLAR:
        born = people.filter(lunar_birthday__in=lunar_days_of(day)).values_list("pk", "lunar_birthday")
        key = f"birthday:{lunar_year_of(day)}"
        found += [Occasion(pk, key, {"on": day.isoformat(), "lunar": lunar}) for pk, lunar in born]
    if programme.calendar != CareProgramme.Calendar.LUNAR:
        solar = people.filter(_yearly("birthday", day))
        if programme.calendar == CareProgramme.Calendar.EITHER:
            solar = solar.filter(lunar_birthday="")
        key = f"birthday:{day.year}"
        found += [Occasion(pk, key, {"on": day.isoformat()}) for pk in solar.values_list("pk", flat=True)]
    return found


def _anniversaries(programme: CareProgramme, day: date) -> list[Occasion]:
    scores = CustomerScore.objects.filter(_yearly("first_on", day), first_on__lt=day)
    rows = scores.filter(customer__in=Customer.objects.current()).values_list("customer", "first_on")
    return [
        Occasion(pk, f"anniversary:{day.year}", {"on": day.isoformat(), "years": day.year - first_on.year})
        for pk, first_on in rows
        if first_on and first_on.year < day.year
    ]


def _holidays(programme: CareProgramme, day: date) -> list[Occasion]:
    if not is_holiday(programme.holiday, day=day):
        return []
    facts = {"holiday": programme.holiday, "on": day.isoformat()}
    return _everybody(f"holiday:{programme.holiday}:{day}", facts)


def _thanks_days(programme: CareProgramme, day: date) -> list[Occasion]:
    if not falls_on(programme.month_day, day=day):
        return []
    return _everybody(f"thanks:{day}", {"on": day.isoformat()})


def _everybody(key: str, facts: Mapping[str, Any]) -> list[Occasion]:
    return [Occasion(pk, key, facts) for pk in Customer.objects.current().values_list("pk", flat=True)]


def _first_visits(programme: CareProgramme, day: date) -> list[Occasion]:
    bought = _buyers(_live(day))
    known = {person for ids in _chunks(bought) for person in _buyers(_orders_of(ids).filter(ordered_on__lt=day))}
    return [Occasion(pk, f"first:{day}", {"on": day.isoformat()}) for pk in bought - known]


def _purchases(programme: CareProgramme, day: date) -> list[Occasion]:
    return [Occasion(pk, f"purchase:{day}", {"on": day.isoformat()}) for pk in _buyers(_live(day))]


def _complaints(programme: CareProgramme, day: date) -> list[Occasion]:
    """Closed on the day of the customer's own store: at most fourteen hours before UTC's, or twelve after it."""
    begins = datetime.combine(day, time(), tzinfo=UTC)
    closed = Case.objects.filter(
        kind=Case.Kind.COMPLAINT,
        status=Case.Status.CLOSED,
        customer__isnull=False,
        closed_at__gte=begins - timedelta(hours=14),
        closed_at__lt=begins + timedelta(days=1, hours=12),
    )
    zone = Coalesce("customer__merged_into__home_store__time_zone", "customer__home_store__time_zone")
    rows = closed.annotate(person=PERSON, zone=zone).values_list("person", "pk", "closed_at", "zone")
    elsewhere, facts = business().time_zone, {"on": day.isoformat()}
    return [
        Occasion(person, f"case:{pk}", {**facts, "case": pk})
        for person, pk, closed_at, there in rows
        if closed_at and day_in(there or elsewhere, closed_at) == day
    ]


def _visits(programme: CareProgramme, day: date) -> list[Occasion]:
    """Everybody once a rhythm, on a day of their own: the visits of a class are spread evenly over it."""
    found, by_class = [], policies()
    for service_class in programme.classes or CLASSES:
        policy = by_class.get(service_class)
        every = (policy.call_every_days if policy else None) or programme.every_days
        if not every:
            continue
        people = Customer.objects.current().filter(service_class=service_class)
        turn = (F("pk") + Value(day.toordinal())) % Value(every)
        facts = {"on": day.isoformat(), "every_days": every, "class": service_class}
        due = people.annotate(turn=turn).filter(turn=0).values_list("pk", flat=True)
        found += [Occasion(pk, f"visit:{day}", facts) for pk in due]
    return found


def _warnings(programme: CareProgramme, today: date) -> list[Occasion]:
    run = latest_run()
    if run is None:
        return []
    came = _buyers(Order.objects.purchases().filter(ordered_on__gt=run.as_of, customer__isnull=False))
    silent = CustomerScore.objects.filter(run=run, is_abnormal=True, value_at_risk_minor__gt=0)
    silent = silent.filter(customer__is_not_personalised=False, customer__in=Customer.objects.current())
    return [
        Occasion(
            score.customer_id,
            f"silence:{score.latest_on}",
            {"as_of": run.as_of.isoformat(), "currency": run.currency, "why": score.why[:1]},
            score.value_at_risk_minor,
        )
        for score in silent.order_by("-value_at_risk_minor", "customer")
        if score.customer_id not in came
    ]


def _returns(programme: CareProgramme, today: date) -> list[Occasion]:
    changes = ScoreChange.objects.filter(
        kind=ScoreChange.Kind.STAGE,
        before="lost",
        seen_on__gt=today - timedelta(days=SEEN_WITHIN_DAYS),
        seen_on__lte=today,
    ).exclude(after__in=["", "lost", "potential"])
    rows = changes.order_by("customer").values_list("customer", "seen_on")
    return [Occasion(pk, f"return:{seen_on}", {"seen_on": seen_on.isoformat()}) for pk, seen_on in rows]


def _live(day: date) -> QuerySet[Order]:
    """Purchases of the day that somebody rang up; imports are history."""
    live = Order.objects.purchases().filter(ordered_on=day, customer__isnull=False)
    return live.exclude(origin__startswith="import:")


def _orders_of(people: Iterable[int]) -> QuerySet[Order]:
    return Order.objects.purchases().filter(customer__in=own_and_merged(*people))


def _buyers(orders: QuerySet[Order]) -> set[int]:
    return set(orders.order_by().annotate(person=PERSON).values_list("person", flat=True).distinct())


def _yearly(column: str, day: date) -> Q:
    same = [Q(**{f"{column}__month": month, f"{column}__day": number}) for month, number in solar_days_of(day)]
    return same[0] | same[1] if len(same) > 1 else same[0]


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    rows = sorted(ids)
    return (rows[begin : begin + _AT_ONCE] for begin in range(0, len(rows), _AT_ONCE))


_OF: Mapping[str, Callable[[CareProgramme, date], list[Occasion]]] = {
    Kind.BIRTHDAY: _birthdays,
    Kind.ANNIVERSARY: _anniversaries,
    Kind.HOLIDAY: _holidays,
    Kind.THANKS: _thanks_days,
    Kind.FIRST_VISIT: _first_visits,
    Kind.PURCHASE: _purchases,
    Kind.COMPLAINT: _complaints,
    Kind.VISIT: _visits,
    Kind.WARNING: _warnings,
    Kind.RETURN: _returns,
}
