from collections.abc import Mapping

from django.db import transaction

from shuke.lib.bulk import update_rows
from shuke.records.customers.models import Customer


@transaction.atomic
def publish_service_class(*, classes: Mapping[str, str]) -> int:
    """Sets each customer's class by customer number; whoever is not named loses theirs. Returns how many changed.

    A class is derived: it leaves no event, no audit row, and `updated_at` as it was.
    """
    current = Customer.objects.values_list("pk", "number", "service_class").iterator(chunk_size=10_000)
    changed = [(pk, new) for pk, number, old in current if (new := classes.get(number, "")) != old]
    return update_rows(Customer._meta.db_table, ("service_class",), changed)
