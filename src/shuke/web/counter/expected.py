"""Who booked or is likely to come, what to have ready for them, and whose birthday is near."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, FloatField, Q
from django.db.models.functions import Abs, Cast, Coalesce

from shuke.lib.dates import next_lunar_day
from shuke.records.customers.models import Booking, Customer, Preference
from shuke.records.customers.queries import PERSON, bookings_between, own_and_merged, photos_taken
from shuke.records.sales.models import Order, OrderLine
from shuke.scores.models import CustomerScore
from shuke.web.counter.around import next_birthday
from shuke.web.counter.bookings import Span
from shuke.web.counter.place import Place
from shuke.web.counter.usual import USUAL_SHARE

LIKELY_AT_MOST = 12
LEAST_ORDERS = 4  # three gaps of one's own: before, the gap is mostly the group's (docs/definitions.md, Usual gap)
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
    photo_at: datetime | None  # of who agreed to a picture


@dataclass(frozen=True)
class Booked:
    booking: Booking
    customer: Customer
    is_inside: bool  # of the reader's stores; the panel of others opens once they are here
    likes: Sequence[Preference]
    usual: Sequence[str]
    photo_at: datetime | None

    @property
    def is_awaited(self) -> bool:
        return self.booking.status == Booking.Status.BOOKED

    @property
    def is_gone(self) -> bool:
        return self.booking.status == Booking.Status.MISSED


@dataclass(frozen=True)
class Expected:
    bookings: Sequence[Booked]
    visitors: Sequence[Visitor]
    ready: Sequence[tuple[str, int]]  # (product, how many of them usually take it), most first
    birthdays: Sequence[tuple[Customer, date]]

    @property
    def places(self) -> Sequence[Booked]:
        """Whose seat, room or request is prepared."""
        return [one for one in self.bookings if one.is_awaited and (one.booking.seat or one.booking.request)]

    @property
    def awaited(self) -> int:
        """People of the bookings that stand."""
        return sum(one.booking.party_size for one in self.bookings if one.is_awaited)


def expected_in(place: Place, span: Span) -> Expected:
    """Who booked; of one day that is not over also who is likely to come. Nobody is named twice."""
    found = bookings_between(place.store, span.first, span.final, scope=place.scope)
    kept = [one for one in found if one.status != Booking.Status.CANCELLED]
    booked = {one.guest.pk for one in kept}
    likely = likely_visitors(place, span.first) if span.is_ahead else []
    scores = [one for one in likely if one.customer_id not in booked]
    people = booked | {score.customer_id for score in scores}
    known = _Known(_likes(people), _usual_of(_with_habits(kept, scores, place), place), photos_taken(people))
    bookings = [_booked(one, place, known) for one in kept]
    visitors = [_visitor(score, span.first, known) for score in scores]
    awaited = [one.usual for one in bookings if one.is_awaited]
    counted = Counter(name for names in (*awaited, *(one.usual for one in visitors)) for name in names)
    return Expected(
        bookings, visitors, counted.most_common(), birthdays_near(place, span.first) if span.is_ahead else ()
    )


def _with_habits(bookings: Sequence[Booking], scores: Sequence[CustomerScore], place: Place) -> set[int]:
    """Whose usual order may be told: of the reader's stores, and of who did not ask for no personalisation."""
    guests = {one.guest for one in bookings}
    told = {one.pk for one in guests if place.scope.covers_store(one.home_store_id) and not one.is_not_personalised}
    return told | {score.customer_id for score in scores}


@dataclass(frozen=True)
class _Known:
    """By customer."""

    likes: Mapping[int, Sequence[Preference]]
    usual: Mapping[int, Sequence[str]]
    photos: Mapping[int, datetime]


def _booked(booking: Booking, place: Place, known: _Known) -> Booked:
    guest = booking.guest
    is_inside = place.scope.covers_store(guest.home_store_id)
    return Booked(
        booking=booking,
        customer=guest,
        is_inside=is_inside,
        likes=_in_front(known.likes.get(guest.pk, ())),
        usual=known.usual.get(guest.pk, ())[:USUAL_SHOWN],
        photo_at=known.photos.get(guest.pk) if is_inside else None,
    )


def _visitor(score: CustomerScore, day: date, known: _Known) -> Visitor:
    return Visitor(
        customer=score.customer,
        usual_days=score.rhythm_days or 0,
        silence_days=(day - score.latest_on).days if score.latest_on else 0,
        likes=_in_front(known.likes.get(score.customer_id, ())),
        usual=known.usual.get(score.customer_id, ())[:USUAL_SHOWN],
        photo_at=known.photos.get(score.customer_id),
    )


def _in_front(likes: Sequence[Preference]) -> Sequence[Preference]:
    """The first few; of what must not be overlooked everything."""
    pinned = sum(like.is_pinned for like in likes)
    return likes[: max(pinned, PREFERENCES_SHOWN)]


def likely_visitors(place: Place, day: date) -> list[CustomerScore]:
    """Of this store, whose usual gap ends about that day; without who came since the figures end."""
    passed = (day - place.setting.as_of).days
    since = {"ordered_on__gt": place.setting.as_of, "ordered_on__lte": place.today}
    came = Order.objects.purchases().filter(**since, customer__isnull=False)
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
    fresh = near.exclude(customer__in=came.values(person=PERSON)) if passed > 0 else near
    return list(fresh.select_related("customer").order_by("off", "-orders", "customer")[:LIKELY_AT_MOST])


def birthdays_near(place: Place, first: date) -> list[tuple[Customer, date]]:
    """Of this store's customers in a few days from `first`, the nearest in front; solar and lunar ones."""
    days = [first + timedelta(days=ahead) for ahead in range(BIRTHDAYS_WITHIN_DAYS + 1)]
    wanted = Q()
    for day in days:
        wanted |= Q(birthday__month=day.month, birthday__day=day.day)
    if any(day.month == 2 and day.day == 28 for day in days):
        wanted |= Q(birthday__month=2, birthday__day=29)
    here = Customer.objects.current().filter(home_store=place.store)
    solar = [(one, next_birthday(one.birthday, after=first)) for one in here.filter(wanted) if one.birthday]
    lunar = here.exclude(lunar_birthday="")
    moon = [(one, next_lunar_day(one.lunar_birthday, after=first)) for one in lunar]
    found = [(one, day) for one, day in solar + moon if day in days]
    return sorted(found, key=lambda row: (row[1], row[0].pk))


def _likes(customer_ids: Collection[int]) -> dict[int, list[Preference]]:
    """Also what was learned of records merged into them: an allergy is an allergy."""
    held: dict[int, list[Preference]] = {}
    rows = Preference.objects.filter(customer__in=own_and_merged(*customer_ids), withdrawn_at__isnull=True)
    for like in rows.annotate(person=PERSON).order_by("-is_pinned", "-confirmations", "-confirmed_at"):
        held.setdefault(like.person, []).append(like)
    return held


def _usual_of(customer_ids: Collection[int], place: Place) -> dict[int, list[str]]:
    """{customer: products in half of their orders of a year here or more, the most usual first}; two queries.

    Also of orders under records merged into theirs.
    """
    until = place.setting.habits_until
    orders = Order.objects.filter(
        customer__in=own_and_merged(*customer_ids),
        ordered_on__gt=until - timedelta(days=_YEAR_DAYS),
        ordered_on__lte=until,
        has_sale=True,
    ).visible_to(place.scope)
    totals = dict(orders.order_by().values_list(PERSON).annotate(Count("pk")))
    lines = OrderLine.objects.filter(order__in=orders.order_by().values("pk"), quantity__gt=0)
    person = Coalesce("order__customer__merged_into", "order__customer")
    rows = lines.values_list(person, "product__name").annotate(held=Count("order", distinct=True))
    usual: dict[int, list[str]] = {}
    for customer_id, name, held in rows.filter(held__gte=2).order_by("-held", "product__name"):
        if held >= totals.get(customer_id, 0) * USUAL_SHARE:
            usual.setdefault(customer_id, []).append(name)
    return usual
