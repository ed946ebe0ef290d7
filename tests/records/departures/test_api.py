"""Why customers left, through the API."""

import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role
from shuke.records.departures.models import Departure

pytestmark = pytest.mark.django_db
SAID = {"cause": "competitor", "note": "the new shop", "noted_on": "2026-03-02"}


def test_a_cause_is_recorded_answered_and_read() -> None:
    make.customer("Pan", number="N1")
    caller = Api(Role.AGENT)

    made = caller.post("/customers/N1/departures", SAID)
    done = caller.post(
        f"/customers/N1/departures/{made.json()['id']}/countermeasure",
        {"countermeasure": "offer", "taken_on": "2026-03-05", "spent": "12.5"},
    )

    assert (made.status_code, done.status_code) == (201, 200)
    (told,) = caller.get("/customers/N1/departures").json()
    assert (told["cause"], told["note"], told["countermeasure"]) == ("competitor", "the new shop", "offer")
    assert (told["outcome"], float(told["spent"])) == ("gone", 12.5)


def test_the_same_key_records_once() -> None:
    make.customer("Pan", number="N1")
    caller = Api(Role.AGENT)

    for _again in range(2):
        caller.post("/customers/N1/departures", SAID, Idempotency_Key="k1")

    assert Departure.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"cause": "weather"}, {**SAID, "spent": "-1"}, {**SAID, "spent": "5"}, {**SAID, "note": "x" * 301}, {}],
)
def test_what_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    make.customer("Pan", number="N1")

    assert Api(Role.AGENT).post("/customers/N1/departures", wrong).status_code == 422
    assert not Departure.objects.exists()


def test_the_front_line_records_and_does_not_see_what_was_spent() -> None:
    make.customer("Pan", number="N1")
    Api(Role.AGENT).post("/customers/N1/departures", {**SAID, "countermeasure": "offer", "spent": "9"})

    assert Api(Role.FRONT_LINE).get("/customers/N1/departures").json()[0]["spent"] is None
    assert Api(Role.FRONT_LINE).post("/customers/N1/departures", SAID).status_code == 201


def test_analysts_count_and_record_nothing() -> None:
    make.customer("Pan", number="N1")
    Api(Role.AGENT).post("/customers/N1/departures", SAID)

    counts = Api(Role.ANALYST).get("/departures/counts").json()

    assert [(each["key"], each["departures"]) for each in counts["causes"]] == [("competitor", 1)]
    assert counts["countermeasures"] == []
    assert Api(Role.ANALYST).post("/customers/N1/departures", SAID).status_code == 403


def test_customers_of_other_stores_are_not_found() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    make.customer("Pan", number="N1", home=river)

    assert Api(Role.AGENT, hill).get("/customers/N1/departures").status_code == 404
    assert Api(Role.AGENT, hill).post("/customers/N1/departures", SAID).status_code == 404
    assert Api(Role.MANAGER, hill).get("/departures/counts").json()["causes"] == []
