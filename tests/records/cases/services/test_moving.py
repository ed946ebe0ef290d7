from datetime import date, timedelta

import pytest
from tests.records import make
from tests.records.cases import given

from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.queries import cases_of, inbox, tail_of
from shuke.records.cases.services import (
    WrongMerge,
    assign,
    close,
    file_case,
    link_orders,
    merge,
    reply,
    split,
    tag_case,
)
from shuke.records.cases.services.moving import OrderOfAnother

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
