"""The journeys' pages: who may see and change what, the forms of the steps, and where the numbers lead."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.records import make
from tests.records.messages import given as messages
from tests.web.conftest import SignedIn

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.records.access.models import Role
from shuke.records.messages.models import Template

pytestmark = pytest.mark.django_db
LIST = "/marketing/journeys/"
TAG = {"kind": "tag", "tag": "greeted"}


def drawn(client: Client, recipe: str = "welcome") -> Journey:
    client.post(f"{LIST}new/{recipe}/")
    return Journey.objects.latest("pk")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_journey_is_made_of_a_recipe_and_started(signed_in: SignedIn) -> None:
    owner = signed_in()
    assert "Welcome, Mr Pan" in text(owner, f"{LIST}new/")

    journey = drawn(owner)
    page = text(owner, f"{LIST}{journey.pk}/")
    assert "Day 20" in page
    assert "7 days after the entry" in page
    owner.post(f"{LIST}{journey.pk}/start/")

    assert Journey.objects.get().state == "running"
    assert "Running" in text(owner, LIST)


def test_a_journey_with_a_fault_says_where_and_does_not_start(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = drawn(owner)
    Template.objects.filter(code="journey-greeting").update(is_on=False)

    assert "is off or has no text" in text(owner, f"{LIST}{journey.pk}/")
    refused = owner.post(f"{LIST}{journey.pk}/start/")

    assert refused.status_code == 422
    assert Journey.objects.get().state == "draft"


def test_states_follow_each_other(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = drawn(owner)

    for step, state in (("start", "running"), ("pause", "paused"), ("resume", "running"), ("end", "ended")):
        assert owner.get(f"{LIST}{journey.pk}/{step}/").status_code == 200
        owner.post(f"{LIST}{journey.pk}/{step}/")
        assert Journey.objects.get().state == state


def test_who_works_in_one_store_looks_and_changes_nothing(signed_in: SignedIn) -> None:
    journey = given.running(TAG)
    marketer = signed_in(Role.MARKETER, make.store())

    page, listed = text(marketer, f"{LIST}{journey.pk}/"), text(marketer, LIST)

    for door in ("edit", "pause", "end", "nodes"):
        assert f"{LIST}{journey.pk}/{door}/" not in page
    assert f"{LIST}new/" not in listed
    for address in ("edit", "pause", "end", "draw", "nodes", "nodes/n1", "nodes/n1/remove"):
        assert marketer.post(f"{LIST}{journey.pk}/{address}/").status_code == 403
    assert marketer.post(f"{LIST}new/empty/", {"name": "Mine", "hold_out_percent": 0}).status_code == 403
    assert [one.state for one in Journey.objects.all()] == ["running"]


@pytest.mark.parametrize("kind", [
    "delay", "wait_for", "split", "draw", "message", "points", "coupon", "tag", "task", "goal", "exit",
])  # fmt: skip
def test_every_kind_of_step_has_its_form(signed_in: SignedIn, kind: str) -> None:
    owner = signed_in()
    owner.post(f"{LIST}new/empty/", {"name": "Mine", "hold_out_percent": 0})
    journey = Journey.objects.get()

    owner.post(f"{LIST}{journey.pk}/nodes/", {"kind": kind, "after": "", "branch": ""})

    (key,) = Journey.objects.get().draft["nodes"]
    assert owner.get(f"{LIST}{journey.pk}/nodes/{key}/").status_code == 200


def test_a_step_is_changed_connected_and_taken_away_by_forms(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = drawn(owner)
    page = f"{LIST}{journey.pk}/"

    owner.post(f"{page}nodes/", {"kind": "tag", "after": "day7", "branch": "next"})
    owner.post(f"{page}nodes/tag_1/", {"name": "Mark them", "tag": "greeted", "to_next": "day20"})
    definition = read_definition(Journey.objects.get().draft)
    assert definition.ways["day7", "next"] == "tag_1"
    assert definition.ways["tag_1", "next"] == "day20"
    assert definition.place("tag_1").name == "Mark them"

    owner.post(f"{page}nodes/tag_1/remove/")
    assert read_definition(Journey.objects.get().draft).ways["day7", "next"] == "day20"


def test_the_settings_of_a_delay_are_kept(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = drawn(owner)

    said = {"days": 9, "at": "09:30", "weekdays": ["1", "5"], "is_since_entry": "on", "to_next": "greeting"}
    owner.post(f"{LIST}{journey.pk}/nodes/day7/", said)

    node = Journey.objects.get().draft["nodes"]["day7"]
    assert (node["days"], node["at"], node["weekdays"], node["is_since_entry"]) == (9, "09:30", [1, 5], True)
    assert "9 days after the entry · on Mon, Fri · at 09:30" in text(owner, f"{LIST}{journey.pk}/?view=list")


def test_the_canvas_moves_and_connects(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = drawn(owner)
    address = f"{LIST}{journey.pk}/draw/"

    assert owner.post(address, {"node": "day7", "x": "311.4", "y": "-20"}).status_code == 204
    assert owner.post(address, {"node": "day7", "branch": "next", "to": "end"}).status_code == 204
    refused = owner.post(address, {"node": "day7", "branch": "sideways", "to": "end"})

    definition = read_definition(Journey.objects.get().draft)
    assert (definition.place("day7").x, definition.place("day7").y) == (311, 0)
    assert definition.ways["day7", "next"] == "end"
    assert "no way" in json.loads(refused.headers["HX-Trigger"])["toast"]["text"]


def test_a_changed_draft_becomes_a_version(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = drawn(owner)
    owner.post(f"{LIST}{journey.pk}/start/")
    assert "Make it version 2" not in text(owner, f"{LIST}{journey.pk}/")

    owner.post(f"{LIST}{journey.pk}/nodes/day7/", {"days": 8, "to_next": "greeting"})
    assert "Make it version 2" in text(owner, f"{LIST}{journey.pk}/")
    owner.post(f"{LIST}{journey.pk}/version/")

    assert Journey.objects.get().version.number == 2  # type: ignore[union-attr]
    assert owner.get(f"{LIST}{journey.pk}/versions/").status_code == 200


def test_every_number_opens_the_people_it_counts(signed_in: SignedIn) -> None:
    owner = signed_in()
    messages.template("hello")
    told, nameless = messages.reader("Pan Wei"), messages.reader("")
    journey = given.running({"kind": "message", "template": "hello", "channel": "email"}, {"kind": "delay", "days": 3})
    for one in (told, nameless):
        given.happened(one)
    given.tick()
    page = f"{LIST}{journey.pk}/people/"

    assert "Pan Wei" in text(owner, f"{page}?node=n2&where=waiting")
    held = text(owner, f"{page}?node=n1&where=held")
    assert "no value for “name”" in held
    assert "Pan Wei" not in held
    assert "Pan Wei" in text(owner, f"{page}?node=n1&where=deferred")
    for where in ("passed", "sent", "refused", "held_out", "reached", "earlier", ""):
        assert owner.get(f"{page}?where={where}").status_code == 200
    run = given.run_of(told)
    assert "Queued" in text(owner, f"{page}{run.pk}/")


def test_somebody_is_put_in_and_taken_out(signed_in: SignedIn) -> None:
    owner = signed_in()
    guest = make.customer("Pan Wei", number="C77")
    journey = given.running({"kind": "delay", "days": 3}, TAG, entry={"on": "hand"})

    assert owner.post(f"{LIST}{journey.pk}/people/enter/", {"customer": "nobody"}).status_code == 422
    owner.post(f"{LIST}{journey.pk}/people/enter/", {"customer": "C77"})
    run = JourneyRun.objects.get()
    assert run.customer == guest
    owner.post(f"{LIST}{journey.pk}/people/{run.pk}/out/")

    assert JourneyRun.objects.get().left == "taken_out"


def test_a_test_person_is_walked_through_by_a_moved_clock(signed_in: SignedIn) -> None:
    owner = signed_in()
    messages.reader("Pan Wei", number="C77")
    journey = drawn(owner)

    told = text(owner, f"{LIST}{journey.pk}/test/?customer=C77&days=120")
    ending = drawn(owner, "win_back")
    back = text(owner, f"{LIST}{ending.pk}/test/?customer=C77&days=120&bought_on_day=9")

    assert "What would happen to Pan Wei" in told
    assert "Day 38" in told
    assert "No address is known for this channel" in told
    assert "Reached the goal" in back
    assert "Day 38" not in back
    assert "No customer is found" in text(owner, f"{LIST}{journey.pk}/test/?customer=X&days=120")


def test_the_last_90_days_are_told(signed_in: SignedIn) -> None:
    owner = signed_in()
    given.happened(messages.reader("Pan Wei"), at=NOW - 60 * DAY)
    journey = drawn(owner)

    told = text(owner, f"{LIST}{journey.pk}/dry-run/")

    assert "<b>1</b> customer would have come in." in told
    assert "Pan Wei" in told


def test_readers_change_nothing_and_others_see_nothing(signed_in: SignedIn) -> None:
    journey = drawn(signed_in())
    reader, cashier = signed_in(Role.ANALYST), signed_in(Role.FRONT_LINE)

    page = text(reader, f"{LIST}{journey.pk}/")
    assert "New step" not in page
    changes = ("start/", "edit/", "draw/", "nodes/", "nodes/day7/", "nodes/day7/remove/", "people/enter/", "end/")
    for change in changes:
        assert reader.post(f"{LIST}{journey.pk}/{change}").status_code == 403
    assert cashier.get(LIST).status_code == 403
    assert Journey.objects.get().state == "draft"


def test_people_of_other_stores_are_not_shown(signed_in: SignedIn) -> None:
    ours, theirs = make.store(), make.store()
    journey = given.running({"kind": "delay", "days": 3})
    for shop, name in ((ours, "Pan Wei"), (theirs, "Li Na")):
        given.happened(make.customer(name, home=shop))
    given.tick()

    shown = text(signed_in(Role.MARKETER, ours), f"{LIST}{journey.pk}/people/")

    assert "Pan Wei" in shown
    assert "Li Na" not in shown
    stranger = JourneyRun.objects.get(customer__name="Li Na")
    assert signed_in(Role.MARKETER, ours).get(f"{LIST}{journey.pk}/people/{stranger.pk}/").status_code == 404


def test_the_pages_ask_a_fixed_number_of_questions(signed_in: SignedIn) -> None:
    owner = signed_in()
    journey = given.running({"kind": "delay", "days": 3})

    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(owner, address)
        return len(queries)

    addresses = [LIST, f"{LIST}{journey.pk}/", f"{LIST}{journey.pk}/people/"]
    given.happened(make.customer())
    given.tick()
    before = [asked(address) for address in addresses]
    for _ in range(3):
        given.happened(make.customer())
    given.tick()

    assert [asked(address) for address in addresses] == before
    assert max(before) <= 40


def test_unknown_addresses_are_not_found(signed_in: SignedIn) -> None:
    owner: Any = signed_in()

    assert owner.get(f"{LIST}99/").status_code == 404
    assert owner.get(f"{LIST}new/nothing/").status_code == 404


def test_the_page_says_in_words_what_the_journey_changed(signed_in: SignedIn) -> None:
    goal = {"kind": "goal", "event": "purchase", "days": 30}
    journey = given.running(TAG, percent=50, goal=goal)
    for place in range(12):
        given.happened(make.customer(f"No {place}"))
    given.tick()
    JourneyRun.objects.filter(is_held_out=False).update(goal_at=NOW + DAY)

    page = text(signed_in(), f"{LIST}{journey.pk}/")

    assert "Of 1,000 people in it, 1,000 reached the goal; of 1,000 like them held out, 0 did." in page
    assert "It works." in page
