"""What a yes, a no, silence or a thank-you does to a complaint that was asked about."""

from datetime import timedelta
from typing import Any

import pytest
from tests.records import make
from tests.records.cases import given
from tests.records.cases.services.making_good import LATER, member

from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.models import Case
from shuke.records.cases.services import (
    NewCase,
    NotYet,
    close,
    done_steps,
    follow_up,
    go_on,
    learn,
    merge,
    opened_again_by,
    reply,
    take_answer,
    take_in,
    wait_for_customer,
    watch_clocks,
    watching,
)
from shuke.records.surveys.services import AlreadyAnswered

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def closed(by: Any) -> Case:
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)
    return held


def thanks(held: Case) -> NewCase:
    return NewCase(kind=held.kind, channel=held.channel, text="Thank you!")


def test_a_no_opens_the_complaint_again_with_a_new_round() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(customer=member()), by=by)
    question = given.question(held)

    take_answer(scope=make.SYSTEM, now=LATER, question=question, is_satisfied=False, wish="Seal them")

    held.refresh_from_db()
    assert (held.status, held.round) == ("open", 2)
    assert done_steps(held) == {"received"}
    assert held.resolve_due_at is not None
    assert held.resolve_due_at > LATER
    with pytest.raises(AlreadyAnswered):
        take_answer(scope=make.SYSTEM, now=LATER, question=question, is_satisfied=True, wish="")
    assert given.question(given.brought_to("follow_up", held, by=by)) != question


def test_a_no_after_closing_in_person_opens_it_again() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)

    follow_up(scope=by, now=LATER, case=held, outcome="no", text="said so on the phone")

    held.refresh_from_db()
    assert (held.status, held.round) == ("open", 2)


@pytest.mark.parametrize("wish", ["Seal them", ""])
@pytest.mark.parametrize("is_closed", [True, False])
def test_a_no_after_nobody_was_reached_opens_the_complaint_again(is_closed: bool, wish: str) -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    question = given.question(held)
    follow_up(scope=by, now=LATER, case=held, outcome="silent", text="")
    if is_closed:
        close(scope=by, now=LATER, case=held)

    take_answer(scope=make.SYSTEM, now=LATER, question=question, is_satisfied=False, wish=wish)

    held.refresh_from_db()
    question.refresh_from_db()
    assert (held.status, held.round) == ("open", 2)
    assert held.entries.get(code="answered").text == wish
    assert opened_again_by(question)


def test_a_yes_after_nobody_was_reached_is_read_and_leaves_the_case_closed() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    question = given.question(held)
    follow_up(scope=by, now=LATER, case=held, outcome="silent", text="")
    close(scope=by, now=LATER, case=held)

    take_answer(scope=make.SYSTEM, now=LATER, question=question, is_satisfied=True, wish="")

    held.refresh_from_db()
    assert (held.status, held.round) == ("closed", 1)
    assert held.entries.get(code="answered").facts == {"satisfied": "yes"}


def test_a_no_about_an_earlier_round_starts_no_third_one() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    question = given.question(held)
    follow_up(scope=by, now=LATER, case=held, outcome="no", text="said so on the phone")

    take_answer(scope=make.SYSTEM, now=LATER + MINUTE, question=question, is_satisfied=False, wish="As I said")

    held.refresh_from_db()
    question.refresh_from_db()
    assert (held.status, held.round) == ("open", 2)
    assert held.entries.filter(text="As I said").exists()
    assert not opened_again_by(question)


def test_a_no_about_a_case_that_became_part_of_another_opens_that_one() -> None:
    by = given.scope()
    part, whole = given.brought_to("follow_up", given.complaint(), by=by), given.complaint()
    question = given.question(part)
    merge(scope=by, now=LATER, case=part, into=whole)
    given.brought_to("follow_up", whole, by=by)
    follow_up(scope=by, now=LATER, case=whole, outcome="yes", text="")
    close(scope=by, now=LATER, case=whole)

    take_answer(scope=make.SYSTEM, now=LATER + MINUTE, question=question, is_satisfied=False, wish="")

    whole.refresh_from_db()
    question.refresh_from_db()
    assert (whole.status, whole.round) == ("open", 2)
    assert opened_again_by(question)


@pytest.mark.parametrize("is_satisfied", [True, False])
def test_the_clock_stands_while_the_question_is_out(is_satisfied: bool) -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    before = held.resolve_due_at
    question = given.question(held, now=LATER)
    held.refresh_from_db()
    assert (held.status, held.next_due_at) == ("waiting", NEVER)

    answered_at = LATER + timedelta(days=6)
    take_answer(scope=make.SYSTEM, now=answered_at, question=question, is_satisfied=is_satisfied, wish="")

    held.refresh_from_db()
    assert held.status == "open"
    assert held.next_due_at == held.resolve_due_at
    assert before is not None
    assert held.next_due_at > max(before, answered_at)


def test_who_asks_in_person_meanwhile_lets_the_clock_run() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    given.question(held)

    follow_up(scope=by, now=LATER, case=held, outcome="silent", text="")

    held.refresh_from_db()
    assert held.status == "open"


def test_the_question_made_again_does_not_stop_a_clock_that_was_let_run() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    question = given.question(held)
    go_on(scope=by, now=LATER, case=held)

    assert given.question(held) == question

    held.refresh_from_db()
    assert held.status == "open"


def test_the_clock_runs_again_when_nobody_answered_while_the_link_lived() -> None:
    held = given.brought_to("follow_up", given.complaint(), by=given.scope())
    question = given.question(held)

    watch_clocks(scope=make.SYSTEM, now=question.expires_at - MINUTE)
    held.refresh_from_db()
    assert held.status == "waiting"
    watch_clocks(scope=make.SYSTEM, now=question.expires_at)

    held.refresh_from_db()
    assert held.status == "open"


def test_cases_that_wait_without_a_question_hold_none_back_whose_link_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "_AT_ONCE", 1)
    waiting = given.brought_to("follow_up", given.complaint(), by=given.scope())
    wait_for_customer(scope=make.SYSTEM, now=LATER, case=waiting)
    held = given.brought_to("follow_up", given.complaint(), by=given.scope())
    question = given.question(held, now=LATER)

    watch_clocks(scope=make.SYSTEM, now=question.expires_at)

    held.refresh_from_db()
    waiting.refresh_from_db()
    assert (held.status, waiting.status) == ("open", "waiting")


def test_a_thank_you_after_the_end_puts_no_procedure_in_anybodys_way() -> None:
    by = given.scope()
    held = closed(by)

    for _ in range(2):
        take_in(scope=make.SYSTEM, now=LATER, origin="email", new=thanks(held), into=held)
        reply(scope=by, now=LATER, case=held, text="You are welcome.")
        close(scope=by, now=LATER, case=held)

    held.refresh_from_db()
    assert (held.status, held.round) == ("closed", 1)
    assert "follow_up" in done_steps(held)
    learn(scope=by, now=LATER, case=held, cause=given.topic("cause"), text="none needed")


def test_a_round_in_which_a_step_was_taken_goes_to_its_end() -> None:
    by = given.scope()
    held = closed(by)
    take_in(scope=make.SYSTEM, now=LATER, origin="email", new=thanks(held), into=held)
    close(scope=by, now=LATER, case=held)
    take_in(scope=make.SYSTEM, now=LATER, origin="email", new=thanks(held), into=held)
    held.refresh_from_db()
    assert held.round == 3
    given.brought_to("facts", held, by=by)

    with pytest.raises(NotYet):
        close(scope=by, now=LATER, case=held)


def test_a_round_that_a_no_began_is_not_put_back() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="no", text="said so on the phone")

    with pytest.raises(NotYet):
        close(scope=by, now=LATER, case=held)
