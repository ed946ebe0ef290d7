"""Every recipe makes a journey that starts; what it would do is told beforehand."""

import datetime as dt
from random import Random
from typing import Any

import pytest
from django.utils.translation import override
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.graph.nodes import Message, Split, Tag, Task
from shuke.actions.journeys.graph.rehearse import Passed, rehearse
from shuke.actions.journeys.models import JourneyVersion
from shuke.actions.journeys.queries import dry_run, walk_of
from shuke.actions.journeys.recipes import RECIPES, Recipe, recipe_named
from shuke.actions.journeys.services import add_from_recipe, start_journey
from shuke.records.messages.models import MessageSend, Template

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.key)
def test_every_recipe_starts_as_it_is(recipe: Recipe) -> None:
    journey = start_journey(
        scope=make.SYSTEM, now=NOW, journey=add_from_recipe(scope=make.SYSTEM, now=NOW, recipe=recipe)
    )

    assert journey.state == "running"
    assert JourneyVersion.objects.get().number == 1


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.key)
def test_every_way_of_every_recipe_can_be_gone(recipe: Recipe) -> None:
    definition = recipe.definition()
    splits = frozenset(key for key, node in definition.nodes.items() if isinstance(node, Split))

    gone = {
        (step.node, step.branch)
        for fulfilled in (splits, frozenset())
        for day in range(120)
        for step in walked(definition, fulfilled=fulfilled, bought_after=dt.timedelta(days=day, hours=1))
    }

    assert gone == {*definition.ways, ("end", ""), *([("goal", "")] if recipe.is_goal_end else [])}


@pytest.mark.parametrize("key", ["welcome", "birthday", "complaint", "tier"])
def test_who_buys_at_once_hears_of_us_all_the_same(key: str) -> None:
    recipe = recipe_named(key)
    assert recipe is not None
    definition = recipe.definition()

    way = [step.node for step in walked(definition, bought_after=dt.timedelta(minutes=3))]

    assert [node for node in way if isinstance(definition.nodes[node], Message)]


def test_who_came_back_after_leaving_is_not_invited() -> None:
    recipe = recipe_named("win_back")
    assert recipe is not None

    assert walked(recipe.definition(), bought_after=4 * DAY)[-1].node == "goal"


def walked(
    definition: Definition, *, bought_after: dt.timedelta, fulfilled: frozenset[str] = frozenset()
) -> list[Passed]:
    """By somebody who comes in at noon and buys once."""
    return rehearse(
        definition, entered_at=NOW, until=NOW + 200 * DAY, zone="UTC", happened={"purchase": [NOW + bought_after]},
        fulfilled=fulfilled, days=lambda arrived_at: {}, random=Random(1),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_a_recipe_speaks_the_language_of_who_takes_it(language: str) -> None:
    with override(language):
        nodes = [node for recipe in RECIPES for node in recipe.definition().nodes.values()]

    said = [node.title for node in nodes if isinstance(node, Task)] + [
        node.tag for node in nodes if isinstance(node, Tag)
    ]
    assert len(said) == 6
    assert not [word for word in said if word.isascii()]


def test_a_recipe_leaves_texts_alone_that_are_there_already() -> None:
    own = messages.template("journey-birthday", name="Ours")
    recipe = recipe_named("birthday")
    assert recipe is not None

    add_from_recipe(scope=make.SYSTEM, now=NOW, recipe=recipe)

    assert list(Template.objects.all()) == [own]


def welcome() -> Any:
    recipe = recipe_named("welcome")
    assert recipe is not None
    add_from_recipe(scope=make.SYSTEM, now=NOW, recipe=recipe)
    return recipe.definition()


def test_mr_pans_journey_with_a_moved_clock() -> None:
    """A greeting on day 7, a handbook on day 20, another 18 days later, each exactly once."""
    recipe = recipe_named("welcome")
    assert recipe is not None
    draft = add_from_recipe(scope=make.SYSTEM, now=NOW, recipe=recipe)
    draft.hold_out_percent = 0
    draft.save()
    start_journey(scope=make.SYSTEM, now=NOW, journey=draft)
    pan = messages.reader("潘天伟", home=make.store(time_zone="Asia/Shanghai"))
    given.happened(pan)

    for day in range(41):
        given.tick(NOW + day * DAY)
        given.tick(NOW + day * DAY + dt.timedelta(hours=4))

    sent = MessageSend.objects.order_by("pk").values_list("template__code", "channel", "queued_at")
    assert [(code, channel, (at - NOW).days) for code, channel, at in sent] == [
        ("journey-greeting", "email", 7),
        ("journey-handbook", "post", 20),
        ("journey-handbook-2", "post", 38),
    ]
    assert given.way_of(pan) == [
        *("in.next", "day7.next", "greeting.next", "day20.next", "handbook.next", "later.next", "second.next"),
    ]


def test_what_would_happen_to_one_person_is_told_by_the_day() -> None:
    pan = messages.reader("潘天伟", home=make.store(time_zone="Asia/Shanghai"))

    journey = welcome()

    way = walk_of(journey, pan, scope=make.SYSTEM, now=NOW, days=120, bought_on_day=None)
    back = walk_of(journey, pan, scope=make.SYSTEM, now=NOW, days=120, bought_on_day=12)

    told = [((step.at - NOW).days, step.node) for step in way.passed if step.node in ("greeting", "handbook", "second")]
    assert [node for _day, node in told] == ["greeting", "handbook", "second"]
    assert way.passed[-1].why == "exit"
    assert [step.node for step in back.passed] == [step.node for step in way.passed]  # to buy ends no welcome
    assert way.refusals == {"handbook": "no_address", "second": "no_address"}
    assert not MessageSend.objects.exists()


def test_a_dry_run_tells_who_would_have_received_what() -> None:
    pan, new = messages.reader("潘天伟"), messages.reader("新")
    given.happened(pan, at=NOW - 60 * DAY)
    given.happened(new, at=NOW - 3 * DAY)
    given.happened(make.customer(), at=NOW - 300 * DAY)

    told = dry_run(welcome(), scope=make.SYSTEM, now=NOW)

    assert told.came == 2
    assert told.passed["greeting"] == told.passed["second"] == 1
    assert [way.customer for way in told.ways] == [new, pan]
    assert told.refused == {"handbook": 1, "second": 1}


def test_a_recipe_is_read_back_as_it_was_written() -> None:
    for recipe in RECIPES:
        draft = add_from_recipe(scope=make.SYSTEM, now=NOW, recipe=recipe).draft
        assert read_definition(draft) == recipe.definition()
