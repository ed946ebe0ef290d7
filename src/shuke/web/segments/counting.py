"""How many customers a tree means now, with some of them.

Whoever builds a segment asks nearly the same again and again: answers to single conditions are kept for a minute, and
with them who there is. What is saved is counted afresh.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from shuke.actions.segments.choosing import Answered, Ids, choose_customers
from shuke.actions.segments.queries import faults_in, fields_for, trees
from shuke.actions.segments.tree import Node
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer

SAMPLE = 10
KEPT_SECONDS = 60
MOST_SCOPES = 4  # a mask over a million customers is a megabyte
MOST_ANSWERS = 40

_kept: dict[frozenset[int] | None, tuple[float, Answered]] = {}  # by the stores of the scope, with when it began


@dataclass(frozen=True)
class Counted:
    count: int | None = None  # None: cannot be counted
    as_of: date | None = None  # of purchases and scores
    sample: Sequence[Customer] = ()
    faults: Sequence[str] = ()


def count_now(tree: Node, *, scope: Scope, today: date, key: str = "") -> Counted:
    """`key` is that of the segment whose tree it is."""
    if faults := faults_in(tree, scope=scope, key=key):
        return Counted(faults=faults)
    try:
        chosen = choose_customers(
            tree, scope=scope, field_named=fields_for(scope), segments=trees(), today=today, answered=_answered(scope)
        )
    except ShukeError as refused:
        return Counted(faults=[str(refused)])
    people = Customer.objects.select_related("home_store").in_bulk(_spread(chosen.ids))
    return Counted(chosen.count, chosen.as_of, [people[pk] for pk in sorted(people)])


def forget_answers() -> None:
    _kept.clear()


def _answered(scope: Scope) -> Answered:
    """What was asked of the same stores within the last minute."""
    began, found = _kept.get(scope.store_ids, (0.0, Answered()))
    now = time.monotonic()
    if now - began > KEPT_SECONDS or len(found.masks) > MOST_ANSWERS:
        for stores in sorted(_kept, key=lambda each: _kept[each][0])[: max(0, len(_kept) - MOST_SCOPES + 1)]:
            del _kept[stores]
        found = Answered()
        _kept[scope.store_ids] = (now, found)
    return found


def _spread(ids: Ids) -> list[int]:
    """Some from all over, always the same ones: the first would be the oldest customers."""
    if not len(ids):
        return []
    places = np.unique(np.linspace(0, len(ids) - 1, SAMPLE).astype(int))
    return [int(pk) for pk in ids[places]]
