import datetime as dt
from typing import Any

import pytest
import time_machine
from tests.actions.care.given import NOW, message_step, programme, run
from tests.records import make
from tests.records.api_client import Api

from shuke.actions.care.models import CareTask
from shuke.records.access.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def due(**fields: Any) -> CareTask:
    make.customer("潘伟", birthday=dt.date(1980, 3, 2), **fields)
    programme("birthday", name="Birthday wishes")
    run()
    return CareTask.objects.latest("pk")


def test_a_system_reads_tasks_and_says_what_came_of_them() -> None:
    task, api = due(), Api(Role.AGENT)

    (shown,) = api.get("/care/tasks", state="open").json()["data"]
    done = api.post(f"/care/tasks/{task.pk}/outcome", {"outcome": "done", "attempt": shown["attempts"]})
    again = api.post(f"/care/tasks/{task.pk}/outcome", {"outcome": "done", "attempt": shown["attempts"]})

    assert (shown["kind"], shown["title"], shown["facts"]["on"]) == ("birthday", "Birthday wishes", "2026-03-02")
    assert (done.status_code, done.json()["state"], done.json()["outcome"]) == (200, "closed", "done")
    assert again.status_code == 422
    assert api.get("/care/tasks", state="open").json()["data"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "lost", "attempt": 0},
        {"outcome": "call_again", "attempt": 0},
        {"outcome": "call_again", "attempt": 0, "again_at": "2026-03-05T10:00:00"},
        {"outcome": "done", "attempt": -1},
        {"outcome": "done", "attempt": 0, "more": 1},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    task = due()

    assert Api(Role.AGENT).post(f"/care/tasks/{task.pk}/outcome", wrong).status_code == 422
    task.refresh_from_db()
    assert task.tries == 0


def test_other_stores_and_other_roles() -> None:
    here, elsewhere = make.store(), make.store()
    task = due(home=elsewhere)
    outcome = {"outcome": "done", "attempt": 0}

    assert Api(Role.AGENT, here).post(f"/care/tasks/{task.pk}/outcome", outcome).status_code == 404
    assert Api(Role.AGENT, here).get("/care/tasks").json()["data"] == []
    assert Api(Role.ANALYST).post(f"/care/tasks/{task.pk}/outcome", outcome).status_code == 403
    assert Api(Role.INTEGRATOR).get("/care/tasks").status_code == 403


def test_programmes_are_read_with_their_steps() -> None:
    programme("first_visit", message_step(7), holdout_percent=10)

    (shown,) = Api(Role.MARKETER).get("/care/programmes").json()

    assert (shown["kind"], shown["holdout_percent"], shown["is_on"]) == ("first_visit", 10, True)
    assert [(step["after_days"], step["does"], step["channel"]) for step in shown["steps"]] == [(7, "message", "email")]
