"""Mr Pan's first visit is followed by a greeting, a handbook and another, each once, whoever dies."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from tests.jobs.conftest import database_url, eventually
from tests.records import make
from tests.web.conftest import client_of

from shuke.actions.care.models import CarePlan, CareProgramme
from shuke.actions.care.services import run_programmes
from shuke.jobs.models import UNFINISHED, Job
from shuke.records.access.models import Role, Staff
from shuke.records.customers.models import Customer, Event
from shuke.records.messages.models import MessageSend, PrintRun, State

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# Later than any real clock: what the database itself stamps as due is due. 11:04:57 in Shanghai: the next hourly plan
# is three seconds away.
VISIT_AT = dt.datetime(2030, 3, 1, 3, 4, 57, tzinfo=dt.UTC)
KILLED = -signal.SIGKILL

Worker = Callable[..., None]


def after(days: int) -> dt.datetime:
    return VISIT_AT + dt.timedelta(days=days)


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Worker:
    """`worker(at)` lives that moment until nothing is left to do; `dies` as the process says."""

    def live(at: dt.datetime, *, dies: str = "") -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "SHUKE_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        planned = Job.objects.filter(task="shuke.actions.care.tasks.plan_care", state="done").count()
        told = json.dumps({"at": at.isoformat(), "dies": dies})
        process = subprocess.Popen([sys.executable, str(HERE / "care_process.py"), told], env=environment)
        try:
            if dies:
                assert process.wait(timeout=60) == KILLED
                return
            done = Job.objects.filter(task="shuke.actions.care.tasks.plan_care", state="done")
            eventually(lambda: done.count() > planned and not _due_jobs(at))
        finally:
            process.kill()
            process.wait()

    return live


def _due_jobs(at: dt.datetime) -> bool:
    return Job.objects.filter(state__in=UNFINISHED, run_after__lte=at + dt.timedelta(minutes=1)).exists()


@pytest.fixture
def pan(transactional_db: None) -> Customer:
    store = make.store()
    guest = make.customer(
        "潘天伟", email="pan@example.com", home=store, address="上海市南京路 1 号", language="zh-hans"
    )
    make.order(guest, store, VISIT_AT.date(), (make.product(), 1, "20"))
    return guest


@pytest.fixture
def manager(pan: Customer) -> Staff:
    """Who set up the usual programmes and switched on the welcome series, with nobody held out."""
    staff = make.staff(Role.MANAGER, has_seen_tour=True)
    with time_machine.travel(VISIT_AT, tick=False):
        person = client_of(staff)
        person.post("/care/programmes/usual/")
        welcome = CareProgramme.objects.get(kind="first_visit")
        CareProgramme.objects.filter(pk=welcome.pk).update(holdout_percent=0)
        person.post(f"/care/programmes/{welcome.pk}/switch/", {"is_on": "1"})
    return staff


def printed(manager: Staff, at: dt.datetime) -> bytes:
    """The letters that wait go to the printer; the PDF of the latest run."""
    with time_machine.travel(at, tick=False):
        client = client_of(manager)
        client.post("/settings/messages/print/")
        run = PrintRun.objects.latest("pk")
        return bytes(client.get(f"/settings/messages/print/{run.pk}/letters.pdf").content)


def sent(channel: str) -> list[MessageSend]:
    return list(MessageSend.objects.filter(channel=channel, state=State.SENT).order_by("pk"))


def quiet_days(*days: int) -> None:
    """Days on which nothing is due, every hour of them planned."""
    before = CarePlan.objects.count()
    for day in days:
        for hour in (0, 1, 5):
            moment = after(day) + dt.timedelta(hours=hour)
            with time_machine.travel(moment, tick=False):
                run_programmes(scope=make.SYSTEM, now=moment)
    assert CarePlan.objects.count() == before


def test_a_greeting_a_handbook_and_another_each_exactly_once(
    worker: Worker, manager: Staff, pan: Customer, tmp_path: Path
) -> None:
    quiet_days(0, 1, 6)

    worker(after(7), dies="inside")
    assert not CarePlan.objects.exists()
    assert not MessageSend.objects.exists()
    worker(after(7) + dt.timedelta(minutes=1))
    (greeting,) = sent("email")
    assert (greeting.customer, "潘天伟" in greeting.text) == (pan, True)
    assert len(list((tmp_path / "outbox").rglob("*.eml"))) == 1
    quiet_days(7, 8, 19)

    worker(after(20), dies="after")
    worker(after(20) + dt.timedelta(minutes=1))
    assert MessageSend.objects.filter(channel="post").count() == 1
    assert printed(manager, after(20) + dt.timedelta(hours=1)).startswith(b"%PDF")
    quiet_days(20, 21, 37)

    worker(after(38))
    assert MessageSend.objects.filter(channel="post").count() == 2
    assert printed(manager, after(38) + dt.timedelta(hours=1)).startswith(b"%PDF")
    quiet_days(38, 39, 60)

    assert (len(sent("email")), len(sent("post"))) == (1, 2)
    assert [plan.occasion for plan in CarePlan.objects.order_by("pk")] == [f"first:2030-03-01#{n}" for n in (1, 2, 3)]
    assert Event.objects.filter(kind="message.sent", customer=pan).count() == 3
