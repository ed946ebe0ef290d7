"""The households join by the plan's own rule: on the day of their first order that was large enough.

Imported orders fire nothing, so their points are taken over as history: a row for each order of the latest weeks, and
one a month for what lies before. Then a little life through the services that a counter uses.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min

from shuke.demo.files import CURRENCY, SEED, TIME_ZONE
from shuke.demo.life import lead_a_life
from shuke.demo.promises import PLAN, make_coupons, make_plan
from shuke.lib.dates import day_in, midnight
from shuke.lib.progress import Report
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer, Identity
from shuke.records.membership.models import Plan
from shuke.records.membership.services import prove_ledger
from shuke.records.membership.services.history import Gain, Joiner, adopt_members
from shuke.records.sales.models import Order

SINGLE_DAYS = 28  # orders of so many latest days have a row of their own
OrderFacts = tuple[int, int, int, dt.datetime, dt.date, Decimal]  # order, customer, store, moment, day, total


def enrol_households(*, now: dt.datetime, say: Report) -> None:
    """All of it or nothing, so that a second start finds it done."""
    if Plan.objects.filter(code=PLAN).exists():
        return
    scope, rng = scope_of_system("demo"), Random(SEED)
    with transaction.atomic():
        plan = make_plan(scope=scope, now=now, currency=CURRENCY, zone=TIME_ZONE)
        joiners = list(_joiners(plan, now=now))
        count = adopt_members(scope=scope, now=now, plan=plan, joiners=joiners)
        coupons = make_coupons(scope=scope, now=now, currency=CURRENCY, zone=TIME_ZONE, random_bytes=rng.randbytes)
        lead_a_life(scope=scope, now=now, plan=plan, coupons=coupons, rng=rng)
    proof = prove_ledger(now=now)
    verdict = "the ledger adds up" if proof.is_green else "the ledger does not add up: see the page of its proof"
    say(f"{count} households joined “{plan.name}”; points of their orders were taken over as history, {verdict}.")


def _joiners(plan: Plan, *, now: dt.datetime) -> Iterator[Joiner]:
    named = Order.objects.filter(customer__isnull=False, currency=plan.currency)
    enough = named.filter(total__gte=plan.enrol_min_spend).values_list("customer")
    joined_at = dict(enough.annotate(at=Min("ordered_at")).order_by())
    cards = Identity.objects.filter(kind=Identity.Kind.CARD, customer__in=joined_at).order_by("-pk")
    card_of = dict(cards.values_list("customer", "normal"))
    facts = named.values_list("pk", "customer", "store", "ordered_at", "ordered_on", "total").order_by("ordered_at")
    gains = _gains(plan, facts.iterator(), joined_at, now=now)
    people = Customer.objects.current().filter(pk__in=joined_at).order_by("pk")
    for pk, store in people.values_list("pk", "home_store"):
        yield Joiner(
            customer_id=pk, home_store_id=store, joined_at=joined_at[pk], card=card_of.get(pk, ""), gains=gains[pk]
        )


def _gains(
    plan: Plan, orders: Iterable[OrderFacts], joined_at: dict[int, dt.datetime], *, now: dt.datetime
) -> dict[int, list[Gain]]:
    singly_from = (day_in(plan.time_zone, now) - dt.timedelta(days=SINGLE_DAYS)).replace(day=1)
    gains: dict[int, list[Gain]] = defaultdict(list)
    months: dict[tuple[int, dt.date], Decimal] = defaultdict(Decimal)
    for pk, customer, store, at, on, total in orders:
        if customer not in joined_at or at < joined_at[customer]:
            continue
        if on < singly_from:
            months[customer, on.replace(day=1)] += total
        elif total > 0:
            gains[customer].append(_gain(plan, f"{pk}", total, at=at, on=on, order_id=pk, store_id=store))
    for (customer, month), total in months.items():
        if total > 0:
            end = (month + dt.timedelta(days=32)).replace(day=1)
            key = f"{month:%Y-%m} of {customer}"
            at, on = midnight(plan.time_zone, end), end - dt.timedelta(days=1)
            gains[customer].append(_gain(plan, key, total, at=at, on=on))
    return gains


def _gain(
    plan: Plan, key: str, total: Decimal, *, at: dt.datetime, on: dt.date, order_id: int | None = None,
    store_id: int | None = None,
) -> Gain:  # fmt: skip
    points, growth = int(total * plan.points_per_unit), int(total * plan.growth_per_unit)
    at = at.astimezone(ZoneInfo("UTC"))
    return Gain(key=key, at=at, on=on, points=points, growth=growth, order_id=order_id, store_id=store_id)
