"""The audience of a campaign: kept as a segment's tree, read from a text, chosen when it is needed."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from shuke.actions.campaigns.models import Campaign
from shuke.actions.segments.checks import faults_of
from shuke.actions.segments.choosing import Chosen, Ids, choose_customers
from shuke.actions.segments.documents import Document, document_of, read_document
from shuke.actions.segments.fields import Field, field_named
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import Node
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import custom_fields


class WrongAudience(ShukeError):
    """A text that is no audience, or an audience of nobody."""


def read_audience(line: str) -> Document | None:
    """The tree of a text as it is stored; None for an empty one: everybody. Raises UnreadableSegment, WrongAudience."""
    if not line.strip():
        return None
    tree = parse(line)
    _check(tree)
    return document_of(tree)


def say_audience(document: Document | None) -> str:
    """The text that `read_audience` reads; empty for everybody."""
    return "" if document is None else say(read_document(document))


def audience_of(campaign: Campaign, *, as_of: date | None = None) -> Chosen:
    """The customers of all stores who are meant now, as of `as_of` where purchases or scores are asked for.

    Raises WrongAudience where a segment or field it names is gone; NoWarehouse before the first refresh.
    """
    if campaign.audience is None:
        return Chosen(everybody(), None)
    tree = read_document(campaign.audience)
    segments = _check(tree)
    return choose_customers(
        tree, scope=scope_of_system("campaign"), field_named=_fields(), segments=segments, as_of=as_of
    )


def everybody() -> Ids:
    ids = Customer.objects.current().order_by("pk").values_list("pk", flat=True)
    return np.fromiter(ids, dtype=np.int64)


def _check(tree: Node) -> Mapping[str, Node]:
    """The trees of the saved segments, when nothing is wrong with `tree`."""
    segments = {key: read_document(document) for key, document in Segment.objects.values_list("key", "tree")}
    faults = faults_of(tree, field_named=_fields(), segments=segments)
    if faults:
        raise WrongAudience(" ".join(faults))
    return segments


def _fields() -> Callable[[str], Field | None]:
    custom = custom_fields()
    return lambda key: field_named(key, custom)
