"""Who a segment is: the conditions asked of records and warehouse, joined as sets over everybody in the scope."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from shuke.actions.segments.compile import Asked, ask_warehouse
from shuke.actions.segments.fields import Field
from shuke.actions.segments.models import SegmentMember
from shuke.actions.segments.people import holds
from shuke.actions.segments.tree import All, Bought, Condition, Has, InSegment, Node, Not, Some, conditions_of
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Chosen:
    ids: Ids  # of customers, ascending
    as_of: date | None  # what is known of purchases and scores; None where the segment asks for neither

    @property
    def count(self) -> int:
        return len(self.ids)


@dataclass
class Answered:
    """What was asked of one scope a moment ago, kept by a caller whose next question is much the same."""

    everybody: Ids | None = None
    masks: dict[Condition, Mask] = dataclass_field(default_factory=dict)  # over everybody
    as_of: date | None = None


def choose_customers(
    node: Node,
    *,
    scope: Scope,
    field_named: Callable[[str], Field | None],
    segments: Mapping[str, Node],
    today: date,
    as_of: date | None = None,
    answered: Answered | None = None,
    among: Collection[int] | None = None,
) -> Chosen:
    """The customers in `scope` for whom a tree without faults (`checks.faults_of`) holds.

    Args:
        segments: the trees of the dynamic segments, by key; one that is not among them is static and asked for its
            members.
        among: ids of at most a few thousand customers, of whom alone it is asked; nothing is then `answered`.
        today: of the business; the last and the next days of records are counted from it, those of scores from `as_of`.
        answered: of the same scope and day; nothing in it is asked again, and what is asked is put into it.

    Records are read as they are now, purchases and scores as of `as_of` (None: the day of the latest scores): whoever
    registered since has bought nothing yet, and whoever has no score fulfils no condition on scores.

    Raises NoWarehouse where purchases or scores are asked for before the first refresh.
    """
    whole = _spelt_out(node, segments)
    known = answered if answered is not None and among is None else Answered()
    people = Customer.objects.all() if among is None else Customer.objects.filter(pk__in=among)
    if known.everybody is None:
        known.everybody = ids_of(people.current().visible_to(scope))
    everybody = known.everybody
    leaves = list(dict.fromkeys(conditions_of(whole)))
    fields = {leaf: field_named(leaf.field) for leaf in leaves if isinstance(leaf, Has)}
    of_warehouse = {leaf: asked for leaf in leaves if (asked := _of_warehouse(leaf, fields)) is not None}
    for leaf in (leaf for leaf in leaves if leaf not in known.masks and leaf not in of_warehouse):
        known.masks[leaf] = np.isin(everybody, _ids_in_records(leaf, fields, people, today))
    unknown = {leaf: asked for leaf, asked in of_warehouse.items() if leaf not in known.masks}
    if unknown:
        answers = ask_warehouse(list(unknown.values()), as_of=as_of)
        known.masks |= {leaf: np.isin(everybody, ids) for leaf, ids in zip(unknown, answers.ids, strict=True)}
        known.as_of = answers.as_of
    return Chosen(everybody[_mask(whole, known.masks)], known.as_of if of_warehouse else None)


def _of_warehouse(leaf: Condition, fields: Mapping[Has, Field | None]) -> Asked | None:
    if isinstance(leaf, Bought):
        return leaf
    field = fields.get(leaf) if isinstance(leaf, Has) else None
    return (leaf, field) if isinstance(leaf, Has) and field is not None and field.is_score else None


def _ids_in_records(
    leaf: Condition, fields: Mapping[Has, Field | None], people: QuerySet[Customer], today: date
) -> Ids:
    if isinstance(leaf, InSegment):
        return _members(leaf.key)
    assert isinstance(leaf, Has)
    field = fields[leaf]
    assert field is not None, f"{leaf} has faults"
    return ids_of(people.filter(holds(leaf, field, today=today)))


def _spelt_out(node: Node, segments: Mapping[str, Node]) -> Node:
    """The tree with the trees of the segments it names in their place."""
    match node:
        case InSegment(key) if key in segments:
            return _spelt_out(segments[key], segments)
        case Not(part):
            return Not(_spelt_out(part, segments))
        case All(parts):
            return All(tuple(_spelt_out(part, segments) for part in parts))
        case Some(parts):
            return Some(tuple(_spelt_out(part, segments) for part in parts))
        case _:
            return node


def _mask(node: Node, masks: Mapping[Condition, Mask]) -> Mask:
    match node:
        case Not(part):
            return ~_mask(part, masks)
        case All(parts):
            return reduce(np.logical_and, (_mask(part, masks) for part in parts))
        case Some(parts):
            return reduce(np.logical_or, (_mask(part, masks) for part in parts))
        case _:
            return masks[node]


class _Joined(Aggregate):
    """All keys in one text: a million rows through the database's driver take as long as everything else together."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def ids_of(rows: QuerySet[Any], key: str = "pk") -> Ids:
    """The whole numbers of a column, ascending."""
    text = rows.order_by().aggregate(ids=_Joined(Cast(key, TextField())))["ids"]
    return np.sort(np.fromstring(text, dtype=np.int64, sep=",")) if text else np.empty(0, dtype=np.int64)


def _members(key: str) -> Ids:
    """Of a static segment: who was merged since is the one they became."""
    return ids_of(SegmentMember.objects.filter(segment__key=key).annotate(person=PERSON), "person")
