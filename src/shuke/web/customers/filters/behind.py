"""Customers named by their row ids: what the warehouse answers, or what Python had to decide."""

import json
from collections.abc import Callable, Collection

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from shuke.warehouse.manifest import NoWarehouse


def people_behind(ids: Collection[int]) -> Q:
    """The ids as one parameter: there may be a million, and databases count parameters."""
    return Q(pk__in=_rows(ids))


def counted_people(ask: Callable[[], Collection[int]]) -> Q:
    """Whom the warehouse names; nobody before the first refresh."""
    try:
        return people_behind(ask())
    except NoWarehouse:
        return Q(pk__in=[])


def _rows(ids: Collection[int]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [sorted(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(sorted(ids))])
