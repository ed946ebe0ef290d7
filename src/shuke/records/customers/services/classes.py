from collections.abc import Iterable

from shuke.lib.bulk import update_rows
from shuke.records.customers.models import Customer


def publish_service_class(*, classes: Iterable[tuple[int, str]]) -> int:
    """Sets the class of the customers named, (key, class) each; all others keep theirs. Returns how many were written.

    A class is derived: it leaves no event, no audit row, and `updated_at` as it was.
    """
    return update_rows(Customer._meta.db_table, ("service_class",), classes)
