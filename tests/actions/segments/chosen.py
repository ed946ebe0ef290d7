"""Asks for customers as an edge does, and names them."""

from collections.abc import Mapping
from datetime import date

from tests.records import make

from shuke.actions.segments.checks import faults_of
from shuke.actions.segments.choosing import Chosen, choose_customers
from shuke.actions.segments.fields import Field, field_named
from shuke.actions.segments.parse import parse
from shuke.actions.segments.tree import Node
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, CustomField

TODAY = make.NOW.date()


def field(key: str) -> Field | None:
    return field_named(key, CustomField.objects.all())


def choose(
    node: Node | str,
    *,
    scope: Scope = make.SYSTEM,
    segments: Mapping[str, Node] | None = None,
    as_of: date | None = None,
    today: date = TODAY,
) -> Chosen:
    tree = parse(node) if isinstance(node, str) else node
    assert faults_of(tree, field_named=field, segments=segments or {}) == []
    return choose_customers(tree, scope=scope, field_named=field, segments=segments or {}, today=today, as_of=as_of)


def numbers(
    node: Node | str, *, scope: Scope = make.SYSTEM, as_of: date | None = None, today: date = TODAY
) -> set[str]:
    found = choose(node, scope=scope, as_of=as_of, today=today)
    return set(Customer.objects.filter(pk__in=found.ids.tolist()).values_list("number", flat=True))
