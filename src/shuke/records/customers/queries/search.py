"""Finding a customer by what a person types or scans."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity, SearchToken
from shuke.records.customers.queries.matching import survivors_of
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.records.customers.tokens import TAIL, Query, query_of
from shuke.records.stores.queries import business

# A customer has several tokens with one beginning ("pan", "panwei"): read so many times more than are shown.
_TOKENS_A_CUSTOMER = 4
_LAST_CHARACTER = "\U0010ffff"

# An exact card or full phone finds anybody in the chain; an exact e-mail only within one's stores.
_FINDS_ANYBODY = {Identity.Kind.CARD, Identity.Kind.PHONE}


@dataclass(frozen=True)
class Found:
    customer: Customer
    by: str  # "card", "phone", "email", …: an exact identifier; "word": name, pinyin, number or a phone's tail
    is_inside: bool  # False: another store's customer, of whom only the serving view may be shown


def search_customers(text: str, *, scope: Scope, limit: int = 20) -> list[Found]:
    """Exact identifiers first, then those whose tokens begin with every word typed. At most four queries."""
    exact = list(_found_exactly(text, scope))
    known = {found.customer.pk for found in exact}
    ids = [pk for pk in _ids_by_words(query_of(text), scope, limit) if pk not in known][:limit]
    customers = Customer.objects.select_related("home_store").in_bulk(ids)
    by_words = [Found(customer=customers[pk], by="word", is_inside=True) for pk in ids]
    return (exact + by_words)[:limit]


def matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """The list's filter: those of `customers` whom all words of `text` find, in the list's own order."""
    query = query_of(text)
    if not query:
        return customers.none() if text.strip() else customers
    by_words = Q()
    for word in query.words:
        by_words &= Q(pk__in=_tokens_beginning_with(word).values("customer_id"))
    if query.tail:
        by_words |= Q(pk__in=_tails_beginning_with(query.tail).values("customer_id"))
    return customers.filter(by_words)


def _found_exactly(text: str, scope: Scope) -> Iterator[Found]:
    identities = _exact_identities(text)
    survivors = survivors_of({identity.customer for identity in identities})
    for identity in identities:
        customer = survivors[identity.customer_id]
        is_inside = scope.covers_store(customer.home_store_id)
        if customer.erased_at is None and (is_inside or identity.kind in _FINDS_ANYBODY):
            yield Found(customer=customer, by=identity.kind, is_inside=is_inside)


def _exact_identities(text: str) -> list[Identity]:
    country = business().country
    wanted = Q()
    for kind in (Identity.Kind.CARD, Identity.Kind.PHONE, Identity.Kind.EMAIL):
        try:
            wanted |= Q(kind=kind, normal=normal_of(kind, text, country=country))
        except ShukeError:
            continue  # what was typed is none of that kind
    if not wanted:
        return []
    found = Identity.objects.filter(wanted).select_related("customer__home_store")
    one_a_customer = {identity.customer_id: identity for identity in found}
    return list(one_a_customer.values())


def _ids_by_words(query: Query, scope: Scope, limit: int) -> list[int]:
    """Customer ids, those with the shortest token first; read in the index's order, so that it stops early."""
    if not query:
        return []
    ids: dict[int, None] = {}
    if query.tail:
        ids.update(dict.fromkeys(_first_ids(_tails_beginning_with(query.tail), scope, limit)))
    longest, *others = sorted(query.words, key=len, reverse=True)
    tokens = _tokens_beginning_with(longest)
    for word in others:
        tokens = tokens.filter(Exists(_tokens_beginning_with(word).filter(customer=OuterRef("customer"))))
    ids.update(dict.fromkeys(_first_ids(tokens, scope, limit)))
    return list(ids)


def _first_ids(tokens: QuerySet[SearchToken], scope: Scope, limit: int) -> QuerySet[SearchToken, int]:
    tokens = tokens.filter(customer__merged_into__isnull=True, customer__erased_at__isnull=True)
    if scope.store_ids is not None:
        tokens = tokens.filter(customer__home_store__in=scope.store_ids)
    return tokens.order_by("token", "customer_id").values_list("customer_id", flat=True)[: limit * _TOKENS_A_CUSTOMER]


def _tokens_beginning_with(word: str) -> QuerySet[SearchToken]:
    return _beginning_with(word).exclude(kind=TAIL)


def _tails_beginning_with(tail: str) -> QuerySet[SearchToken]:
    return _beginning_with(tail).filter(kind=TAIL)


def _beginning_with(start: str) -> QuerySet[SearchToken]:
    # SQLite's LIKE cannot use the index; PostgreSQL's can, because the column compares by code point.
    if connection.vendor == "postgresql":
        return SearchToken.objects.filter(token__startswith=start)
    return SearchToken.objects.filter(token__gte=start, token__lt=start + _LAST_CHARACTER)
