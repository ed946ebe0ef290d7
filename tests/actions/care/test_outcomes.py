import datetime as dt

import pytest
from tests.actions.care.given import NOW, programme, run
from tests.records import make

from shuke.actions.care.models import CareTask, CareTry
from shuke.actions.care.services import CannotWork, MomentMissing, TaskOver, give_task, record_outcome
from shuke.records.access.models import Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> CareTask:
    make.customer("潘伟", birthday=dt.date(1980, 3, 2), home=make.store())
    programme("birthday")
    run()
    return CareTask.objects.get()


def came_of(task: CareTask, outcome: str, tries_seen: int = 0, **fields: object) -> CareTask:
    plain = {"scope": make.scope(Role.AGENT), "now": NOW, "origin": "page"}
    return record_outcome(**{**plain, "task": task, "outcome": outcome, "tries_seen": tries_seen, **fields})  # type: ignore[arg-type]


def test_done_is_done_and_stands_on_the_timeline(task: CareTask) -> None:
    closed = came_of(task, "done", note="Comes on Friday")

    assert (closed.state, closed.outcome, closed.closed_at) == ("closed", "done", NOW)
    assert closed.owner_id is not None  # the team's task is that of who did it
    event = Event.objects.get(kind="care.done")
    assert event.customer == task.customer
    assert event.facts == {
        "task": task.pk,
        "outcome": "done",
        "attempt": 1,
        "programme": task.programme_id,
        "kind": "birthday",
    }
    assert CareTry.objects.get().note == "Comes on Friday"


def test_a_second_click_changes_nothing(task: CareTask) -> None:
    came_of(task, "no_answer")

    with pytest.raises(TaskOver):
        came_of(task, "no_answer")

    assert CareTry.objects.count() == 1


def test_no_answer_comes_again_tomorrow_until_the_tries_are_used_up(task: CareTask) -> None:
    states = [came_of(task, "no_answer", tries).state for tries in range(3)]

    task.refresh_from_db()
    assert states == ["open", "open", "closed"]
    assert task.due_on == dt.date(2026, 3, 3)


def test_call_again_needs_a_moment_to_come_and_moves_the_task_there(task: CareTask) -> None:
    friday = dt.datetime(2026, 3, 6, 2, 0, tzinfo=dt.UTC)

    for moment in (None, NOW):
        with pytest.raises(MomentMissing):
            came_of(task, "call_again", again_at=moment)
    moved = came_of(task, "call_again", again_at=friday)

    assert (moved.state, moved.due_on, moved.call_at) == ("open", friday.date(), friday)


def test_an_appointment_closes_the_task_and_is_kept(task: CareTask) -> None:
    friday = dt.datetime(2026, 3, 6, 2, 0, tzinfo=dt.UTC)

    assert came_of(task, "appointment", again_at=friday).appointment_at == friday


def test_readers_and_other_stores_change_nothing(task: CareTask) -> None:
    for scope in (make.scope(Role.ANALYST), make.scope(Role.AGENT, make.store())):
        with pytest.raises(NotAllowed):
            came_of(task, "done", scope=scope)


def test_a_task_is_given_only_to_who_may_do_it(task: CareTask) -> None:
    able, reader, elsewhere = make.staff(Role.AGENT), make.staff(Role.ANALYST), make.staff(Role.AGENT, make.store())

    assert give_task(scope=make.SYSTEM, task=task, owner=able).owner == able
    for stranger in (reader, elsewhere):
        with pytest.raises(CannotWork):
            give_task(scope=make.SYSTEM, task=task, owner=stranger)
    assert give_task(scope=make.SYSTEM, task=task, owner=None).owner is None
