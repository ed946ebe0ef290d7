"""Who is it? What was scanned or typed, as people to choose from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shuke.lib.errors import ShukeError
from shuke.lib.phones import masked
from shuke.records.access.scope import Scope
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import Found, search_customers
from shuke.records.membership.models import Card
from shuke.records.membership.services import require_in_use
from shuke.records.sales.models import Order
from shuke.records.sales.queries import latest_visits, rank_by_latest_visit
from shuke.records.stores.models import Store
from shuke.web.counter.presented import Presented, seal

SHOWN_AT_MOST = 8
SHORTEST = 2  # characters: fewer find a tenth of all customers


@dataclass(frozen=True)
class Hit:
    customer: Customer
    phone: str  # masked for everybody: the screen stands where others look
    latest_on: date | None  # in the reader's stores
    token: str  # of a card or phone that was read; empty for who was only looked up
    is_exact: bool


def people_found(text: str, *, scope: Scope) -> list[Hit]:
    """Exact card or phone first, then by word, who was here latest in front. Raises CardEnded for a card out of use."""
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    found = search_customers(text, scope=scope, limit=SHOWN_AT_MOST)
    if not any(one.by == Identity.Kind.CARD for one in found):
        _require_no_ended_card(text)
    ranked = rank_by_latest_visit(found, scope=scope)
    ids = [one.customer.pk for one in ranked]
    visits, phones = latest_visits(ids, scope=scope), _phones(ids)
    return [
        Hit(
            customer=one.customer,
            phone=phones.get(one.customer.pk, ""),
            latest_on=visits.get(one.customer.pk),
            token=_token(one, text, scope),
            is_exact=one.by != "word",
        )
        for one in ranked
    ]


def order_found(text: str, *, store: Store, scope: Scope) -> Order | None:
    """The order of a receipt number of this store's till."""
    key = text.strip().upper()
    if not key:
        return None
    orders = Order.objects.visible_to(scope).filter(source=f"till:{store.code}", source_key=key)
    return orders.first()


def _token(found: Found, text: str, scope: Scope) -> str:
    if found.by not in (Identity.Kind.CARD, Identity.Kind.PHONE):
        return ""
    card = normal_of(Identity.Kind.CARD, text, country="") if found.by == Identity.Kind.CARD else ""
    return seal(Presented(found.customer.pk, card), staff_id=scope.staff_id)


def _require_no_ended_card(text: str) -> None:
    """A lost card opens nothing, and says so instead of finding nobody."""
    try:
        number = normal_of(Identity.Kind.CARD, text, country="")
    except ShukeError:
        return
    card = Card.objects.filter(number=number).first()
    if card is not None:
        require_in_use(card)


def _phones(customer_ids: Collection[int]) -> dict[int, str]:
    rows = Identity.objects.filter(customer__in=customer_ids, kind=Identity.Kind.PHONE).order_by("is_primary", "-pk")
    return {pk: masked(value) for pk, value in rows.values_list("customer", "value")}
