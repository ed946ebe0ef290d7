from shuke.actions.journeys.queries.counts import NodeCount, counts_of, runs_seen_by
from shuke.actions.journeys.queries.facts import Person, facts_of, people_of
from shuke.actions.journeys.queries.known import conditions_hold, known_names
from shuke.actions.journeys.queries.past import MOST_PEOPLE, Rehearsal, Way, dry_run, walk_of

__all__ = [
    "MOST_PEOPLE",
    "NodeCount",
    "Person",
    "Rehearsal",
    "Way",
    "conditions_hold",
    "counts_of",
    "dry_run",
    "facts_of",
    "known_names",
    "people_of",
    "runs_seen_by",
    "walk_of",
]
