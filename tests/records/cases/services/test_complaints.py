import os
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records import make
from tests.records.cases import given
from tests.records.membership import given as membership

from shuke.records.access.models import Role
from shuke.records.access.scope import NotAllowed, scope_of_staff
from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.models import Case, Compensation, Desk, Improvement
from shuke.records.cases.procedure import STEPS, OutOfOrder
from shuke.records.cases.queries import approvals_for
from shuke.records.cases.services import (
    AlreadyDecided,
    Gift,
    NewCase,
    NothingToGive,
    NotYet,
    SecondPerson,
    StepUnsaid,
    approve,
    close,
    done_steps,
    follow_up,
    give_nothing,
    go_on,
    learn,
    merge,
    opened_again_by,
    propose,
    reject,
    reply,
    take_answer,
    take_in,
    take_step,
    watch_clocks,
)
from shuke.records.cases.services.stamps import NoComplaint
from shuke.records.customers.models import Customer
from shuke.records.membership.models import CouponCode, Entry
from shuke.records.membership.queries import balance_of
from shuke.records.surveys.services import AlreadyAnswered

pytestmark = pytest.mark.django_db
LATER = given.NOW + timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def member(name: str = "Lu", **plan: Any) -> Customer:
    return membership.member(membership.plan(**plan), name=name).customer


def ready(by: Any, customer: Customer | None = None) -> Case:
    return given.brought_to("compensation", given.complaint(customer=customer or member()), by=by)


def offer(held: Case, by: Any, gift: Gift) -> Compensation:
    return propose(scope=by, now=LATER, case=held, gift=gift, random_bytes=os.urandom)


def yes(made: Compensation, by: Any) -> Compensation:
    return approve(scope=by, now=LATER, compensation=made, random_bytes=os.urandom)


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


def test_within_the_limit_points_land_on_the_ledger_at_once() -> None:
    by, guest = given.scope(), member()
    held = ready(by, guest)

    made = offer(held, by, given.points(100))

    row = Entry.objects.get(kind="compensate")
    assert made.state == "given"
    assert made.ledger_entry == row
    assert (row.source, row.source_key, row.reason) == ("case", f"compensation:{made.pk}", "for the damp beans")
    assert balance_of([row.member_id], now=LATER).points == 100
    assert "compensation" in done_steps(held)


def test_above_the_limit_a_second_person_decides() -> None:
    by, manager = given.scope(), given.scope(Role.MANAGER)
    held = ready(by)

    made = offer(held, by, given.points(300))

    assert (made.state, made.needs_second) == ("proposed", True)
    assert not Entry.objects.filter(kind="compensate").exists()
    assert list(approvals_for(manager)) == [made]
    assert not approvals_for(by).exists()
    assert yes(made, manager).state == "given"
    assert Entry.objects.get(kind="compensate").points == 300
    with pytest.raises(AlreadyDecided):
        yes(made, manager)


def test_nobody_approves_their_own_proposal() -> None:
    person = make.staff(Role.MANAGER)
    by = scope_of_staff(person)
    Desk.objects.filter(pk=1).update(manager_most_points=50)
    made = offer(ready(by), by, given.points(60))

    with pytest.raises(SecondPerson, match="yourself"):
        yes(made, by)
    with pytest.raises(SecondPerson, match="owner"):
        yes(made, given.scope(Role.MANAGER))
    with pytest.raises(NotAllowed):
        yes(made, given.scope())
    assert yes(made, given.scope(Role.OWNER)).state == "given"


def test_the_database_itself_asks_for_a_second_person() -> None:
    by = given.scope()
    made = offer(ready(by), by, given.points(300))

    with pytest.raises(IntegrityError), transaction.atomic():
        Compensation.objects.filter(pk=made.pk).update(
            state="given", decided_by=made.proposed_by, decided_at=made.proposed_at
        )


def test_a_large_gift_in_small_pieces_is_still_large() -> None:
    by, guest = given.scope(), member()
    held = ready(by, guest)
    offer(held, by, given.points(60))
    Case.objects.filter(pk=held.pk).update(round=2)
    held.refresh_from_db()
    again = given.brought_to("compensation", held, by=by)

    assert offer(again, by, given.points(60)).state == "proposed"


def test_the_plans_own_limit_holds_here_too() -> None:
    by = given.scope()
    held = ready(by, member(agent_most_points=20))

    assert offer(held, by, given.points(30)).state == "proposed"


def test_a_coupon_goes_to_this_customer_alone() -> None:
    by, guest = given.scope(), member()
    cup = membership.coupon(kind="amount", value=20)

    made = offer(ready(by, guest), by, Gift(kind="coupon", coupon=cup, reason="a cup on us"))

    code = CouponCode.objects.get()
    assert (code.customer, code.most_uses, made.coupon_code) == (guest, 1, code)


def test_a_coupon_without_an_amount_asks_a_second_person() -> None:
    by = given.scope()

    made = offer(ready(by), by, Gift(kind="coupon", coupon=membership.coupon(kind="percent"), reason="…"))

    assert made.state == "proposed"


@pytest.mark.parametrize(("amount", "state"), [("50", "given"), ("50.01", "proposed")])
def test_a_refund_has_its_limit(amount: str, state: str) -> None:
    by = given.scope()

    made = offer(ready(by), by, Gift(kind="refund", amount=Decimal(amount), reason="…"))

    assert (made.state, made.currency) == (state, "CNY")


@pytest.mark.parametrize(
    "gift",
    [
        Gift(kind="points", points=0, reason="x"),
        Gift(kind="points", points=None, reason="x"),
        Gift(kind="refund", amount=Decimal("-1"), reason="x"),
        Gift(kind="coupon", reason="x"),
        Gift(kind="gold", reason="x"),
        Gift(kind="points", points=5, reason=" "),
    ],
)
def test_nothing_cannot_be_given(gift: Gift) -> None:
    by = given.scope()

    with pytest.raises(NothingToGive):
        offer(ready(by), by, gift)


def test_points_need_a_member() -> None:
    by = given.scope()

    with pytest.raises(NothingToGive, match="no member"):
        offer(ready(by, make.customer("Lu")), by, given.points(5))


def test_what_was_turned_down_may_be_offered_anew_or_left() -> None:
    by, manager = given.scope(), given.scope(Role.MANAGER)
    held = ready(by)
    made = offer(held, by, given.points(300))
    with pytest.raises(NothingToGive, match="waits for approval"):
        give_nothing(scope=by, now=LATER, case=held, why="…")

    reject(scope=manager, now=LATER, compensation=made, said="too much")
    give_nothing(scope=by, now=LATER, case=held, why="he wants none")

    made.refresh_from_db()
    assert (made.state, made.said) == ("rejected", "too much")
    assert "compensation" in done_steps(held)


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


def closed(by: Any) -> Case:
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)
    return held


def thanks(held: Case) -> NewCase:
    return NewCase(kind=held.kind, channel=held.channel, text="Thank you!")


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
