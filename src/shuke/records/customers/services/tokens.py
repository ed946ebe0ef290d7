from collections.abc import Collection, Iterable, Iterator

from django.db import transaction

from shuke.lib.bulk import insert_rows
from shuke.records.customers.models import Customer, Identity, SearchToken
from shuke.records.customers.tokens import search_tokens_for

_CHUNK = 5_000
_TABLE = SearchToken._meta.db_table


@transaction.atomic
def rebuild_search_tokens(customer_ids: Collection[int] | None = None) -> int:
    """Writes anew what the customers (default: all) are found by; returns the number of tokens."""
    if customer_ids is None:
        customer_ids = list(Customer.objects.values_list("pk", flat=True))
    ids = list(customer_ids)
    return sum(_rebuild(ids[start : start + _CHUNK]) for start in range(0, len(ids), _CHUNK))


def _rebuild(customer_ids: list[int]) -> int:
    SearchToken.objects.filter(customer__in=customer_ids).delete()
    return insert_rows(_TABLE, ("customer_id", "kind", "token"), _token_rows(customer_ids))


def _token_rows(customer_ids: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    customers = Customer.objects.filter(pk__in=customer_ids, erased_at__isnull=True).prefetch_related("identities")
    for customer in customers:
        identities = customer.identities.all()
        tokens = search_tokens_for(
            name=customer.name,
            number=customer.number,
            cards=[one.normal for one in identities if one.kind == Identity.Kind.CARD],
            phones=[one.normal for one in identities if one.kind == Identity.Kind.PHONE],
        )
        yield from ((customer.pk, kind, token) for kind, token in sorted(tokens))
