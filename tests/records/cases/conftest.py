"""The desk that the first migration sets up: a test that commits empties the tables, this one's among them."""

from importlib import import_module

import pytest
from django.apps import apps

set_up_desk = import_module("shuke.records.cases.migrations.0002_history_only_grows").set_up_desk


@pytest.fixture(autouse=True)
def usual_desk(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        set_up_desk(apps, None)
