"""What a guest sees and writes: the form, the code of a table, the question afterwards."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.records import make
from tests.records.cases import given
from tests.web.service.desk import LATER, browser, shown

from shuke.records.cases.models import Case
from shuke.records.cases.services import NewCase, close, file_case, follow_up, reopen, take_in
from shuke.records.surveys.models import Ask
from shuke.web.service.links import ask_link, table_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def ticket_of(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_public_form_makes_a_case_once() -> None:
    stranger, store = Client(), make.store()
    page = shown(stranger, "/say/")
    told = {"kind": "complaint", "text": "Cold soup", "store": store.pk, "ticket": ticket_of(page)}

    for _ in range(2):
        thanks = stranger.post("/say/", told, follow=True)

    held = Case.objects.get()
    assert str(held.pk) in thanks.content.decode()
    assert (held.channel, held.store, held.first_replied_at) == ("form", store, None)


def test_the_code_of_a_table_knows_store_and_table() -> None:
    store = make.store()
    path = table_link(store, "7").partition("8000")[2]
    page = shown(Client(), path)

    Client().post(path, {"kind": "praise", "text": "Lovely", "ticket": ticket_of(page)})

    held = Case.objects.get()
    assert (held.channel, held.store, held.table) == ("table", store, "7")
    assert Client().get(path[:-3] + "xx/").headers["Location"] == "/say/"


def test_programs_and_floods_stop_at_the_form() -> None:
    page, stranger = shown(Client(), "/say/"), Client()
    told = {"kind": "question", "text": "Buy pills", "ticket": ticket_of(page)}

    stranger.post("/say/", {**told, "website": "http://pills"})
    stranger.post("/say/", {**told, "ticket": "made-up"})
    assert not Case.objects.exists()

    for _ in range(21):
        answer = stranger.post("/say/", {**told, "ticket": ticket_of(shown(stranger, "/say/"))})
    assert Case.objects.count() == 20
    assert "Too many messages" in answer.content.decode()


def test_the_question_is_read_without_changing_anything_and_a_no_opens_the_case_again() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    path = ask_link(given.question(held)).partition("8000")[2]

    assert "Are you satisfied" in shown(Client(), path)
    assert Ask.objects.get().answered_at is None
    assert Client().post(path, {}).status_code == 422
    Client().post(path, {"is_satisfied": "no", "wish": "Seal the bags"})

    held.refresh_from_db()
    assert (held.status, held.round) == ("open", 2)
    assert "opened your case again" in shown(Client(), path)
    assert Client().get(path[:-4] + "abc/").status_code == 410


def test_a_no_about_a_round_that_is_over_is_not_told_that_it_opened_the_case() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    path = ask_link(given.question(held)).partition("8000")[2]
    follow_up(scope=by, now=given.NOW + timedelta(minutes=2), case=held, outcome="no", text="")

    page = Client().post(path, {"is_satisfied": "no", "wish": ""}).content.decode()

    assert "whoever works on it reads it" in page
    assert "opened your case again" not in page
    assert "Answered by the link: not satisfied" in shown(browser(), f"/service/{held.pk}/")


def test_a_thank_you_after_the_end_is_closed_again_by_one_button() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)
    thanks = NewCase(kind="complaint", channel="form", text="Thank you!")
    take_in(scope=make.SYSTEM, now=LATER, origin="test", new=thanks, into=held)
    client = browser()

    assert "opened again. Where nothing new is wrong, close it" in shown(client, f"/service/{held.pk}/")
    client.post(f"/service/{held.pk}/close/")

    held.refresh_from_db()
    assert (held.status, held.round) == ("closed", 1)


def test_a_question_that_became_a_complaint_after_its_end_is_not_offered_to_be_closed() -> None:
    by, held = given.scope(), given.case()
    close(scope=by, now=LATER, case=held)
    reopen(scope=by, now=LATER, case=held)
    file_case(scope=by, now=LATER, case=held, values={"kind": "complaint"})

    page = shown(browser(), f"/service/{held.pk}/")

    assert "Where nothing new is wrong, close it" not in page
    assert f"/service/{held.pk}/close/" not in page
