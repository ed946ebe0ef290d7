from shuke.actions.journeys.queries.counts import NodeCount, counts_of, runs_seen_by
from shuke.actions.journeys.queries.facts import Person, facts_of, people_of
from shuke.actions.journeys.queries.known import conditions_hold, known_names

__all__ = [
    "NodeCount",
    "Person",
    "conditions_hold",
    "counts_of",
    "facts_of",
    "known_names",
    "people_of",
    "runs_seen_by",
]
