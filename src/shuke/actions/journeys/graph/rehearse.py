"""A journey walked through in one's head: the same decisions, with a clock that is moved instead of waited for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from shuke.actions.journeys.graph.decide import Facts, Go, Leave, Standing, Wait, decide
from shuke.actions.journeys.graph.definition import Definition

# Of a journey that goes round and round.
MOST_STEPS = 300

Days = Callable[[datetime], Mapping[str, date]]


@dataclass(frozen=True)
class Passed:
    at: datetime
    node: str
    branch: str  # empty: the journey was left here
    why: str = ""  # of leaving


def rehearse(
    definition: Definition,
    *,
    entered_at: datetime,
    until: datetime,
    zone: str,
    happened: Mapping[str, Sequence[datetime]],
    fulfilled: frozenset[str],
    days: Days,
    random: Random,
) -> list[Passed]:
    """What one person passes from `entered_at` to `until`, and when.

    Args:
        happened: by kind of event, all moments that are known, later ones too: none is seen before it happens.
        fulfilled: the nodes whose condition holds; it is taken to hold all the time.
        days: the days of the person as they lie for who arrives somewhere at a moment.
    """
    now, passed = entered_at, list[Passed]()
    standing = Standing(node=definition.entry, entered_at=entered_at, arrived_at=entered_at)
    moments = sorted({at for each in happened.values() for at in each if at > entered_at})
    while len(passed) < MOST_STEPS:
        facts = Facts(
            zone=zone,
            happened={kind: tuple(at for at in each if at <= now) for kind, each in happened.items()},
            fulfilled=fulfilled,
            days=days(standing.arrived_at),
            drawn=random.random(),
        )
        match decide(definition, standing, facts, now):
            case Leave(why=why, at_node=node):
                return [*passed, Passed(now, node, "", why)]
            case Go(branch=branch, to=to):
                passed.append(Passed(now, standing.node, branch))
                standing = replace(standing, node=to, arrived_at=now)
            case Wait(until=over_at):
                # What happens meanwhile wakes a person, as it does in the real journey.
                now = min([over_at, *(at for at in moments if at > now)])
                if now > until:
                    return passed
    return passed
