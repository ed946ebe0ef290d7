"""What a segment is used for. Stages that use segments say so here, once, when their app is ready."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment
from shuke.actions.segments.tree import InSegment, conditions_of


@dataclass(frozen=True)
class Use:
    name: str  # in words: “campaign “May””
    route: str = ""  # name of the page that shows it
    pk: int | None = None


Finder = Callable[[Segment], Iterator[Use]]
_finders: list[str] = []


def register_use(finder: str) -> None:
    """Have `finder`, a Finder by its dotted name, asked for every segment; while it finds a use the segment cannot be
    deleted. By name, since what it imports is not needed to start."""
    if finder not in _finders:
        _finders.append(finder)


def uses_of(segment: Segment) -> list[Use]:
    finders: list[Finder] = [_other_segments, *map(import_string, _finders)]
    return [use for finder in finders for use in finder(segment)]


def _other_segments(segment: Segment) -> Iterator[Use]:
    for other in Segment.objects.filter(is_static=False).exclude(pk=segment.pk):
        if InSegment(segment.key) in conditions_of(read_document(other.tree)):
            yield Use(_("segment “%(name)s”") % {"name": other.name}, "segment", other.pk)
