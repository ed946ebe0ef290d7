"""Who is likely to come today, what to have ready for them, and whose birthday is near (SPEC 2.6)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, FloatField, Q
from django.db.models.functions import Abs, Cast

from shuke.lib.dates import next_lunar_day
from shuke.records.customers.models import Customer, Preference
from shuke.records.sales.models import Order, OrderLine
from shuke.scores.models import CustomerScore
from shuke.web.counter.around import next_birthday
from shuke.web.counter.place import Place
from shuke.web.counter.usual import USUAL_SHARE

LIKELY_AT_MOST = 12
LEAST_ORDERS = 4  # three gaps of one's own: before, the gap is mostly the group's (SPEC 9.8)
SPREAD = 0.15  # of the usual gap: so far from its end a visit is still likely today …
LEAST_SPREAD_DAYS = 1  # … and at least a day
BIRTHDAYS_WITHIN_DAYS = 3
_YEAR_DAYS = 365
PREFERENCES_SHOWN = 3
USUAL_SHOWN = 3


@dataclass(frozen=True)
class Visitor:
    customer: Customer
    usual_days: float
    silence_days: int
    likes: Sequence[Preference]
    usual: Sequence[str]  # names of products


@dataclass(frozen=True)
class Expected:
    visitors: Sequence[Visitor]
    ready: Sequence[tuple[str, int]]  # (product, how many of them usually take it), most first
    birthdays: Sequence[tuple[Customer, date]]


def expected_today(place: Place) -> Expected:
    scores = likely_visitors(place)
    ids = [score.customer_id for score in scores]
    likes, usual = _likes(ids), _usual_of(ids, place)
    visitors = [
        Visitor(
            customer=score.customer,
            usual_days=score.rhythm_days or 0,
            silence_days=(place.today - score.latest_on).days if score.latest_on else 0,
            likes=likes.get(score.customer_id, [])[:PREFERENCES_SHOWN],
            usual=usual.get(score.customer_id, [])[:USUAL_SHOWN],
        )
        for score in scores
    ]
    counted = Counter(name for names in usual.values() for name in names)
    return Expected(visitors, counted.most_common(), birthdays_near(place))


def likely_visitors(place: Place) -> list[CustomerScore]:
    """Of this store, whose usual gap ends about today; without who came since the figures end."""
    passed = (place.today - place.setting.as_of).days
    came = Order.objects.purchases().filter(ordered_on__gt=place.setting.as_of, customer__isnull=False)
    off = Abs(Cast(F("due_in_days"), FloatField()) - passed)
    scores = CustomerScore.objects.filter(
        home_store=place.store,
        due_in_days__isnull=False,
        total_orders__gte=LEAST_ORDERS,
        customer__merged_into__isnull=True,
        customer__erased_at__isnull=True,
        customer__is_not_personalised=False,
    )
    near = scores.annotate(off=off).filter(Q(off__lte=LEAST_SPREAD_DAYS) | Q(off__lte=F("rhythm_days") * SPREAD))
    fresh = near.exclude(customer__in=came.values("customer")) if passed > 0 else near
    return list(fresh.select_related("customer").order_by("off", "-orders", "customer")[:LIKELY_AT_MOST])


def birthdays_near(place: Place) -> list[tuple[Customer, date]]:
    """Of this store's customers, today's first; solar and lunar ones."""
    days = [place.today + timedelta(days=ahead) for ahead in range(BIRTHDAYS_WITHIN_DAYS + 1)]
    wanted = Q()
    for day in days:
        wanted |= Q(birthday__month=day.month, birthday__day=day.day)
    if any(day.month == 2 and day.day == 28 for day in days):
        wanted |= Q(birthday__month=2, birthday__day=29)
    here = Customer.objects.current().filter(home_store=place.store)
    solar = [(one, next_birthday(one.birthday, after=place.today)) for one in here.filter(wanted) if one.birthday]
    lunar = here.exclude(lunar_birthday="")
    moon = [(one, next_lunar_day(one.lunar_birthday, after=place.today)) for one in lunar]
    found = [(one, day) for one, day in solar + moon if day in days]
    return sorted(found, key=lambda row: (row[1], row[0].pk))


def _likes(customer_ids: Collection[int]) -> dict[int, list[Preference]]:
    held: dict[int, list[Preference]] = {}
    rows = Preference.objects.filter(customer__in=customer_ids, withdrawn_at__isnull=True)
    for preference in rows.order_by("-is_pinned", "-confirmations", "-confirmed_at"):
        held.setdefault(preference.customer_id, []).append(preference)
    return held


def _usual_of(customer_ids: Collection[int], place: Place) -> dict[int, list[str]]:
    """{customer: products in half of their orders of a year here or more, the most usual first}; two queries."""
    until = place.setting.habits_until
    orders = Order.objects.filter(
        customer__in=customer_ids,
        ordered_on__gt=until - timedelta(days=_YEAR_DAYS),
        ordered_on__lte=until,
        has_sale=True,
    ).visible_to(place.scope)
    totals = dict(orders.order_by().values_list("customer").annotate(Count("pk")))
    lines = OrderLine.objects.filter(order__in=orders.order_by().values("pk"), quantity__gt=0)
    rows = lines.values_list("order__customer", "product__name").annotate(held=Count("order", distinct=True))
    usual: dict[int, list[str]] = {}
    for customer_id, name, held in rows.filter(held__gte=2).order_by("-held", "product__name"):
        if held >= totals.get(customer_id, 0) * USUAL_SHARE:
            usual.setdefault(customer_id, []).append(name)
    return usual
