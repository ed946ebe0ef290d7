from django.db.models import QuerySet

from shuke.records.access.scope import Scope
from shuke.records.customers.models import DuplicatePair


def duplicates_to_decide(scope: Scope) -> QuerySet[DuplicatePair]:
    """The likeliest first; only pairs of whom the reader may see both."""
    open_pairs = DuplicatePair.objects.filter(
        told_apart_at__isnull=True,
        first__merged_into__isnull=True,
        second__merged_into__isnull=True,
        first__erased_at__isnull=True,
        second__erased_at__isnull=True,
    )
    if scope.store_ids is not None:
        open_pairs = open_pairs.filter(first__home_store__in=scope.store_ids, second__home_store__in=scope.store_ids)
    return open_pairs.select_related("first__home_store", "second__home_store").order_by("-weight", "-pk")
