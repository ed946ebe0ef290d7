"""Real processes moving people, killed in the midst of it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.actions.journeys import given
from tests.jobs.conftest import ROOT, database_url, eventually
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.journeys.models import JourneyRun, JourneyStep
from shuke.actions.journeys.services.entering import Comer, let_in
from shuke.records.customers.models import Customer
from shuke.records.membership.models import CouponCode
from shuke.records.messages.models import MessageSend

PEOPLE = 150


@pytest.fixture
def processes(transactional_db: None, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def start(processes: list[subprocess.Popen[bytes]], folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SHUKE_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    script = str(Path(__file__).with_name("engine_process.py"))
    processes.append(subprocess.Popen([sys.executable, script], env=environment))
    return processes[-1]


def have_left(count: int) -> bool:
    return JourneyRun.objects.filter(left_at__isnull=False).count() >= count


def test_killed_in_the_midst_every_step_of_everybody_happens_once(
    processes: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    messages.template("hello", texts={"en": ("Hello", "For you: {{ coupon_code }}")})
    membership.coupon(code="ten")
    journey = given.running(
        {"kind": "coupon", "coupon": "ten"},
        {"kind": "draw", "shares": [50, 50]},
        {"kind": "message", "template": "hello", "channel": "email"},
        entry={"on": "hand"},
    )
    customers = [make.customer() for _ in range(PEOPLE)]
    comers = [Comer(one.pk, "", given.NOW - given.DAY) for one in customers]
    let_in(journey=journey, comers=comers, engine=given.engine(), now=given.NOW - given.DAY)

    for killed_after in (20, 80):
        process = start(processes, tmp_path)
        eventually(partial(have_left, killed_after))
        time.sleep(0.003)
        process.kill()
        process.wait()
    survivors = [start(processes, tmp_path) for _ in range(2)]
    eventually(lambda: not JourneyRun.objects.filter(left_at__isnull=True).exists())
    assert [process.wait(timeout=40) for process in survivors] == [0, 0]

    assert CouponCode.objects.count() == CouponCode.objects.values("customer").distinct().count() == PEOPLE
    through = JourneyStep.objects.filter(node="n2", branch="a").values("run__customer")
    written = MessageSend.objects.filter(customer__in=through)
    assert MessageSend.objects.count() == written.values("customer").distinct().count() == through.count()
    for run in JourneyRun.objects.prefetch_related("steps"):
        assert sorted(step.visit for step in run.steps.all()) == list(range(run.visit))
    assert Customer.objects.filter(events__kind="journey.left").distinct().count() == PEOPLE
