"""Journeys that cannot be started, each with its sentence."""

from dataclasses import replace
from typing import Any

import pytest
from tests.actions.journeys.graphs import chain, journey
from tests.actions.journeys.known import KNOWN

from shuke.actions.journeys.graph.checks import faults_of
from shuke.actions.journeys.graph.definition import Definition, Edge, read_definition
from shuke.actions.journeys.graph.nodes import Delay, Entry, Exit, Tag


def said(definition: Definition) -> list[tuple[str, str]]:
    return [(fault.node, fault.sentence) for fault in faults_of(definition, KNOWN)]


def test_a_plain_journey_has_no_fault() -> None:
    assert (
        said(journey({"kind": "delay", "days": 7}, {"kind": "message", "template": "hello", "channel": "email"})) == []
    )


def test_an_empty_journey_says_what_is_missing() -> None:
    assert said(Definition()) == [
        ("", "Nobody can come in: add an entry."),
        ("", "Nobody ever leaves: add an exit."),
    ]


def test_a_circle_without_a_wait_is_refused() -> None:
    document = chain({"kind": "tag", "tag": "a"}, {"kind": "split", "condition": "points >= 1"})
    document["edges"] = [edge for edge in document["edges"] if (edge["from"], edge["branch"]) != ("n2", "no")]
    document["edges"].append({"from": "n2", "branch": "no", "to": "n1"})

    sentence = "This goes round in a circle without a wait: put a delay into it."
    assert said(read_definition(document)) == [("n1", sentence), ("n2", sentence)]


def test_a_wait_until_a_day_does_not_break_a_circle() -> None:
    ways = (Edge("in", "next", "wait"), Edge("wait", "next", "tag"), Edge("wait", "unknown", "out"))
    definition = Definition(
        {"in": Entry(on="hand"), "wait": Delay(until="birthday"), "tag": Tag(tag="a"), "out": Exit()},
        (*ways, Edge("tag", "next", "wait")),
    )

    assert {node for node, sentence in said(definition) if "circle" in sentence} == {"tag", "wait"}


def test_a_circle_with_a_delay_is_fine() -> None:
    document = chain({"kind": "delay", "days": 1}, {"kind": "split", "condition": "points >= 1"})
    document["edges"][-1]["to"] = "n1"

    assert said(read_definition(document)) == []


def test_what_nobody_gets_to_is_named() -> None:
    assert said(journey(lonely={"kind": "exit"})) == [
        ("lonely", "Nobody can get here: connect a step to it, or take it away.")
    ]


def test_a_way_that_leads_nowhere_is_named() -> None:
    document = chain({"kind": "delay", "days": 1})
    document["edges"] = document["edges"][:-1]

    assert ("n1", "The way “then” leads nowhere: connect it to a step.") in said(read_definition(document))


def test_a_trap_is_named() -> None:
    ways = (Edge("in", "next", "s"), Edge("s", "next", "t"), Edge("t", "next", "s"))
    nodes = {"in": Entry(on="hand"), "s": Delay(days=1), "t": Delay(days=1), "out": Exit()}

    assert ("s", "From here nobody ever leaves: connect it to an exit.") in said(Definition(nodes, ways))


OVERTAKEN = (
    "Whoever does this has reached the goal and left, so nobody goes the way “did it”: "
    "let the goal not end the journey, or wait for something else."
)
WAIT = {"kind": "wait_for", "event": "purchase", "days": 14}
GOAL = {"kind": "goal", "event": "purchase", "days": 30}


def test_a_wait_for_what_ends_the_journey_is_named() -> None:
    week = {"kind": "delay", "days": 7}

    assert said(journey(week, WAIT, goal=GOAL)) == [("n2", OVERTAKEN)]


@pytest.mark.parametrize(
    ("before", "goal"),
    [
        ({"kind": "delay", "days": 17}, {}),  # longer than the goal counts
        ({"kind": "delay", "until": "birthday"}, {}),
        ({"kind": "delay", "days": 7}, {"is_end": False}),
        ({"kind": "delay", "days": 7}, {"event": "member.enrolled"}),
    ],
)
def test_a_wait_that_can_come_true_is_fine(before: dict[str, Any], goal: dict[str, Any]) -> None:
    assert said(journey(before, WAIT, goal={**GOAL, **goal})) == []


def test_a_wait_that_is_come_to_again_and_again_is_fine() -> None:
    document = chain(WAIT, {"kind": "split", "condition": "points >= 1"}, goal=GOAL)
    document["edges"][-1]["to"] = "n1"

    assert said(read_definition(document)) == []


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        ({"kind": "message", "template": "gone", "channel": "email"}, "There is no template “gone”; choose another."),
        ({"kind": "message", "template": "off", "channel": "email"}, "The template is off."),
        ({"kind": "message", "template": "hello", "channel": "fax"}, "There is no channel “fax”; choose another."),
        ({"kind": "coupon", "coupon": "gone"}, "There is no coupon “gone” on offer; choose another."),
        ({"kind": "points", "plan": "gone", "points": 5}, "There is no plan “gone”; choose another."),
        ({"kind": "points", "plan": "points", "points": 0}, "Write a number of points from 1 to 1,000,000."),
        ({"kind": "tag", "tag": " "}, "Write the tag: 1 to 60 letters."),
        ({"kind": "split", "condition": ""}, "Say who."),
        ({"kind": "wait_for", "event": "rain", "days": 3}, "There is no event “rain”; choose another."),
        ({"kind": "wait_for", "event": "purchase", "days": 0}, "Write a number of days from 1 to 3660."),
        ({"kind": "delay"}, "Say how long people wait here."),
        ({"kind": "delay", "at": "9"}, "Write a time of day such as 09:00, not “9”."),
        ({"kind": "delay", "weekdays": [8]}, "Weekdays are 1 (Monday) to 7 (Sunday)."),
        ({"kind": "delay", "until": "custom.moon"}, "There is no day “moon” of a customer; choose another."),
        (
            {"kind": "draw", "shares": [50, 40]},
            "The shares of the ways are whole percentages that make 100 together.",
        ),
    ],
)
def test_what_a_step_names_must_be_there(node: dict[str, Any], sentence: str) -> None:
    assert said(journey(node)) == [("n1", sentence)]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"on": "segment", "segment": "gone"}, "There is no segment “gone”; choose another."),
        ({"on": "event", "event": "rain"}, "There is no event “rain”; choose another."),
        ({"on": "day", "day": "moon"}, "There is no day “moon” of a customer; choose another."),
        ({"on": "luck"}, "Say who comes in: by an event, a segment, a day, or by hand."),
    ],
)
def test_an_entry_names_what_there_is(entry: dict[str, Any], sentence: str) -> None:
    document = chain()
    document["nodes"]["entry"] = {"kind": "entry", **entry}

    assert said(read_definition(document)) == [("entry", sentence)]


@pytest.mark.parametrize("event", ["", "Welcome", "a b", ".welcomed", "x" * 61])
def test_an_event_has_a_plain_name(event: str) -> None:
    [(node, sentence)] = said(journey({"kind": "webhook", "event": event}))

    assert (node, sentence[:14]) == ("n1", "Name the event")


def test_nobody_is_told_where_no_system_is_named() -> None:
    definition = journey({"kind": "webhook", "event": "journey.welcomed"})

    assert said(definition) == []
    assert [fault.sentence for fault in faults_of(definition, replace(KNOWN, has_webhook=False))] == [
        "No system is named that could be told: whoever runs Shuke sets WEBHOOK_URL."
    ]
