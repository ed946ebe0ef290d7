"""Searching the list: the same people in the same order, however the database is asked for them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn
from tests.web.customers.test_list import listed
from tests.web.insight import rows

from shuke.scores.models import ModelRun

pytestmark = pytest.mark.django_db

TAIL = "?q=0678"


@pytest.fixture
def run() -> ModelRun:
    return rows.run()


@pytest.mark.parametrize("few", [2, 1_000])
def test_a_tail_finds_the_same_in_the_same_order(
    signed_in: SignedIn, run: ModelRun, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("shuke.web.customers.listing.FEW", few)
    monkeypatch.setattr("shuke.records.customers.queries.search._FEW", few)
    own, other = make.store(), make.store()
    people = {"Low": ("138 1234 0678", own), "High": ("138 5555 0678", own), "Middle": ("138 9999 0678", own)}
    people |= {"Without the zero": ("138 1234 1678", own), "Theirs": ("138 7777 0678", other)}
    for spend, (name, (phone, home)) in zip((1, 3, 2, 4, 5), people.items(), strict=True):
        rows.score(make.customer(name, phone=phone, home=home), run, spend_minor=spend)
    make.customer("Unscored", phone="138 2222 0678", home=own)
    client = signed_in("manager", own)

    assert listed(client, TAIL) == ["High", "Middle", "Low", "Unscored"]
    assert listed(client, f"{TAIL}&sort=name") == ["High", "Low", "Middle", "Unscored"]
    assert listed(client, f"{TAIL}&sort=-newest") == ["Unscored", "Middle", "High", "Low"]


def test_a_tail_costs_the_same_number_of_queries_for_one_and_for_many(signed_in: SignedIn, run: ModelRun) -> None:
    client = signed_in()
    counts = []
    for first in (0, 1):
        for number in range(first, 12 if first else 1):
            rows.score(make.customer("P", phone=f"138 12{number:02} 0678"), run, spend_minor=number)
        with CaptureQueriesContext(connection) as captured:
            found = listed(client, TAIL)
        assert len(found) == (12 if first else 1)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 17
