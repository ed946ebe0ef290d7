from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.records import make
from tests.records.cases import given
from tests.records.cases.clock.desk import at

from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.files import GivenFile
from shuke.records.cases.models import Case, ClassRule, Entry
from shuke.records.cases.queries import cases_of, inbox, tail_of
from shuke.records.cases.services import (
    WrongMerge,
    assign,
    close,
    file_case,
    go_on,
    link_orders,
    merge,
    reopen,
    reply,
    split,
    tag_case,
)
from shuke.records.cases.services.moving import OrderOfAnother, StaysComplaint
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers

pytestmark = pytest.mark.django_db
LATER = given.NOW + timedelta(minutes=10)


def test_a_case_is_passed_on_with_a_trace() -> None:
    held, by, colleague = given.case(), given.scope(), given.agent()

    assign(scope=by, now=LATER, case=held, owner=colleague)
    assign(scope=by, now=LATER, case=held, owner=colleague)

    held.refresh_from_db()
    assert held.owner == colleague
    assert Entry.objects.filter(case=held, code="given").count() == 1


def test_another_priority_moves_the_promises_from_the_beginning() -> None:
    held = given.case()

    changed = file_case(
        scope=given.scope(), now=LATER, case=held, values={"priority": "urgent", "subject": held.subject}
    )

    held.refresh_from_db()
    assert changed == ["priority"]
    assert held.first_due_at == given.NOW + timedelta(minutes=30)


def refiled(held: Case, now: Any, **values: object) -> Case:
    file_case(scope=given.scope(), now=now, case=held, values=values)
    held.refresh_from_db()
    return held


def test_another_priority_counts_from_when_the_case_was_opened_again() -> None:
    held, by, again = given.case(), given.scope(), at("2026-04-01 10:00")
    reply(scope=by, now=LATER, case=held, text="At nine.")
    close(scope=by, now=LATER, case=held)
    reopen(scope=by, now=again, case=held)

    refiled(held, again + timedelta(minutes=10), priority="urgent")

    assert held.resolve_due_at == at("2026-04-01 15:00")  # 240 minutes, the break between 12 and 13 left out
    assert held.late_at is None


def test_another_priority_leaves_out_how_long_the_clock_stood() -> None:
    held, by = given.case(now=at("2026-03-02 09:00")), given.scope()
    reply(scope=by, now=at("2026-03-02 09:30"), case=held, text="Which beans?", is_question=True)
    go_on(scope=by, now=at("2026-03-20 09:30"), case=held)

    refiled(held, at("2026-03-20 09:40"), priority="urgent")

    assert held.resolve_due_at == at("2026-03-20 14:00")


def test_another_priority_given_while_the_clock_stands_is_promised_when_it_runs() -> None:
    held, by = given.case(now=at("2026-03-02 09:00")), given.scope()
    reply(scope=by, now=at("2026-03-02 09:30"), case=held, text="Which beans?", is_question=True)

    refiled(held, at("2026-03-10 09:00"), priority="urgent")
    assert (held.status, held.next_due_at) == ("waiting", NEVER)
    go_on(scope=by, now=at("2026-03-20 09:30"), case=held)

    held.refresh_from_db()
    assert held.resolve_due_at == held.next_due_at == at("2026-03-20 14:00")


@pytest.fixture
def platinum() -> Customer:
    ClassRule.objects.create(service_class="platinum", least_priority="urgent")
    guest = make.customer("Lu", owner=given.agent())
    Customer.objects.filter(pk=guest.pk).update(service_class="platinum")
    guest.refresh_from_db()
    return guest


def test_a_customer_who_is_named_later_is_served_as_one_who_was_known(platinum: Customer) -> None:
    known, named = given.case(customer=platinum), refiled(given.case(), LATER, customer=platinum)

    for held in (known, named):
        assert (held.priority, held.owner) == ("urgent", platinum.owner)
    assert named.first_due_at == known.first_due_at


def test_a_customer_who_is_named_takes_the_case_from_nobody(platinum: Customer) -> None:
    held, colleague = given.case(priority="urgent"), given.agent()
    assign(scope=given.scope(), now=LATER, case=held, owner=colleague)

    assert refiled(held, LATER, customer=platinum).owner == colleague


def test_a_case_that_takes_another_with_its_customer_is_served_as_theirs(platinum: Customer) -> None:
    whole, part = given.case(), given.case(customer=platinum)

    merge(scope=given.scope(), now=LATER, case=part, into=whole)

    whole.refresh_from_db()
    assert (whole.priority, whole.owner) == ("urgent", platinum.owner)


def test_a_suggestion_has_an_answer_that_ends_with_its_kind() -> None:
    held, by = given.case(kind="suggestion"), given.scope()
    file_case(scope=by, now=LATER, case=held, values={"answer": "planned"})
    held.refresh_from_db()
    assert held.answer == "planned"

    file_case(scope=by, now=LATER, case=held, values={"kind": "question"})

    held.refresh_from_db()
    assert held.answer == ""


def test_tags_are_exactly_those_named() -> None:
    held, by = given.case(), given.scope()

    tag_case(scope=by, now=LATER, case=held, names=["vip", " beans ", ""])
    tag_case(scope=by, now=LATER, case=held, names=["beans"])

    assert list(held.tags.values_list("name", flat=True)) == ["beans"]


def test_only_an_order_of_the_customer_or_of_nobody_is_linked() -> None:
    store, guest, other = make.store(), make.customer("Lu"), make.customer("Wen")
    beans = make.product()
    own, strange = (make.order(who, store, date(2026, 3, 1), (beans, 1, "9")) for who in (guest, other))
    held = given.case(customer=guest)

    link_orders(scope=given.scope(), now=LATER, case=held, orders=[own])
    with pytest.raises(OrderOfAnother):
        link_orders(scope=given.scope(), now=LATER, case=held, orders=[strange])

    assert list(held.orders.all()) == [own]


def test_two_cases_become_one_history() -> None:
    guest, by = make.customer("Lu"), given.scope()
    whole, part = given.case(customer=guest), given.case(text="And the invoice?")

    merge(scope=by, now=LATER, case=part, into=whole)

    part.refresh_from_db()
    assert (part.status, part.merged_into) == ("merged", whole)
    assert "And the invoice?" in [entry.text for entry in tail_of(whole)]
    with pytest.raises(WrongMerge):
        merge(scope=by, now=LATER, case=whole, into=part)


def test_what_is_merged_into_a_part_ends_in_the_whole() -> None:
    first, second, third = given.case(), given.case(), given.case()
    merge(scope=given.scope(), now=LATER, case=first, into=second)

    merge(scope=given.scope(), now=LATER, case=second, into=third)

    first.refresh_from_db()
    assert first.merged_into == third


def test_cases_of_two_people_are_not_one() -> None:
    with pytest.raises(WrongMerge, match="two different customers"):
        merge(
            scope=given.scope(), now=LATER,
            case=given.case(customer=make.customer("Lu")), into=given.case(customer=make.customer("Wen")),
        )  # fmt: skip


def test_what_nobody_answered_does_not_vanish_in_a_closed_case() -> None:
    guest, by = make.customer("Lu"), given.scope()
    over, asked = given.case(customer=guest), given.case(customer=guest, text="And now?")
    close(scope=by, now=LATER, case=over)

    with pytest.raises(WrongMerge, match="open it again first"):
        merge(scope=by, now=LATER, case=asked, into=over)

    asked.refresh_from_db()
    assert asked.status == "open"


def test_a_complaint_whose_procedure_has_begun_is_not_filed_away() -> None:
    by, held = given.scope(), given.complaint()
    file_case(scope=by, now=LATER, case=held, values={"kind": "service"})
    file_case(scope=by, now=LATER, case=held, values={"kind": "complaint"})
    given.brought_to("facts", held, by=by)

    with pytest.raises(StaysComplaint, match="stays a complaint"):
        file_case(scope=by, now=LATER, case=held, values={"kind": "question", "priority": "low"})

    held.refresh_from_db()
    assert (held.kind, held.priority) == ("complaint", "high")


def test_an_order_from_before_two_records_became_one_is_the_customers() -> None:
    guest, former = make.customer("Lu"), make.customer("Lu Jiusi")
    order = make.order(former, make.store(), date(2026, 3, 1), (make.product(), 1, "9"))
    of_guest, of_former = given.case(customer=guest), given.case(customer=former)
    merge_customers(scope=make.SYSTEM, now=LATER, origin="test", customer=former, into=guest)

    for held in (of_guest, Case.objects.get(pk=of_former.pk)):
        link_orders(scope=given.scope(), now=LATER, case=held, orders=[order])
        assert list(held.orders.all()) == [order]


def test_a_complaint_does_not_vanish_in_a_question() -> None:
    with pytest.raises(WrongMerge, match="procedure"):
        merge(scope=given.scope(), now=LATER, case=given.complaint(), into=given.case())


def test_one_message_becomes_a_case_of_its_own() -> None:
    guest = make.customer("Lu")
    held = given.case(customer=guest)
    entry = held.entries.get(kind="in")

    made = split(scope=given.scope(), now=LATER, entry=entry, kind="service", subject="The invoice")

    assert (made.customer, made.kind, made.split_from) == (guest, "service", held)
    assert held.entries.filter(code="split").exists()


def test_the_same_message_split_again_is_the_case_that_was_made() -> None:
    entry = given.case().entries.get(kind="in")
    asked: dict[str, Any] = {"scope": given.scope(), "now": LATER, "entry": entry, "kind": "service"}

    first, again = (split(**asked, subject="The invoice") for _ in range(2))

    assert again == first
    assert split(**asked, subject="The delivery") != first


def test_a_message_takes_its_files_and_its_doubtful_sender_along(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = GivenFile("beans.png", b"\x89PNG\r\n\x1a\nbeans")
    held = given.case(files=[picture], facts={"sender_check": "failed"})

    made = split(scope=given.scope(), now=LATER, entry=held.entries.get(kind="in"), kind="service", subject="Beans")

    entry = made.entries.get(kind="in")
    kept = entry.attachments.get()
    with kept.file.open() as file:
        assert (entry.facts["sender_check"], kept.name, file.read()) == ("failed", "beans.png", picture.content)
    assert kept.file.name != held.entries.get(kind="in").attachments.get().file.name


def test_an_agent_sees_the_cases_of_their_stores_and_those_given_to_them() -> None:
    here, elsewhere = make.store(), make.store()
    person = make.staff(Role.AGENT, here)
    seen, hidden, given_to_them, nowhere = (
        given.case(store=here), given.case(store=elsewhere), given.case(store=elsewhere), given.case(),
    )  # fmt: skip
    Case.objects.filter(pk=given_to_them.pk).update(owner=person)
    found = set(cases_of(scope_of_staff(person)))

    assert found == {seen, given_to_them}
    assert {hidden, nowhere} <= set(cases_of(make.SYSTEM))


def test_the_inbox_holds_what_is_live() -> None:
    by = given.scope()
    late, over, mine = given.case(), given.case(), given.case()
    close(scope=by, now=LATER, case=over)
    Case.objects.filter(pk=mine.pk).update(owner=by.staff_id)
    reply(scope=by, now=LATER, case=late, text="…")

    assert set(inbox(by, view="soon")) == {late, mine}
    assert set(inbox(by, view="mine")) == {mine}
    assert set(inbox(by, view="unassigned")) == {late}
    assert set(inbox(by, view="all")) == {late, over, mine}
    assert not inbox(by, view="approve").exists()
