from shuke.actions.journeys.queries.counts import NodeCount, counts_of, runs_seen_by
from shuke.actions.journeys.queries.facts import Person, facts_of, people_of
from shuke.actions.journeys.queries.followed import OPENED, followed_by_journey, followed_steps, latest_runs
from shuke.actions.journeys.queries.known import conditions_hold, known_names
from shuke.actions.journeys.queries.past import MOST_PEOPLE, Rehearsal, Way, dry_run, walk_of

__all__ = [
    "MOST_PEOPLE",
    "OPENED",
    "NodeCount",
    "Person",
    "Rehearsal",
    "Way",
    "conditions_hold",
    "counts_of",
    "dry_run",
    "facts_of",
    "followed_by_journey",
    "followed_steps",
    "known_names",
    "latest_runs",
    "people_of",
    "runs_seen_by",
    "walk_of",
]
