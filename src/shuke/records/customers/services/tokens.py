from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

from django.db import transaction

from shuke.lib.bulk import insert_rows
from shuke.records.customers.models import Customer, Identity, SearchToken
from shuke.records.customers.tokens import search_tokens_for

_CHUNK = 5_000
_TABLE = SearchToken._meta.db_table


@transaction.atomic
def rebuild_search_tokens(customer_ids: Collection[int] | None = None) -> int:
    """Writes anew what the customers (default: all) are found by; returns the number of tokens.

    Of a customer merged into another the survivor's are written.
    """
    if customer_ids is None:
        customer_ids = list(Customer.objects.values_list("pk", flat=True))
        return sum(map(_rebuild, _chunks(customer_ids)))
    survivors = {pk for chunk in _chunks(customer_ids) for pk in _survivor_ids(chunk)}
    return sum(map(_rebuild, _chunks({*customer_ids, *survivors})))


def _chunks(customer_ids: Collection[int]) -> Iterator[list[int]]:
    ids = sorted(customer_ids)
    yield from (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _survivor_ids(customer_ids: list[int]) -> Iterable[int]:
    merged = Customer.objects.filter(pk__in=customer_ids, merged_into__isnull=False)
    return (pk for pk in merged.values_list("merged_into", flat=True) if pk is not None)


def _rebuild(customer_ids: list[int]) -> int:
    SearchToken.objects.filter(customer__in=customer_ids).delete()
    # In the index's order: neighbours then lie on one page of it.
    rows = sorted(_token_rows(customer_ids), key=itemgetter(2))
    return insert_rows(_TABLE, ("customer_id", "kind", "token"), rows)


def _token_rows(customer_ids: Collection[int]) -> Iterator[tuple[int, str, str]]:
    """Only of current customers: who was merged or erased is not found by a word; their cards and phones lead on."""
    cards = _normal_by_customer(customer_ids, Identity.Kind.CARD)
    phones = _normal_by_customer(customer_ids, Identity.Kind.PHONE)
    customers = Customer.objects.current().filter(pk__in=customer_ids).values_list("pk", "name", "number")
    for pk, name, number in customers:
        tokens = search_tokens_for(name=name, number=number, cards=cards.get(pk, ()), phones=phones.get(pk, ()))
        yield from ((pk, kind, token) for kind, token in tokens)


def _normal_by_customer(customer_ids: Collection[int], kind: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for owner in ("customer", "customer__merged_into"):
        identities = Identity.objects.filter(**{f"{owner}__in": customer_ids}, kind=kind)
        for customer_id, normal in identities.values_list(owner, "normal"):
            found.setdefault(customer_id, []).append(normal)
    return found
