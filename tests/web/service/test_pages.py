import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.cases import given
from tests.records.membership import given as membership
from tests.web.conftest import client_of
from tests.web.service.desk import LATER, browser, shown

from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import CannedReply, Case, Compensation, Desk, Improvement, Topic
from shuke.records.cases.services import done_steps, wait_for_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def part_of(page: str, name: str) -> str:
    """The address from which the page brings in what comes after it."""
    found = re.search(rf'hx-get="(/service/\d+/{name}/)"', page)
    assert found is not None
    return found[1]


def test_the_inbox_stands_by_deadline_with_the_case_and_its_customer() -> None:
    guest = make.customer("Lu Jiusi", phone="13800138000")
    given.case(text="Opening hours")
    given.complaint(customer=guest, text="Damp beans")

    page = shown(browser(), "/service/")

    assert page.index("Damp beans") < page.index("Opening hours")
    for words in ("2 open", "Lu Jiusi", "waits for a first answer"):
        assert words in page
    beside = shown(browser(), part_of(page, "beside"))
    for words in ("Lu Jiusi", "Good to know before you speak", "tel:"):
        assert words in beside


def test_a_waiting_case_says_that_its_clock_stands() -> None:
    held = given.case()
    wait_for_customer(scope=given.scope(), now=LATER, case=held)

    assert "clock stands" in shown(browser(), "/service/")


def test_an_invented_case_of_the_demo_says_so() -> None:
    held = given.case()
    assert "invented case" not in shown(browser(), f"/service/{held.pk}/")

    Case.objects.filter(pk=held.pk).update(origin="demo")

    assert "invented case" in shown(browser(), f"/service/{held.pk}/")


def test_who_has_a_case_is_warned_as_long_before_as_the_settings_say() -> None:
    keeper = make.staff(Role.AGENT, has_seen_tour=True)
    held = given.case(customer=make.customer("Lu", owner=keeper))
    assert held.warn_at is not None
    client = client_of(keeper)
    assert "runs out soon" not in shown(client, "/service/")

    for minutes, is_warned in ((-1, False), (0, True)):
        with time_machine.travel(held.warn_at + timedelta(minutes=minutes), tick=False):
            page = shown(client_of(keeper), "/service/")
        assert ("sk-clock-soon" in page) == is_warned
        assert ("The promise of 1 of your cases runs out soon." in page) == is_warned


def test_a_promise_that_runs_out_is_told_whatever_the_list_shows() -> None:
    keeper = make.staff(Role.AGENT, has_seen_tour=True)
    held = given.case(customer=make.customer("Lu", owner=keeper))
    assert held.warn_at is not None

    with time_machine.travel(held.warn_at, tick=False):
        for view in ("mine", "unassigned", "all&q=nothing+like+it"):
            assert "The promise of 1 of your cases runs out soon." in shown(client_of(keeper), f"/service/?view={view}")
        held.refresh_from_db()
        wait_for_customer(scope=given.scope(), now=held.opened_at, case=held)
        assert "runs out soon" not in shown(client_of(keeper), "/service/?view=mine")


def test_where_nobody_is_named_for_broken_promises_the_inbox_says_so() -> None:
    held, named = given.case(), given.agent()
    with time_machine.travel(held.next_due_at + timedelta(minutes=1), tick=False):
        assert "1 promise was not kept, and nobody is told" in shown(browser(), "/service/")
        assert "/settings/service/" in shown(browser(Role.OWNER), "/service/")
        Desk.objects.filter(pk=1).update(escalate_to=named)
        assert "nobody is told" not in shown(browser(), "/service/")


def test_strangers_other_stores_and_other_roles() -> None:
    here, elsewhere = make.store(), make.store()
    held = given.case(store=elsewhere, text="Secret beans")

    assert Client().get("/service/").status_code == 302
    assert browser(Role.FRONT_LINE).get("/service/").status_code == 403
    assert browser(Role.AGENT, here).get(f"/service/{held.pk}/").status_code == 404
    assert "Secret beans" not in shown(browser(Role.AGENT, here), "/service/?view=all")


def test_whoever_only_reads_changes_nothing() -> None:
    held, reader = given.complaint(), browser(Role.ANALYST)

    page = shown(reader, f"/service/{held.pk}/")
    assert "Stamp this step" not in page
    assert "/service/new/" not in page
    assert "/service/new/" in shown(browser(), "/service/rows/")
    for path in ("reply/", "note/", "assign/", "step/received/", "close/", "compensate/"):
        assert reader.post(f"/service/{held.pk}/{path}", {"text": "x"}).status_code == 403


def test_a_skill_that_no_database_can_hold_is_refused() -> None:
    values = {"staff": make.staff(Role.AGENT).pk, "most_open": "5", "skills": "9" * 25}

    assert browser(Role.OWNER).post("/settings/service/place/new/", values).status_code == 422


def test_what_the_inbox_counts_is_read_from_one_index() -> None:
    given.complaint()
    index = next(index for index in Case._meta.indexes if index.name == "case_live_counts")

    with CaptureQueriesContext(connection) as asked:
        shown(client_of(make.staff(Role.AGENT, make.store())), "/service/")

    (counts,) = (query["sql"] for query in asked.captured_queries if 'AS "running_out"' in query["sql"])
    held = {Case._meta.get_field(name).column for name in index.fields}
    assert set(re.findall(r'"cases_case"\."(\w+)"', counts)) <= held


def test_pages_ask_the_same_however_many_cases_there_are(django_assert_num_queries: Any) -> None:
    client, guest = browser(Role.OWNER), membership.member(membership.plan(), name="Lu").customer
    held = given.complaint(customer=guest)
    client.get("/service/")
    for number in range(45):
        given.complaint(customer=guest, text=f"Number {number}")

    with django_assert_num_queries(14):
        page = shown(client, f"/service/{held.pk}/")
    with django_assert_num_queries(14):
        shown(client, "/service/")
    with django_assert_num_queries(9):
        shown(client, "/service/?view=all&kind=praise")
    with django_assert_num_queries(7):
        shown(client, "/service/rows/")
    with django_assert_num_queries(15):
        shown(client, part_of(page, "beside"))
    with django_assert_num_queries(6):
        shown(client, part_of(page, "canned"))
    assert page.count("data-row") == 40
    assert "from=" in page
    assert client.get("/service/?from=nonsense&category=x&since=never").status_code == 200


@pytest.mark.parametrize("step", ["assigned", "compensation", "reply", "follow_up", "closed"])
def test_a_case_asks_no_more_at_any_step(step: str, django_assert_max_num_queries: Any) -> None:
    client, person = browser(Role.OWNER), given.agent()
    held = given.brought_to(step, given.complaint(customer=make.customer("Lu")), by=scope_of_staff(person))
    client.get("/service/")

    with django_assert_max_num_queries(15):
        shown(client, f"/service/{held.pk}/")


def test_the_poll_answers_only_what_changed() -> None:
    client = browser()
    given.case()
    page = shown(client, "/service/")
    digest = re.search(r"digest=(\w+)", page)
    assert digest is not None

    assert client.get(f"/service/rows/?view=soon&digest={digest[1]}").status_code == 204
    given.case(text="A new one")
    assert "A new one" in shown(client, f"/service/rows/?view=soon&digest={digest[1]}")


def test_a_complaint_is_walked_through_by_its_pages() -> None:
    person = make.staff(Role.AGENT, has_seen_tour=True)
    client = client_of(person)
    held = given.complaint(customer=make.customer("Lu"))
    cause = given.topic("cause")

    def post(path: str, **values: object) -> None:
        answer = client.post(f"/service/{held.pk}/{path}", values)
        assert answer.status_code == 302, (path, answer.content.decode()[-800:])

    post("reply/", text="We have it.", is_told="on")
    post("step/assigned/", investigator=person.pk)
    post("step/facts/", text="cold sealer")
    post("step/decision/", text="our fault")
    post("step/apology/", text="by phone")
    assert "Give compensation" in shown(client, f"/service/{held.pk}/")
    post("nothing/", text="wants none")
    post("reply/", text="This is our answer.", is_final="on", is_told="on")
    post("ask/")
    assert "/say/a/" in shown(client, f"/service/{held.pk}/")
    post("followed/", outcome="yes", text="")
    post("close/")
    post("learned/", cause=cause.pk, text="Check the heat", owner=person.pk, due_on="2026-03-09")

    held.refresh_from_db()
    assert held.status == "closed"
    assert len(done_steps(held)) == 10
    assert "Check the heat" in shown(client, "/service/improvements/")
    client.post(f"/service/improvements/{Improvement.objects.get().pk}/done/")
    assert Improvement.objects.get().done_on == date(2026, 3, 2)


def test_above_the_limit_only_another_person_approves() -> None:
    agent, manager = make.staff(Role.AGENT, has_seen_tour=True), make.staff(Role.MANAGER, has_seen_tour=True)
    guest = membership.member(membership.plan(), name="Lu").customer
    held = given.brought_to("compensation", given.complaint(customer=guest), by=scope_of_staff(agent))
    client_of(agent).post(f"/service/{held.pk}/compensate/", {"kind": "points", "points": 300, "reason": "damp"})
    gift = Compensation.objects.get()
    approve = f"/service/{held.pk}/gift/{gift.pk}/approve/"

    assert client_of(agent).post(approve).status_code == 403
    assert "waits for approval" in shown(client_of(agent), f"/service/{held.pk}/")
    assert f"/service/{held.pk}/" in shown(client_of(manager), "/service/?view=approve")
    assert approve in shown(client_of(manager), f"/service/{held.pk}/")
    client_of(manager).post(approve)

    gift.refresh_from_db()
    assert gift.state == "given"


def test_filing_assigning_merging_and_closing() -> None:
    client, colleague = browser(), make.staff(Role.AGENT)
    held, other = given.case(), given.case(text="Another")
    packing = given.topic(path="packing")

    client.post(f"/service/{held.pk}/assign/", {"owner": colleague.pk})
    client.post(f"/service/{held.pk}/file/", {
        "subject": "New", "kind": "suggestion", "priority": "low", "category": packing.pk, "answer": "planned",
        "tags": "beans，vip",
    })  # fmt: skip
    client.post(f"/service/{other.pk}/merge/", {"number": held.pk})
    client.post(f"/service/{held.pk}/call/", {"text": "told her", "is_reached": "on"})
    client.post(f"/service/{held.pk}/note/", {"text": "done"})
    client.post(f"/service/{held.pk}/close/")

    held.refresh_from_db()
    assert (held.owner, held.category, held.answer, held.status) == (colleague, packing, "planned", "closed")
    assert set(held.tags.values_list("name", flat=True)) == {"beans", "vip"}
    assert client.get(f"/service/{other.pk}/").headers["Location"] == f"/service/{held.pk}/"
    client.post(f"/service/{held.pk}/reopen/")
    held.refresh_from_db()
    assert held.status == "open"
    assert "There is no case" in client.post(f"/service/{held.pk}/merge/", {"number": 999}).content.decode()


def test_a_case_is_opened_at_the_counter_and_from_the_customers_page() -> None:
    guest = make.customer("Lu", home=make.store())

    browser(Role.FRONT_LINE).post(
        f"/service/new/?customer={guest.pk}", {"channel": "counter", "kind": "praise", "text": "The cushion!"}
    )

    held = Case.objects.get()
    assert (held.customer, held.channel, held.kind) == (guest, "counter", "praise")
    assert "The cushion!" in shown(browser(), f"/customers/{guest.pk}/cases/")
    assert "The cushion!" not in shown(browser(Role.FRONT_LINE), f"/customers/{guest.pk}/cases/")
    assert browser(Role.ANALYST).get("/service/new/").status_code == 403


def test_settings_of_the_service() -> None:
    owner, colleague = browser(Role.OWNER), make.staff(Role.AGENT)
    week = {f"day_{number}": "9:00-18:00" for number in range(7)}
    values = {**week, "warn_minutes": 60, "escalate_minutes": 30, "escalate_to": colleague.pk, "agent_most_points": 50}

    assert owner.post("/settings/service/", {**values, "day_3": "nine"}).status_code == 422
    closed = owner.post("/settings/service/", values | dict.fromkeys(week, ""))
    assert (closed.status_code, "Every day is closed" in closed.content.decode()) == (422, True)
    assert owner.post("/settings/service/", values).status_code == 302
    for what, row in {
        "day": {"day": "2026-10-01", "spans": "10:00-12:00", "note": "open"},
        "target": {"priority": "high", "service_class": "gold", "first_minutes": 15, "resolve_minutes": 60},
        "class": {"service_class": "gold", "least_priority": "high", "goes_to": colleague.pk},
        "topic": {"tree": "category", "name": "goods", "is_offered": "on"},
        "reply": {"name": "Sorry", "text": "Dear {customer}"},
        "place": {"staff": colleague.pk, "is_here": "on", "phone": "801"},
    }.items():
        answer = owner.post(f"/settings/service/{what}/new/", row)
        assert answer.status_code == 302, (what, answer.content.decode()[-600:])
    assert owner.post("/settings/service/reply/new/", {"name": "B", "text": "{nobody}"}).status_code == 422
    owner.post("/settings/service/hook/new/", {"name": "chat", "channel": "chat"})

    held = Desk.objects.get()
    assert (held.week[3], held.escalate_to, held.agent_most_points) == ("9:00-18:00", colleague, 50)
    page = shown(owner, "/settings/service/")
    for words in ("goods", "Dear {customer}", "801", "first answer 15, settled 60", "/service/hooks/"):
        assert words in page
    goods = Topic.objects.get()
    assert owner.post(f"/settings/service/topic/{goods.pk}/", {"tree": "category", "name": "wares"}).status_code == 302
    reply = CannedReply.objects.get()
    owner.post(f"/settings/service/reply/{reply.pk}/drop/")
    assert not CannedReply.objects.exists()
    assert "<svg" in shown(owner, f"/settings/service/table/?store={make.store().pk}&table=7")
    assert browser(Role.AGENT).get("/settings/service/").status_code == 403
