"""The one thing to say or do for the person in front of the counter, with its reason, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.queries import own_and_merged
from shuke.records.membership.models import Plan
from shuke.records.sales.models import OrderLine
from shuke.scores.models import CustomerScore
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBaskets, NextProduct
from shuke.web import figures
from shuke.web.counter.entitlements import Entitlements, expires_on
from shuke.web.counter.place import Place
from shuke.web.customers.listing import product_names
from shuke.web.customers.next_basket import why_next
from shuke.web.today.advice import main_reason
from shuke.web.words import discount_words, reason_html

DONE, REFUSED, NOT_OFFERED = "done", "refused", "not_offered"
# How many days the same advice rests after an answer; what was not offered comes again at the next visit.
RESTS_DAYS = {DONE: 14, REFUSED: 30, NOT_OFFERED: 1}
EVENT = "offer."  # kind of the event, before the outcome
EXPIRES_SOON_DAYS = 30


@dataclass(frozen=True)
class Advice:
    code: str  # usual_due, silence, join, points_expire, new_product
    says: str
    why: SafeString
    product: str = ""  # code

    @property
    def key(self) -> str:
        return f"{self.code}:{self.product}"


@dataclass(frozen=True)
class Known:
    """What the advice is decided from."""

    customer: Customer
    place: Place
    score: CustomerScore | None
    has_come_since: bool  # the run that made the score
    entitlements: Entitlements | None
    plan_to_join: Plan | None


def advice_for(known: Known) -> Advice | None:
    """The first that applies and was not answered lately; none for who wants no personalisation."""
    if known.customer.is_not_personalised:
        return None
    answered = answered_lately(known.customer.pk, now=known.place.now)
    return next((one for one in _candidates(known) if one.key not in answered), None)


def answered_lately(customer_id: int, *, now: datetime) -> set[str]:
    """Keys of what rests after an answer."""
    since = now - timedelta(days=max(RESTS_DAYS.values()))
    people = own_and_merged(customer_id)
    events = Event.objects.filter(customer__in=people, occurred_at__gt=since, kind__startswith=EVENT)
    return {
        f"{facts.get('advice')}:{facts.get('product', '')}"
        for kind, at, facts in events.values_list("kind", "occurred_at", "facts")
        if at > now - timedelta(days=RESTS_DAYS.get(kind.removeprefix(EVENT), 0))
    }


def _candidates(known: Known) -> Iterator[Advice]:
    products = _Products(known)
    yield from products.due()
    yield from _silence(known)
    yield from _join(known)
    yield from _points(known)
    yield from products.new()


def _silence(known: Known) -> Iterator[Advice]:
    score = known.score
    if score is None or known.has_come_since or not (score.stage == "declining" or score.is_abnormal):
        return
    reason = main_reason(score)
    if not reason:
        return
    says = {"spend_falling": _("Ask what they miss here")}.get(reason["code"], _("Ask how the latest visit was"))
    currency = known.place.setting.money_currency
    yield Advice("silence", says, reason_html(reason, currency=currency, product_names=product_names([score])))


def _join(known: Known) -> Iterator[Advice]:
    plan = known.plan_to_join
    if plan is None:
        return
    says = _("Offer the card of “%(plan)s”") % {"plan": plan.name}
    if plan.discount_percent:
        why = format_html(
            _("<b>{discount}</b> from the next purchase on."), discount=discount_words(plan.discount_percent)
        )
    else:
        why = format_html(_("Every purchase earns points from then on."))
    yield Advice("join", says, why, plan.code)


def _points(known: Known) -> Iterator[Advice]:
    held = known.entitlements
    if held is None or held.balance.next_expiry_at is None or not held.balance.next_expiry_points:
        return
    left = held.balance.next_expiry_at - known.place.now
    if left > timedelta(days=EXPIRES_SOON_DAYS):
        return
    points = held.balance.next_expiry_points
    why = format_html(
        ngettext(
            "<b>{points}</b> point can be spent until {day}.",
            "<b>{points}</b> points can be spent until {day}.",
            points,
        ),
        points=figures.number(points),
        day=figures.short_day(expires_on(held, known.place.zone), today=known.place.today),
    )
    yield Advice("points_expire", _("Offer to pay with points"), why)


class _Products:
    """What the next basket foretells, without what was bought since."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.found: list[NextProduct] | None = None
        self.names: Mapping[int, tuple[str, str]] = {}
        self.passed_days = 0

    def due(self) -> Iterator[Advice]:
        for product in self._read():
            if product.why["code"] == "due" and not product.is_new:
                usual, silence = product.why["usual_days"], product.why["silence_days"] + self.passed_days
                why = format_html(
                    _("Usually every <b>{usual}</b> days, now <b>{silence}</b>."),
                    usual=figures.number(usual),
                    silence=figures.number(silence),
                )
                yield self._advice("usual_due", _("Ask: %(product)s again today?"), why, product)

    def new(self) -> Iterator[Advice]:
        for product in self._read():
            if product.is_new:
                names = {key: name for key, (_code, name) in self.names.items()}
                why = format_html("{}", why_next(product.why, names=names))
                yield self._advice("new_product", _("Let them try: %(product)s"), why, product)

    def _advice(self, code: str, says: str, why: SafeString, product: NextProduct) -> Advice:
        product_code, name = self.names[product.product_key]
        return Advice(code, says % {"product": name}, why, product_code)

    def _read(self) -> list[NextProduct]:
        if self.found is None:
            self.found = self._fresh()
        return self.found

    def _fresh(self) -> list[NextProduct]:
        customer = self.known.customer
        foretold = NextBaskets(Folder(warehouse_folder())).of(customer.number)
        if foretold is None:
            return []
        people = own_and_merged(customer.pk)
        since = OrderLine.objects.filter(order__customer__in=people, order__ordered_on__gt=foretold.as_of)
        bought = set(since.values_list("product", flat=True))
        self.passed_days = max(0, (self.known.place.today - foretold.as_of).days)
        self.names = _names({key for product in foretold.products for key in _keys(product)})
        return [one for one in foretold.products if one.product_key in self.names and one.product_key not in bought]


def _keys(product: NextProduct) -> Iterator[int]:
    yield product.product_key
    if "product_id" in product.why:
        yield int(product.why["product_id"])


def _names(keys: set[int]) -> dict[int, tuple[str, str]]:
    rows: Any = Product.objects.filter(pk__in=keys, is_sold=True).values_list("pk", "code", "name")
    return {pk: (code, name) for pk, code, name in rows}
