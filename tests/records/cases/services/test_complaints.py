from datetime import date

import pytest
from tests.records import make
from tests.records.cases import given
from tests.records.cases.services.making_good import LATER, member

from shuke.records.cases.models import Improvement
from shuke.records.cases.procedure import STEPS, OutOfOrder
from shuke.records.cases.services import (
    NotYet,
    StepUnsaid,
    close,
    done_steps,
    follow_up,
    learn,
    reply,
    take_answer,
    take_step,
)
from shuke.records.cases.services.stamps import NoComplaint

pytestmark = pytest.mark.django_db


def test_the_whole_procedure_in_order() -> None:
    by, guest = given.scope(), member()
    held = given.brought_to("follow_up", given.complaint(customer=guest), by=by)
    with pytest.raises(NotYet, match="follow-up"):
        close(scope=by, now=LATER, case=held)

    take_answer(scope=make.SYSTEM, now=LATER, question=given.question(held), is_satisfied=True, wish="")
    close(scope=by, now=LATER, case=held)
    learn(scope=by, now=LATER, case=held, cause=given.topic("cause"), text="none needed")

    held.refresh_from_db()
    assert held.status == "closed"
    assert done_steps(held) == set(STEPS)


@pytest.mark.parametrize("step", ["facts", "decision", "apology"])
def test_no_step_is_taken_before_its_turn(step: str) -> None:
    with pytest.raises(OutOfOrder, match="comes before"):
        take_step(scope=given.scope(), now=LATER, case=given.complaint(), step=step, text="…")


def test_a_stamp_is_never_given_twice() -> None:
    by = given.scope()
    held = given.brought_to("decision", given.complaint(), by=by)

    with pytest.raises(OutOfOrder, match="stamped already"):
        take_step(scope=by, now=LATER, case=held, step="facts", text="on second thought")


def test_steps_need_their_words_and_deeds() -> None:
    by = given.scope()
    held = given.brought_to("facts", given.complaint(), by=by)

    with pytest.raises(StepUnsaid):
        take_step(scope=by, now=LATER, case=held, step="facts", text=" ")
    held = given.brought_to("compensation", given.complaint(), by=by)
    with pytest.raises(StepUnsaid):
        take_step(scope=by, now=LATER, case=held, step="compensation", text="given")
    with pytest.raises(OutOfOrder):
        reply(scope=by, now=LATER, case=held, text="Final word", is_final=True)


def test_only_complaints_have_steps() -> None:
    with pytest.raises(NoComplaint):
        take_step(scope=given.scope(), now=LATER, case=given.case(), step="received", text="")


def test_what_was_learned_has_an_owner_and_a_day() -> None:
    by, baker = given.scope(), make.staff()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)
    cause = given.topic("cause")

    learn(scope=by, now=LATER, case=held, cause=cause, text="Check the heat", owner=baker, due_on=date(2026, 3, 9))

    made = Improvement.objects.get()
    held.refresh_from_db()
    assert (made.owner, made.due_on, made.case, held.cause) == (baker, date(2026, 3, 9), held, cause)
