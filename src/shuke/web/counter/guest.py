"""Who stands at the counter: everything their panel shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Consent, Customer, Identity
from shuke.records.customers.queries import consents_now, own_and_merged, photos_taken
from shuke.records.membership.checkout.basket import Terms
from shuke.records.membership.checkout.buyers import Buyer, terms_of
from shuke.records.membership.models import Card, Plan
from shuke.records.sales.models import Order
from shuke.scores.live import paces_of
from shuke.scores.models import CustomerScore
from shuke.web.counter.advice import Advice, Known, advice_for
from shuke.web.counter.alerts import Alert, alerts_for
from shuke.web.counter.around import Around, birthday_soon, people_around
from shuke.web.counter.bookings import Ahead, ahead_of
from shuke.web.counter.entitlements import Entitlements, entitlements_of, expires_on, plan_to_join
from shuke.web.counter.greeting import LONG_AGO_RATIO, Wish, first_words, then_words
from shuke.web.counter.place import Place
from shuke.web.counter.presented import Presented
from shuke.web.counter.usual import Usual, usual_of
from shuke.web.customers.portrait import HeldPreference, preferences_of

ORDERS_SHOWN = 3
LIKES_IN_FRONT = 4  # on the strip that never scrolls away, taboos first


@dataclass(frozen=True)
class Guest:
    """A customer as somebody at a counter may see them."""

    customer: Customer
    is_inside: bool  # of the reader's stores; otherwise name, preferences, entitlements and no more
    token: str = ""
    card: Card | None = None  # that was read


def guest_of(scope: Scope, pk: int, presented: Presented | None, *, token: str) -> Guest | None:
    """Within one's stores, or by the proof that the card or phone was read; None otherwise."""
    found = Customer.objects.current().select_related("home_store", "referred_by").filter(pk=pk).first()
    if found is None:
        return None
    is_proved = presented is not None and presented.customer_id == pk
    is_inside = scope.covers_store(found.home_store_id)
    if not (is_inside or is_proved):
        return None
    card = _card(presented.card, found) if presented and is_proved and presented.card else None
    return Guest(customer=found, is_inside=is_inside, token=token if is_proved else "", card=card)


@dataclass(frozen=True)
class Panel:
    guest: Guest
    hello: str
    then: str
    likes: Sequence[HeldPreference]
    around: Sequence[Around]
    entitlements: Entitlements | None
    terms: Terms
    usual: Usual | None
    alerts: Sequence[Alert]
    advice: Advice | None
    plan_to_join: Plan | None
    orders: Sequence[Order]
    score: CustomerScore | None
    latest_on: date | None
    silence_days: int | None
    rhythm_days: float | None
    may_tell_health: bool  # reasons about health have a consent of their own
    bookings: Sequence[Ahead]
    photo_at: datetime | None  # of who agreed to a picture
    expires_on: date | None  # last day of the points that end next

    @property
    def customer(self) -> Customer:
        return self.guest.customer

    @property
    def in_front(self) -> Sequence[HeldPreference]:
        return self.likes[:LIKES_IN_FRONT]

    @property
    def is_away(self) -> bool:
        """Longer than usual."""
        rhythm = self.rhythm_days
        return bool(rhythm and self.silence_days is not None and self.silence_days >= rhythm * LONG_AGO_RATIO)


def panel_of(guest: Guest, place: Place) -> Panel:
    customer, today = guest.customer, place.today
    history = _history(guest, place)
    held = entitlements_of(customer, currency=place.store.currency, today=today, now=place.now)
    terms = terms_of(Buyer(customer=customer, member=held.member if held else None), currency=place.store.currency)
    likes = [
        one
        for one in preferences_of(customer.pk, shop=place.setting.business, now=place.now)
        if one.preference.is_pinned or one.strength.steps
    ]
    joins = plan_to_join(customer, now=place.now) if held is None and place.may_enrol else None
    birthday_on = birthday_soon(customer, today=today)
    score = history.score
    bookings = ahead_of(customer.pk, place)
    known = Known(customer, place, score, history.has_come_since, held, joins)
    return Panel(
        guest=guest,
        hello=first_words(
            customer,
            silence_days=history.silence_days,
            rhythm_days=history.rhythm_days,
            is_birthday=birthday_on == today,
        ),
        then=then_words(_wishes(likes, bookings)),
        likes=sorted(likes, key=lambda one: (not one.preference.is_pinned, -one.strength.steps)),
        around=people_around(customer, scope=place.scope, today=today) if guest.is_inside else (),
        entitlements=held,
        terms=terms,
        usual=_usual(guest, place, terms),
        alerts=alerts_for(guest.card, customer, held, place, is_inside=guest.is_inside, birthday_on=birthday_on),
        advice=advice_for(known) if guest.is_inside else None,
        plan_to_join=joins,
        orders=history.orders,
        score=score,
        latest_on=history.latest_on,
        silence_days=history.silence_days,
        rhythm_days=history.rhythm_days,
        may_tell_health=_may_tell_health(customer, likes),
        bookings=bookings,
        photo_at=photos_taken([customer.pk]).get(customer.pk) if guest.is_inside else None,
        expires_on=expires_on(held, place.zone) if held else None,
    )


def _wishes(likes: Sequence[HeldPreference], bookings: Sequence[Ahead]) -> list[Wish]:
    """The seat or room asked for today takes the place of the usual one."""
    usual = [Wish(one.preference.topic, one.preference.value) for one in likes if not _is_taboo(one)]
    asked = [Wish("seat", one.booking.seat) for one in bookings if one.is_today and one.booking.seat][:1]
    return asked + [wish for wish in usual if not asked or wish.topic not in ("seat", "room")]


@dataclass(frozen=True)
class _History:
    score: CustomerScore | None = None
    latest_on: date | None = None
    silence_days: int | None = None
    rhythm_days: float | None = None
    has_come_since: bool = False  # the run that made the score
    orders: Sequence[Order] = ()


def _history(guest: Guest, place: Place) -> _History:
    if not guest.is_inside:
        return _History()
    pk = guest.customer.pk
    score = CustomerScore.objects.filter(pk=pk).first()
    purchases = Order.objects.purchases().filter(customer__in=own_and_merged(pk), ordered_on__lte=place.today)
    latest_on = purchases.aggregate(latest=Max("ordered_on"))["latest"]
    orders = Order.objects.filter(customer__in=own_and_merged(pk), has_sale=True).visible_to(place.scope)
    has_come_since = bool(latest_on and latest_on > place.setting.as_of)
    return _History(
        score=score,
        latest_on=latest_on,
        silence_days=max(0, (place.today - latest_on).days) if latest_on else None,
        rhythm_days=_rhythm_days(score, place, has_come_since=has_come_since),
        has_come_since=has_come_since,
        orders=list(orders.select_related("store").order_by("-ordered_on", "-pk")[:ORDERS_SHOWN]),
    )


def _rhythm_days(score: CustomerScore | None, place: Place, *, has_come_since: bool) -> float | None:
    if score is None or not has_come_since:
        return score.rhythm_days if score else None
    return paces_of([score], run=place.setting.run, today=place.today)[score.customer_id].rhythm_days


def _usual(guest: Guest, place: Place, terms: Terms) -> Usual | None:
    if not guest.is_inside or guest.customer.is_not_personalised:
        return None
    until = place.setting.habits_until
    currency = place.store.currency
    return usual_of(guest.customer.pk, scope=place.scope, as_of=until, currency=currency, terms=terms)


def _is_taboo(held: HeldPreference) -> bool:
    """Pinned is a taboo or a special request; only what has a topic of its own is made ready."""
    return held.preference.is_pinned and held.preference.topic in ("allergy", "taboo")


def _may_tell_health(customer: Customer, likes: Sequence[HeldPreference]) -> bool:
    if not any(one.preference.is_sensitive for one in likes):
        return False
    said: list[Consent] = consents_now(customer.pk)
    return any(consent.purpose == "health" and consent.is_granted for consent in said)


def _card(number: str, customer: Customer) -> Card | None:
    held = Card.objects.select_related("member__plan").filter(number=number, status=Card.Status.ACTIVE).first()
    known = Identity.objects.filter(customer__in=own_and_merged(customer.pk), kind=Identity.Kind.CARD, normal=number)
    return held if held and (held.member.customer_id == customer.pk or known.exists()) else None
