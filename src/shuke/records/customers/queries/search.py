"""Finding a customer by what a person types or scans."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

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
_FEW = 2_000  # so many ids are read and sorted in milliseconds
_EVERYBODY = 1_000_000_000
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


def matching(customers: CustomerQuerySet, text: str, *, is_by_name: bool = False) -> CustomerQuerySet:
    """The list's filter: those of `customers` whom all words of `text` find, in whatever order the list has.

    Asks at once whether they are few. Then their ids stand in the condition, and every order is a sort of a few rows;
    else tokens are looked up while the list's index is read. Say `is_by_name` when the list is ordered by name: its
    index begins with people of other names, and reading past them all would take seconds.
    """
    query = query_of(text)
    if not query:
        return customers.none() if text.strip() else customers
    ways = [_found_by_all(query.words)]
    if query.tail:
        ways.append(_tails_beginning_with(query.tail))
    return customers.filter(reduce(or_, (Q(pk__in=_ids_of(tokens, is_fenced=is_by_name)) for tokens in ways)))


def _ids_of(tokens: QuerySet[SearchToken], *, is_fenced: bool) -> Collection[int] | QuerySet[SearchToken, int]:
    ids = tokens.order_by().values_list("customer_id", flat=True)
    few = set(ids[: _FEW + 1])
    if len(few) <= _FEW:
        return few
    # The limit is a fence: PostgreSQL then makes the whole set of ids before it reads the first customer.
    return ids[:_EVERYBODY] if is_fenced else ids


def _found_by_all(words: Sequence[str]) -> QuerySet[SearchToken]:
    """Tokens beginning with the longest word, of customers who have tokens for the other words too."""
    longest, *others = sorted(words, key=len, reverse=True)
    tokens = _tokens_beginning_with(longest)
    for word in others:
        tokens = tokens.filter(Exists(_tokens_beginning_with(word).filter(customer=OuterRef("customer"))))
    return tokens


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
    ids.update(dict.fromkeys(_first_ids(_found_by_all(query.words), scope, limit)))
    return list(ids)


def _first_ids(tokens: QuerySet[SearchToken], scope: Scope, limit: int) -> QuerySet[SearchToken, int]:
    # Not as a join: SQLite would begin it at the customers and look at all of them.
    seen = Customer.objects.current().visible_to(scope).filter(pk=OuterRef("customer_id"))
    tokens = tokens.filter(Exists(seen))
    return tokens.order_by("token", "kind", "customer_id").values_list("customer_id", flat=True)[
        : limit * _TOKENS_A_CUSTOMER
    ]


def _tokens_beginning_with(word: str) -> QuerySet[SearchToken]:
    return _beginning_with(word).exclude(kind=TAIL)


def _tails_beginning_with(tail: str) -> QuerySet[SearchToken]:
    return _beginning_with(tail).filter(kind=TAIL)


def _beginning_with(start: str) -> QuerySet[SearchToken]:
    # SQLite's LIKE cannot use the index; PostgreSQL's can, because the column compares by code point.
    if connection.vendor == "postgresql":
        return SearchToken.objects.filter(token__startswith=start)
    return SearchToken.objects.filter(token__gte=start, token__lt=start + _LAST_CHARACTER)
