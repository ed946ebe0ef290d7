from datetime import timedelta

import pytest
from tests.records import make
from tests.records.cases import given
from tests.records.cases.clock.desk import at

from shuke.records.access.models import Role
from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.files import FileRefused, GivenFile
from shuke.records.cases.models import AgentPlace, Attachment, Case, ClassRule, Desk, Entry, Step, Target
from shuke.records.cases.services import NewCase, NothingSaid, go_on, open_case, reply, wait_for_customer
from shuke.records.cases.services.opening import NotOfThisKind
from shuke.records.customers.models import Customer, Event

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_a_case_is_promised_in_business_time() -> None:
    held = given.case()

    assert (held.priority, held.status) == ("normal", "open")
    assert held.first_due_at == at("2026-03-03 13:30")  # 30 minutes today, 180 in the morning, 30 after lunch
    assert held.resolve_due_at == at("2026-03-04 17:30")
    assert held.next_due_at == held.first_due_at
    assert held.warn_at == at("2026-03-03 10:30")


def test_a_desk_that_never_opens_promises_nothing_and_still_takes_every_case() -> None:
    by = given.scope()
    before = given.case(by=by)
    wait_for_customer(scope=by, now=given.NOW, case=before)
    Desk.objects.update(week=[""] * 7)

    held = given.case(by=by)
    reply(scope=by, now=given.NOW, case=held, text="From Monday on.")
    reply(scope=by, now=given.NOW, case=before, text="Are you still there?")
    go_on(scope=by, now=given.NOW, case=before)

    held.refresh_from_db()
    before.refresh_from_db()
    assert (held.status, held.first_due_at, held.resolve_due_at, held.next_due_at) == ("open", None, None, NEVER)
    assert (before.status, before.next_due_at) == ("open", before.resolve_due_at)


def test_a_case_stands_on_the_timeline_without_a_word_of_it() -> None:
    guest = make.customer("Pan", home=make.store())

    held = given.case(customer=guest, text="My knee hurts")

    event = Event.objects.get(customer=guest, kind="case.opened")
    assert event.facts == {"case": held.pk, "case_kind": "question", "channel": "form"}
    assert held.store == guest.home_store


def test_a_phone_number_in_any_spelling_finds_the_customer() -> None:
    guest = make.customer("Pan", phone="+86 138 0013 8000")

    assert given.case(contact="138-0013-8000").customer == guest
    assert given.case(contact="somebody@example.com").customer is None


def test_a_case_for_a_merged_customer_belongs_to_whom_they_became() -> None:
    whole, part = make.customer("Pan"), make.customer("Pan Wei")
    Customer.objects.filter(pk=part.pk).update(merged_into=whole)
    part.refresh_from_db()

    assert given.case(customer=part).customer == whole


def test_the_same_message_twice_is_one_case() -> None:
    first = given.case(source_key="mail:<1@example.com>")

    assert given.case(source_key="mail:<1@example.com>").pk == first.pk
    assert Case.objects.count() == 1


def test_nothing_said_is_no_case() -> None:
    with pytest.raises(NothingSaid):
        given.case(text=" \n\x00 ")


def test_the_first_words_are_the_subject() -> None:
    assert given.case(text="两包豆受潮，第二次了\n其余").subject == "两包豆受潮，第二次了"
    assert len(given.case(text="x" * 500).subject) == 61


def test_praise_is_credited_to_the_colleague_it_names() -> None:
    waiter, guest = make.staff(Role.FRONT_LINE), make.customer("Shen")

    held = given.case(kind="praise", praised=waiter, customer=guest)

    assert held.praised == waiter
    assert Event.objects.get(kind="case.praised").facts["colleague"] == waiter.pk
    with pytest.raises(NotOfThisKind):
        given.case(kind="question", praised=waiter)


def test_a_class_lifts_the_priority_and_has_promises_of_its_own() -> None:
    guest = make.customer("Lu")
    Customer.objects.filter(pk=guest.pk).update(service_class="platinum")
    guest.refresh_from_db()
    ClassRule.objects.create(service_class="platinum", least_priority="high")
    Target.objects.create(priority="high", service_class="platinum", first_minutes=15, resolve_minutes=60)

    held = given.case(customer=guest)

    assert held.priority == "high"
    assert held.first_due_at == at("2026-03-02 17:45")


def test_at_the_counter_the_first_answer_is_given_there_and_then() -> None:
    by = given.scope()

    held = given.complaint(by=by, channel="counter")

    assert held.first_replied_at == given.NOW
    assert held.next_due_at == held.resolve_due_at
    assert list(Step.objects.values_list("step", "staff")) == [("received", by.staff_id)]


def test_a_form_waits_for_its_first_answer() -> None:
    held = given.complaint()

    assert held.first_replied_at is None
    assert held.priority == "high"
    assert not Step.objects.exists()


def test_files_are_kept_under_names_of_our_own(data_folder: object) -> None:
    given.case(files=[GivenFile("..\\..\\袋口.PNG", PNG)])

    kept = Attachment.objects.get()
    assert (kept.name, kept.kind, kept.size_bytes) == ("袋口.PNG", "png", len(PNG))
    assert kept.file.name.endswith(".png")
    assert ".." not in kept.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("invoice.exe", b"MZ\x90"),
        ("invoice.pdf", b"MZ\x90\x00"),
        ("picture.png", b"<script>alert(1)</script>"),
        ("page.html", b"<html>"),
        ("note.txt", b"#!/bin/sh\nrm"),
        ("macro.docx", b"PK\x03\x04....word/vbaProject.bin"),
        ("drawing.svg", b"<svg onload='x'/>"),
        ("no-ending", b"hello"),
        ("large.txt", b"x" * (10 * 1024 * 1024 + 1)),
        ("empty.txt", b""),
    ],
)
def test_what_runs_lies_or_is_too_large_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match=name.split(".")[0]):
        given.case(files=[GivenFile(name, content)])
    assert not Case.objects.exists()


def test_a_relation_comes_before_the_turn() -> None:
    keeper = make.staff(Role.MANAGER)
    AgentPlace.objects.create(staff=given.agent())
    guest = make.customer("Lu", owner=keeper)

    held = given.case(customer=guest)

    assert held.owner == keeper
    assert Entry.objects.get(case=held, code="given").facts["why"] == "relation"


def test_who_is_marked_away_is_passed_over_for_the_class_and_then_the_turn() -> None:
    keeper, named, other = given.agent(), given.agent(), given.agent()
    AgentPlace.objects.create(staff=keeper, is_here=False)
    AgentPlace.objects.create(staff=other)
    rule = ClassRule.objects.create(service_class="platinum", least_priority="high", goes_to=named)
    guest = make.customer("Lu", owner=keeper)
    Customer.objects.filter(pk=guest.pk).update(service_class="platinum")
    guest.refresh_from_db()

    assert given.case(customer=guest).owner == named
    rule.delete()
    assert given.case(customer=guest).owner == other


def test_whoever_may_not_work_on_cases_gets_none() -> None:
    guest = make.customer("Lu", owner=make.staff(Role.ANALYST))

    assert given.case(customer=guest).owner is None


def test_cases_go_round_among_those_who_are_here_and_cover_the_store() -> None:
    here, elsewhere = make.store(), make.store()
    first, second = make.staff(Role.AGENT, here), make.staff(Role.AGENT, here)
    for staff in (first, second, make.staff(Role.AGENT, elsewhere)):
        AgentPlace.objects.create(staff=staff)
    AgentPlace.objects.create(staff=make.staff(Role.AGENT, here), is_here=False)

    owners = [given.case(store=here, now=given.NOW + timedelta(minutes=n)).owner for n in range(4)]

    assert owners == [first, second, first, second]


def test_skill_counts_before_load() -> None:
    packing = given.topic(path="packing")
    plain, skilled = given.agent(), given.agent()
    AgentPlace.objects.create(staff=plain)
    AgentPlace.objects.create(staff=skilled).skills.add(packing)
    given.case(category=packing)

    held = open_case(
        scope=make.SYSTEM, now=given.NOW, origin="test",
        new=NewCase(kind="question", channel="form", text="?", category=packing),
    )  # fmt: skip

    assert held.owner == skilled
    assert given.case().owner == plain
