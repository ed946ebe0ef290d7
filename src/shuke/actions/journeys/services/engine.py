"""What the engine's steps share: on whose behalf, what chance says, and versions that were read already."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.models import JourneyVersion
from shuke.records.access.scope import Scope, scope_of_system


@dataclass
class Engine:
    """Of one run of a task; nothing of it outlives that."""

    random: Random
    random_bytes: Callable[[int], bytes]
    scope: Scope = field(default_factory=lambda: scope_of_system("journeys"))
    _read: dict[int, Definition] = field(default_factory=dict)

    def definition(self, version: JourneyVersion) -> Definition:
        if version.pk not in self._read:
            self._read[version.pk] = read_definition(version.definition)
        return self._read[version.pk]


def origin_of(journey_id: int) -> str:
    """On messages, codes, points, tasks and events: events of journeys begin no journey."""
    return f"{ORIGIN}{journey_id}"


ORIGIN = "journey:"
