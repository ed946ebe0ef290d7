"""The audience of a campaign: kept as a segment's tree, read from a text, chosen when it is needed."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Campaign, Gathering, Target
from shuke.actions.segments.choosing import Chosen, choose_customers, ids_of
from shuke.actions.segments.documents import Document, document_of, read_document
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import faults_in, fields_for, trees
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import All, InSegment, Node, conditions_of
from shuke.actions.segments.uses import Use
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.customers.models import Customer


class WrongAudience(ShukeError):
    """A text that is no audience, or an audience of nobody."""


def read_audience(line: str) -> Document | None:
    """The tree of a text as it is stored; None for an empty one: everybody. Raises UnreadableSegment, WrongAudience."""
    if not line.strip():
        return None
    tree = parse(line)
    _check(tree)
    return document_of(tree)


def audience_text(segment_key: str, line: str) -> str:
    """Those of a saved segment for whom the line holds too; either may be empty. Raises UnreadableSegment."""
    if not segment_key:
        return line
    named = InSegment(segment_key)
    if not line.strip():
        return say(named)
    tree = parse(line)
    return say(All((named, *(tree.parts if isinstance(tree, All) else (tree,)))))


def text_beside_segment(document: Document | None, segment_key: str) -> str:
    """What was written beside the segment that was chosen: the second argument of `audience_text`."""
    match read_document(document) if document else None:
        case InSegment(key) if key == segment_key:
            return ""
        case All((InSegment(key), *others)) if key == segment_key:
            return say(others[0] if len(others) == 1 else All(tuple(others)))
        case _:
            return say_audience(document)


def say_audience(document: Document | None) -> str:
    """The text that `read_audience` reads; empty for everybody."""
    return "" if document is None else say(read_document(document))


def audience_of(campaign: Campaign, *, today: date, as_of: date | None = None) -> Chosen:
    """The customers of all stores who are meant now, as of `as_of` where purchases or scores are asked for.

    Raises WrongAudience where a segment or field it names is gone; NoWarehouse before the first refresh.
    """
    return customers_meant(campaign.audience, scope=_everywhere(), today=today, as_of=as_of)


def customers_meant(document: Document | None, *, scope: Scope, today: date, as_of: date | None = None) -> Chosen:
    """Those in `scope` for whom a stored tree holds; of None everybody. Raises as `audience_of` does."""
    if document is None:
        return Chosen(ids_of(Customer.objects.current().visible_to(scope)), None)
    tree = read_document(document)
    _check(tree)
    return choose_customers(
        tree, scope=scope, field_named=fields_for(scope), segments=trees(), today=today, as_of=as_of
    )


def campaigns_naming(segment: Segment) -> Iterator[Use]:
    """Campaigns and events that name this segment and have not drawn their people; the plan with a target of it."""
    for campaign in Campaign.objects.filter(fixed_at__isnull=True, audience__isnull=False, is_history=False):
        if InSegment(segment.key) in conditions_of(read_document(campaign.audience)):
            yield Use(_("campaign “%(name)s”") % {"name": campaign.name}, "campaign", campaign.pk)
    for event in Gathering.objects.filter(state=Gathering.State.PLANNED, audience__isnull=False):
        if InSegment(segment.key) in conditions_of(read_document(event.audience)):
            yield Use(_("event “%(name)s”") % {"name": event.name}, "event", event.pk)
    if Target.objects.filter(segment=segment).exists():
        yield Use(_("the marketing plan"), "marketing_plan")


def _check(tree: Node) -> None:
    faults = faults_in(tree, scope=_everywhere())
    if faults:
        raise WrongAudience(" ".join(faults))


def _everywhere() -> Scope:
    return scope_of_system("campaign")
