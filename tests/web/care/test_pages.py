import datetime as dt
import html
import re
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.actions.campaigns import given as campaigns
from tests.actions.care.given import NOW, message_step, programme, run, task_step
from tests.actions.journeys import given as journeys
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages
from tests.web.conftest import client_of

from shuke.actions.campaigns.models import CampaignMember, Guest
from shuke.actions.care.models import CarePlan, CareProgramme, CareSettings, CareTask, Outcome
from shuke.actions.care.services import record_outcome
from shuke.actions.journeys.models import JourneyRun
from shuke.actions.offers.models import Gift
from shuke.outcomes.models import Outcome as Brought
from shuke.records.access.models import Role, Staff
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, record_preference

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 3, 2)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def officer(role: str = Role.AGENT, *stores: Any) -> Staff:
    return make.staff(role, *stores, has_seen_tour=True)


def browser(role: str = Role.AGENT, *stores: Any) -> Client:
    return client_of(officer(role, *stores))


def shown(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return str(page.content.decode())


def guest(name: str = "潘伟", **fields: Any) -> Customer:
    return make.customer(name, birthday=BORN, **fields)


def due(**values: Any) -> CareTask:
    """Everybody whose birthday it is has a task; the first of them."""
    programme("birthday", task_step(script="Wish {{ name }} a happy birthday."), **values)
    run()
    return CareTask.objects.order_by("pk")[0]


def test_the_inbox_says_who_why_today_and_what_to_say() -> None:
    held = guest(phone="13800138000")
    record_preference(
        scope=make.SYSTEM, now=NOW, origin="test", customer=held, topic="drink", value="mocha, 2 sugars", how="ask"
    )
    due(name="Birthday wishes")

    page = shown(browser(), "/care/")

    for words in ("潘伟", "Birthday wishes", "Birthday on ", "Wish 潘伟 a happy birthday."):
        assert words in page
    for words in ("mocha, 2 sugars", 'href="tel:', "0 done, 0 to do, room for 20"):
        assert words in page


def test_one_click_closes_a_task_and_the_next_comes_up() -> None:
    guest("First"), guest("Second")
    task, client = due(), browser()

    answer = client.post(f"/care/{task.pk}/outcome/done/", {"tries_seen": 0}, follow=True)

    task.refresh_from_db()
    assert (task.state, task.outcome) == ("closed", "done")
    assert "First: Done" in answer.content.decode()
    assert "Second" in shown(client, "/care/?view=all")


def test_a_second_click_is_told_and_changes_nothing() -> None:
    guest()
    task, client = due(), browser()
    for _ in range(2):
        answer = client.post(f"/care/{task.pk}/outcome/done/", {"tries_seen": 0})

    assert answer.status_code == 422
    assert "Somebody has just recorded" in answer.content.decode()
    assert task.attempts.count() == 1


def test_call_again_asks_when_in_the_time_of_the_customer() -> None:
    guest(time_zone="Asia/Tokyo")
    task, client = due(), browser()

    assert "Asia/Tokyo" in shown(client, f"/care/{task.pk}/outcome/call_again/")
    client.post(
        f"/care/{task.pk}/outcome/call_again/", {"tries_seen": 0, "again_at": "2026-03-05T10:00", "note": "at work"}
    )

    task.refresh_from_db()
    assert task.call_at == dt.datetime(2026, 3, 5, 1, 0, tzinfo=dt.UTC)
    assert "call at" in shown(client, "/care/?view=later")


def test_a_moment_beyond_every_calendar_is_refused() -> None:
    guest(time_zone="America/New_York")
    task = due()

    answer = browser().post(
        f"/care/{task.pk}/outcome/call_again/", {"tries_seen": 0, "again_at": "9999-12-31T23:00", "note": ""}
    )

    task.refresh_from_db()
    assert (answer.status_code, task.tries, task.call_at) == (422, 0, None)


def test_a_task_is_given_to_a_colleague() -> None:
    guest()
    task, colleague = due(), officer()
    client = browser()

    assert colleague.name in shown(client, f"/care/{task.pk}/give/")
    client.post(f"/care/{task.pk}/give/", {"owner": colleague.pk})

    task.refresh_from_db()
    assert task.owner == colleague
    assert "潘伟" in shown(client_of(colleague), "/care/?view=mine")


def test_strangers_other_stores_and_readers() -> None:
    here, elsewhere = make.store(), make.store()
    guest("Secret guest", home=elsewhere)
    task = due()

    assert Client().get("/care/").status_code == 302
    assert browser(Role.INTEGRATOR).get("/care/").status_code == 403
    assert browser(Role.AGENT, here).get(f"/care/{task.pk}/").status_code == 404
    assert "Secret guest" not in shown(browser(Role.AGENT, here), "/care/?view=all")
    assert browser(Role.ANALYST).post(f"/care/{task.pk}/outcome/done/", {"tries_seen": 0}).status_code == 403
    assert "outcome" not in shown(browser(Role.ANALYST), f"/care/{task.pk}/")
    assert browser(Role.AGENT).post("/care/programmes/usual/").status_code == 403


def test_the_inbox_asks_as_often_for_many_as_for_few() -> None:
    client = browser()
    counts = []
    for number in range(2):
        for extra in range(1 + 4 * number):
            guest(f"G{number}{extra}")
        due()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(client, "/care/?view=all")
        counts.append(len(asked))

    assert counts[1] <= counts[0] + 2


def test_the_usual_programmes_are_set_up_and_one_is_switched_on() -> None:
    client = browser(Role.MANAGER)
    assert "No programme yet" in shown(client, "/care/programmes/")

    client.post("/care/programmes/usual/")
    page = shown(client, "/care/programmes/")
    welcome = CareProgramme.objects.get(kind="first_visit")
    client.post(f"/care/programmes/{welcome.pk}/switch/", {"is_on": "1"})

    assert "After the very first visit." in page
    assert "20 days after: the letter “Handbook by post”, printed" in page
    welcome.refresh_from_db()
    assert welcome.is_on


def test_a_programme_is_written_and_changed_by_a_form() -> None:
    client = browser(Role.MANAGER)
    fields = {"name": "Mid-autumn", "kind": "holiday", "calendar": "either", "most_a_day": 50, "holdout_percent": 10}
    step = {"s1-does": "task", "s1-after_days": -3, "s1-script": "Call {{ name }}."}

    refused = client.post("/care/programmes/new/", {**fields, **step})
    assert "Choose the holiday." in refused.content.decode()
    client.post("/care/programmes/new/", {**fields, **step, "holiday": "mid_autumn", "classes": ["gold"]})

    made = CareProgramme.objects.get()
    assert (made.code, made.classes, made.is_on) == ("holiday-1", ["gold"], False)
    assert list(made.steps.values_list("number", "after_days")) == [(1, -3)]
    assert "Call {{ name }}." in shown(client, f"/care/programmes/{made.pk}/edit/")
    client.post(
        f"/care/programmes/{made.pk}/edit/",
        {**fields, **step, "holiday": "mid_autumn", "most_a_day": 7, "s1-script": ""},
    )
    made.refresh_from_db()
    assert made.most_a_day == 50  # a step without words is refused as a whole


def test_the_page_of_a_programme_counts_and_its_doors_lead_to_the_people() -> None:
    guest("Silent", is_do_not_contact=True)
    messages.reader("Reached", birthday=BORN)
    make.customer("Tomorrow", birthday=dt.date(1980, 3, 3))
    wishes = programme("birthday", message_step())
    run()
    client = browser(Role.MARKETER)

    page = shown(client, f"/care/programmes/{wishes.pk}/")
    preview = shown(client, f"/care/programmes/{wishes.pk}/preview/")
    door = re.search(r'href="(/care/programmes/\d+/due/[^"]+)"', preview)

    assert "The customer does not want to be contacted" in page
    assert "Reached" in shown(client, f"/care/programmes/{wishes.pk}/plans/?state=served")
    assert "Silent" in shown(client, f"/care/programmes/{wishes.pk}/plans/?state=skipped&reason=do_not_contact")
    assert door
    assert "Tomorrow" in shown(client, door[1])


def test_what_came_of_the_tasks_has_doors_to_the_people() -> None:
    calls = programme("birthday")
    done = guest("Wang")
    guest("Chen")
    run()
    task = CareTask.objects.get(customer=done)
    record_outcome(scope=make.SYSTEM, now=NOW, origin="test", task=task, outcome=Outcome.DONE, tries_seen=0)
    client = browser(Role.MARKETER)

    page = shown(client, f"/care/programmes/{calls.pk}/")
    doors = re.findall(r'href="([^"]+outcome=\w+)">1</a> ([^<]+)', page)
    by_words = {words: html.unescape(door) for door, words in doors}

    assert set(by_words) == {"Done", "Not tried yet"}
    assert "Wang" in (behind := shown(client, by_words["Done"]))
    assert "Chen" not in behind
    assert "Chen" in (behind := shown(client, by_words["Not tried yet"]))
    assert "Wang" not in behind


def test_list_page_and_door_count_the_same_customers() -> None:
    here, there = make.store(), make.store()
    guest("Wang", home=here)
    guest("Chen", home=there)
    calls = programme("birthday")
    run()
    response = {"treated": 0.2, "control": 0.1, "difference": 0.1, "lower": 0.0, "upper": 0.2, "verdict": "gain"}
    Brought.objects.create(
        kind="care", key=str(calls.pk), from_on=NOW, until_on=NOW, as_of=NOW, currency="CNY", treated=900, held=800,
        effect={"response": response},
    )  # fmt: skip
    client = browser(Role.AGENT, here)
    door = re.compile(rf'href="/care/programmes/{calls.pk}/plans/\?state=served">(\d+)<')

    listed, page = shown(client, "/care/programmes/"), shown(client, f"/care/programmes/{calls.pk}/")
    people = shown(client, f"/care/programmes/{calls.pk}/plans/?state=served")

    assert (door.findall(listed), door.findall(page)) == (["1"], ["1"])
    assert ("Wang" in people, "Chen" in people) == (True, False)
    assert ("shown to those who work in all stores" in page, "of those looked after bought" in page) == (True, False)
    assert "of those looked after bought" in shown(browser(Role.MARKETER), f"/care/programmes/{calls.pk}/")


def test_a_preview_changes_nothing() -> None:
    guest()
    wishes = programme("birthday")

    shown(browser(), f"/care/programmes/{wishes.pk}/preview/")

    assert not CarePlan.objects.exists()


def test_a_preview_says_whom_the_limit_of_a_day_holds_back() -> None:
    for _number in range(3):
        guest()
    calls, wishes = programme("birthday", most_a_day=2), programme("thanks", message_step(), month_day="03-02")

    assert "1 of them come later than their day." in shown(browser(), f"/care/programmes/{calls.pk}/preview/")
    assert "later than" not in shown(browser(), f"/care/programmes/{wishes.pk}/preview/")
    assert "messages reach everybody on the day" in shown(browser(), f"/care/programmes/{wishes.pk}/")


def test_a_segment_that_cannot_be_asked_yet_is_said_on_the_preview() -> None:
    guest()
    wishes = programme("birthday", segment="orders >= 3")

    assert 'role="alert"' in shown(browser(), f"/care/programmes/{wishes.pk}/preview/")


def test_the_customers_page_and_the_first_page_have_a_part_of_it() -> None:
    held = guest()
    due(name="Birthday wishes")

    assert "Birthday wishes" in shown(browser(), f"/customers/{held.pk}/care/")
    assert "潘伟" in shown(browser(), "/care/today/?view=all")
    assert shown(browser(Role.INTEGRATOR), "/care/today/") == ""
    assert browser(Role.AGENT, make.store()).get(f"/customers/{held.pk}/care/").status_code == 404


def test_the_customers_page_says_why_campaigns_events_and_journeys_were_silent() -> None:
    part, whole = guest("Wang"), guest("Wang Wei")
    offer = membership.coupon()
    refused = partial(Gift.objects.create, customer=part, refusal="The coupon is over.", given_at=NOW)
    for name, facts in {
        "Spring": {"arm": "held"},
        "Summer": {"arm": "out", "reason": "no_consent"},
        "Autumn": {"arm": "rest"},
        "Winter": {"arm": "test"},
        "Reached": {"arm": "test"},
    }.items():
        campaign = campaigns.draft(name=name, coupon=offer)
        gift = refused(key=name, offer=campaign.offer) if name == "Winter" else None
        CampaignMember.objects.create(campaign=campaign, customer=part, cell=0, gift=gift, **facts)
    Guest.objects.create(gathering=campaigns.event(name="Tasting"), customer=part, arm="held")
    journey = journeys.running(percent=50)
    JourneyRun.objects.create(
        journey=journey, version=journey.version, customer=part, is_held_out=True, drawn=0.1, node="entry",
        entered_at=NOW, arrived_at=NOW, due_at=NOW,
    )  # fmt: skip
    merge_customers(scope=make.SYSTEM, now=NOW, origin="test", customer=part, into=whole)

    page = shown(browser(Role.MARKETER), f"/customers/{whole.pk}/care/")
    plain = shown(browser(Role.AGENT), f"/customers/{whole.pk}/care/")

    for name, why in {
        "Spring": "held out",
        "Summer": "never agreed, or took it back",
        "Autumn": "left for the roll-out",
        "Winter": "The coupon is over.",
        "Tasting": "held out",
        "Welcome": "held out for comparison",
    }.items():
        assert re.search(rf'<a href="/[^"]+">{name}</a><span class="sub">{why}<', page), name
        assert re.search(rf'<b class="sk-strong">{name}</b><span class="sub">{why}<', plain), name
    assert "Reached" not in page


def test_a_days_work_is_set() -> None:
    client = browser(Role.MANAGER)

    client.post("/care/settings/", {"tasks_a_day": 12, "tries": 2})

    assert (CareSettings.objects.get().tasks_a_day, CareSettings.objects.get().tries) == (12, 2)
    assert "A person’s day holds 12 tasks." in shown(client, "/care/programmes/")
