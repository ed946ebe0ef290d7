"""Which journeys need a segment: while one does, the segment is not deleted."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.graph.nodes import Entry, Split
from shuke.actions.journeys.models import Journey, JourneyVersion
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.tree import InSegment, UnreadableSegment, conditions_of
from shuke.actions.segments.uses import Use


def journeys_using(segment: Segment) -> Iterator[Use]:
    """Those that are drawn, running or paused; what is over needs nothing any more."""
    for journey in Journey.objects.exclude(state=Journey.State.ENDED):
        versions = JourneyVersion.objects.filter(journey=journey).values_list("definition", flat=True)
        if any(_names(read_definition(document), segment.key) for document in (journey.draft, *versions)):
            yield Use(_("journey “%(name)s”") % {"name": journey.name}, "journey", journey.pk)


def _names(definition: Definition, key: str) -> bool:
    return any(
        (isinstance(node, Entry) and node.on == "segment" and node.segment == key)
        or (isinstance(node, Split) and _asks(node.condition, key))
        for node in definition.nodes.values()
    )


def _asks(condition: str, key: str) -> bool:
    try:
        return InSegment(key) in conditions_of(parse(condition))
    except UnreadableSegment:  # of a draft
        return False
