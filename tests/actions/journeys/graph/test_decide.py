"""What one person does next, of every kind of node; and of any journey without faults."""

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.actions.journeys.graphs import journey
from tests.actions.journeys.known import KNOWN

from shuke.actions.journeys.graph.checks import faults_of
from shuke.actions.journeys.graph.decide import (
    Facts,
    Go,
    Leave,
    Move,
    Standing,
    Wait,
    decide,
    drawn_branch,
    reached_goal_at,
)
from shuke.actions.journeys.graph.definition import Definition, Edge
from shuke.actions.journeys.graph.nodes import (
    Delay,
    Draw,
    Entry,
    Exit,
    GiveCoupon,
    Goal,
    Message,
    Node,
    Points,
    Split,
    Tag,
    WaitFor,
    branches_of,
    is_pause,
)

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)  # a Monday
DAY = dt.timedelta(days=1)
GOAL = {"kind": "goal", "event": "purchase", "days": 90}


def move(node: dict[str, Any], *, at: dt.datetime = NOON, goal: bool = False, **facts: Any) -> Move:
    """Of somebody who came in, and to `node`, at noon."""
    definition = journey(node, **({"goal": GOAL} if goal else {}))
    standing = Standing(node="n1", entered_at=NOON, arrived_at=NOON)
    return decide(definition, standing, Facts(**{"zone": "UTC", **facts}), at)


def test_who_comes_in_goes_on() -> None:
    definition = journey({"kind": "tag", "tag": "new"})

    made = decide(definition, Standing(node="entry", entered_at=NOON, arrived_at=NOON), Facts(zone="UTC"), NOON)

    assert made == Go("next", "n1")


@pytest.mark.parametrize(
    "node",
    [
        Message(template="hello", channel="email"),
        Points(plan="points", points=20),
        GiveCoupon(coupon="ten"),
        Tag(tag="new"),
    ],
)
def test_what_is_done_is_handed_back_with_the_way_on(node: Node) -> None:
    definition = Definition({"n": node, "exit": Exit()}, (Edge("n", "next", "exit"),))

    made = decide(definition, Standing(node="n", entered_at=NOON, arrived_at=NOON), Facts(zone="UTC"), NOON)

    assert made == Go("next", "exit", node)


def test_a_delay_holds_until_it_is_over() -> None:
    week = {"kind": "delay", "days": 7}

    assert move(week) == Wait(NOON + 7 * DAY)
    assert move(week, at=NOON + 7 * DAY - dt.timedelta(seconds=1)) == Wait(NOON + 7 * DAY)
    assert move(week, at=NOON + 7 * DAY) == Go("next", "exit")


def test_who_moves_to_another_zone_waits_until_it_is_nine_there() -> None:
    until_nine = {"kind": "delay", "days": 1, "at": "09:00"}
    nine_in_shanghai = dt.datetime(2026, 5, 5, 1, tzinfo=dt.UTC)

    assert move(until_nine, zone="Asia/Shanghai") == Wait(nine_in_shanghai)
    assert move(until_nine, at=nine_in_shanghai, zone="Europe/Paris") == Wait(dt.datetime(2026, 5, 5, 7, tzinfo=dt.UTC))


def test_an_unknown_day_is_a_way_of_its_own() -> None:
    birthday = {"kind": "delay", "until": "birthday"}

    assert move(birthday) == Go("unknown", "exit")
    assert move(birthday, days={"birthday": dt.date(2026, 5, 6)}) == Wait(dt.datetime(2026, 5, 6, tzinfo=dt.UTC))


def test_who_does_what_was_waited_for_goes_the_other_way() -> None:
    back = {"kind": "wait_for", "event": "purchase", "days": 3}

    assert move(back) == Wait(NOON + 3 * DAY)
    assert move(back, at=NOON + DAY, happened={"purchase": (NOON + DAY,)}) == Go("happened", "exit")
    assert move(back, at=NOON + 3 * DAY) == Go("timeout", "exit")


def test_what_happened_before_the_wait_is_not_what_was_waited_for() -> None:
    back = {"kind": "wait_for", "event": "purchase", "days": 3}

    assert move(back, happened={"purchase": (NOON - DAY, NOON)}) == Wait(NOON + 3 * DAY)


def test_what_happened_in_time_counts_though_it_was_seen_late() -> None:
    back = {"kind": "wait_for", "event": "purchase", "days": 3}

    assert move(back, at=NOON + 5 * DAY, happened={"purchase": (NOON + 2 * DAY,)}) == Go("happened", "exit")
    assert move(back, at=NOON + 5 * DAY, happened={"purchase": (NOON + 4 * DAY,)}) == Go("timeout", "exit")


def test_a_condition_sends_two_ways() -> None:
    split = {"kind": "split", "condition": "points >= 100"}

    assert move(split, fulfilled=frozenset({"n1"})) == Go("yes", "exit")
    assert move(split) == Go("no", "exit")


def test_a_random_split_is_decided_by_the_number_drawn() -> None:
    assert [drawn_branch((20, 30, 50), drawn) for drawn in (0.0, 0.199, 0.2, 0.499, 0.5, 0.999)] == list("aabbcc")


def test_the_goal_ends_it_wherever_somebody_is() -> None:
    week = {"kind": "delay", "days": 7}

    assert move(week, goal=True, at=NOON + DAY, happened={"purchase": (NOON + DAY,)}) == Leave("goal", "goal")
    assert move(week, goal=True, happened={"purchase": (NOON,)}) == Wait(NOON + 7 * DAY)
    assert move(week, goal=True, at=NOON + 100 * DAY, happened={"purchase": (NOON + 95 * DAY,)}) == Go("next", "exit")


def test_who_is_erased_leaves() -> None:
    assert move({"kind": "delay", "days": 7}, is_gone=True) == Leave("gone", "n1")


def test_who_is_held_out_gets_nothing_and_is_watched() -> None:
    definition = journey({"kind": "tag", "tag": "new"}, goal=GOAL)
    standing = Standing(node="entry", entered_at=NOON, arrived_at=NOON, is_held_out=True)

    assert decide(definition, standing, Facts(zone="UTC"), NOON) == Wait(NOON + 90 * DAY)
    assert decide(definition, standing, Facts(zone="UTC"), NOON + 90 * DAY) == Leave("held_out", "entry")
    bought = Facts(zone="UTC", happened={"purchase": (NOON + DAY,)})
    assert decide(definition, standing, bought, NOON + DAY) == Leave("goal", "goal")


def test_the_first_of_several_purchases_reaches_the_goal() -> None:
    definition = journey(goal=GOAL)
    standing = Standing(node="exit", entered_at=NOON, arrived_at=NOON)
    facts = Facts(zone="UTC", happened={"purchase": (NOON + 3 * DAY, NOON + 2 * DAY, NOON)})

    assert reached_goal_at(definition, standing, facts) == NOON + 2 * DAY


MIDDLE: st.SearchStrategy[Node] = st.one_of(
    st.builds(Delay, days=st.integers(0, 5), hours=st.integers(1, 30), is_since_entry=st.booleans(),
              at=st.sampled_from(["", "09:00", "23:30"]), weekdays=st.sampled_from([(), (1,), (6, 7)]),
              until=st.sampled_from(["", "birthday"])),
    st.builds(WaitFor, event=st.just("purchase"), days=st.integers(1, 4)),
    st.just(Split(condition="points >= 1")),
    st.sampled_from([Draw(shares=(50, 50)), Draw(shares=(10, 20, 70))]),
    st.just(Message(template="hello", channel="email")),
    st.just(Tag(tag="x")),
)  # fmt: skip


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    middle = draw(st.lists(MIDDLE, min_size=1, max_size=6))
    nodes: dict[str, Node] = {"in": Entry(on="hand"), "out": Exit()}
    nodes |= {f"n{place}": node for place, node in enumerate(middle)}
    if draw(st.booleans()):
        nodes["goal"] = Goal(event="purchase", days=draw(st.integers(1, 60)))
    # The first way of each leads to the next, so that everything is reached; the others lead anywhere.
    keys = ["in", *(f"n{place}" for place in range(len(middle))), "out"]
    following = dict(pairwise(keys))
    edges = []
    for key, node in nodes.items():
        for place, branch in enumerate(branches_of(node)):
            edges.append(Edge(key, branch, draw(st.sampled_from(keys[1:])) if place else following[key]))
    return Definition(nodes, tuple(edges))


@settings(max_examples=150, deadline=None)
@given(definitions(), st.lists(st.integers(1, 24 * 60), max_size=4), st.randoms(use_true_random=False))
def test_every_way_through_a_journey_without_faults_waits_or_ends(
    definition: Definition, purchases: list[int], random: Any
) -> None:
    assume(not faults_of(definition, KNOWN))
    bought = tuple(NOON + dt.timedelta(hours=hours) for hours in purchases)
    now, standing, at_once = NOON, Standing(node="in", entered_at=NOON, arrived_at=NOON), Counter[str]()

    for _ in range(400):
        facts = Facts(
            zone=random.choice(["UTC", "Asia/Shanghai", "America/New_York"]),
            happened={"purchase": tuple(at for at in bought if at <= now)},
            fulfilled=frozenset(definition.nodes) if random.random() < 0.5 else frozenset(),
            drawn=random.random(),
        )
        made = decide(definition, standing, facts, now)
        match made:
            case Leave(why=why):
                assert why in ("goal", "exit")
                return
            case Wait(until=until):
                assert until > now
                now, at_once = until, Counter()
            case Go(to=to):
                at_once[standing.node] += 1
                # Coming round again at the same moment is possible only through a wait that is over at once.
                assert at_once[standing.node] == 1
                standing = Standing(node=to, entered_at=NOON, arrived_at=now)
    assert any(is_pause(node) for node in definition.nodes.values())  # round and round, with a wait each time
