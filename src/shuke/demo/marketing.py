"""What a marketer would have set up by now: segments and a journey, which is not running."""

import datetime as dt

from django.db import transaction

from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.recipes import recipe_named
from shuke.actions.journeys.services import add_from_recipe
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.services import create_segment
from shuke.records.access.scope import scope_of_system

# (key, name, what it is for, who): counted by the refresh that follows.
SEGMENTS = (
    (
        "slipping-best",
        "Slipping, of the best",
        "Bring much and have begun to stay away: a call before they are gone.",
        "value_class in (platinum, gold) and stage = declining",
    ),
    (
        "lost-worth-a-letter",
        "Lost, worth a letter",
        "Gone, but a year with them would pay for a letter.",
        "stage = lost and expected_spend_365 >= 100",
    ),
    (
        "points-to-spend",
        "Many points to spend",
        "Members who saved up: remind them of the rewards before the points expire.",
        "points >= 5000",
    ),
    (
        "often-but-no-milk",
        "Often here, never for milk",
        "Come often and buy their milk elsewhere.",
        'orders >= 20 and not bought(category = "Grocery › Fluid Milk Products", last 180 days)',
    ),
)


def set_up_marketing(*, now: dt.datetime) -> None:
    """What is not there yet."""
    scope = scope_of_system("demo")
    with transaction.atomic():
        for key, name, purpose, text in SEGMENTS:
            if not Segment.objects.filter(key=key).exists():
                create_segment(scope=scope, now=now, name=name, key=key, description=purpose, tree=parse(text))
        welcome = recipe_named("welcome")
        if welcome is not None and not Journey.objects.exists():
            add_from_recipe(scope=scope, now=now, recipe=welcome)
