"""How many customers a tree means now, with some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from shuke.actions.segments.choosing import Ids, choose_customers
from shuke.actions.segments.queries import faults_in, fields_for, trees
from shuke.actions.segments.tree import Node
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer

SAMPLE = 10


@dataclass(frozen=True)
class Counted:
    count: int | None = None  # None: cannot be counted
    as_of: date | None = None  # of purchases and scores
    sample: Sequence[Customer] = ()
    faults: Sequence[str] = ()


def count_now(tree: Node, *, scope: Scope, key: str = "") -> Counted:
    """`key` is that of the segment whose tree it is."""
    if faults := faults_in(tree, scope=scope, key=key):
        return Counted(faults=faults)
    try:
        chosen = choose_customers(tree, scope=scope, field_named=fields_for(scope), segments=trees())
    except ShukeError as refused:
        return Counted(faults=[str(refused)])
    people = Customer.objects.select_related("home_store").in_bulk(_spread(chosen.ids))
    return Counted(chosen.count, chosen.as_of, [people[pk] for pk in sorted(people)])


def _spread(ids: Ids) -> list[int]:
    """Some from all over, always the same ones: the first would be the oldest customers."""
    if not len(ids):
        return []
    places = np.unique(np.linspace(0, len(ids) - 1, SAMPLE).astype(int))
    return [int(pk) for pk in ids[places]]
