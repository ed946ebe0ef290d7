"""Tills that fight over one balance, and a server killed with -9 in the middle of a thousand orders."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from tests.at_once import at_once
from tests.conftest import is_postgres
from tests.database import database_url
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given

from shuke.records.access.models import Role
from shuke.records.membership.ledger.decide import NotEnoughPoints
from shuke.records.membership.models import CouponUse, Entry, Member
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import CouponRefused, prove_ledger, reserve_coupon
from shuke.records.sales.models import Order

ROOT = Path(__file__).resolve().parents[2]
ORDERS, TILLS, KILLS = 1_000, 4, (220, 480, 760)
PRICE, POINTS = "20", 20


def test_tills_redeeming_one_balance_never_spend_more_than_there_is(transactional_db: None) -> None:
    threads = 64 if is_postgres() else 8
    member = given.member(given.plan())
    for _ in range(threads // 4):
        given.earn(member, 20)  # in all enough for half of them

    def redeem(key: str) -> int:
        fresh = Member.objects.select_related("plan", "customer").get(pk=member.pk)
        return int(given.redeem(fresh, 10, key=key).points)

    told = at_once(*(partial(redeem, f"t{number}") for number in range(threads)))

    assert [one for one in told if one == -10] == [-10] * (threads // 2)
    assert sum(isinstance(one, NotEnoughPoints) for one in told) == threads // 2
    assert balance_of([member.pk], now=make.NOW).points == 0
    assert prove_ledger(now=make.NOW).is_green


def test_one_coupon_at_many_tills_is_taken_by_one(transactional_db: None) -> None:
    given.code("0NCE")

    def reserve() -> CouponUse:
        return reserve_coupon(scope=make.SYSTEM, now=make.NOW, code="0NCE", customer=None, zone="Asia/Shanghai")

    told = at_once(*[reserve] * 8)

    assert sum(isinstance(one, CouponUse) for one in told) == 1
    assert sum(isinstance(one, CouponRefused) for one in told) == 7


@pytest.mark.story
def test_every_acknowledged_commit_is_there_once_however_the_server_died(
    transactional_db: None, tmp_path: Path
) -> None:
    store = make.store("HZ1")
    member = given.member(given.plan("vip"), name="Pan", number="N1", home=store)
    till = Shop(tmp_path, Api(Role.FRONT_LINE, store).secret)
    try:
        till.start()
        workers = [threading.Thread(target=till.sell, args=(number,), daemon=True) for number in range(TILLS)]
        for worker in workers:
            worker.start()
        for after, kill in zip(KILLS, (till.kill_worker, till.kill_and_start, till.kill_worker), strict=True):
            till.wait_for(after)
            kill()
        for worker in workers:
            worker.join(timeout=120)
    finally:
        till.kill()

    assert len(till.acknowledged) == ORDERS
    posted = dict(Order.objects.values_list("source_key", "pk"))
    assert posted == till.acknowledged
    assert Entry.objects.filter(kind="earn").count() == ORDERS
    assert balance_of([member.pk], now=timezone.now()).points == ORDERS * POINTS
    assert prove_ledger(now=timezone.now()).is_green
    assert till.repeated > 0  # a kill did fall between a commit and its answer, or before


class Shop:
    """The server's process, and tills that send each receipt until it is acknowledged."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder, self.secret, self.port = folder, secret, free_port()
        self.acknowledged: dict[str, int] = {}
        self.repeated = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "SHUKE_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        program = str(Path(__file__).with_name("till_process.py"))
        # A group of its own: the worker dies together with its master.
        self.process = subprocess.Popen(
            [sys.executable, program, str(self.port)], env=environment, start_new_session=True,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_and_start(self) -> None:
        self.kill()
        self.start()

    def kill_worker(self) -> None:
        """The process that is writing; its master starts another."""
        assert self.process is not None
        master = self.process.pid
        (worker,) = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        os.kill(int(worker), signal.SIGKILL)

    def wait_for(self, orders: int) -> None:
        end = time.monotonic() + 120
        while len(self.acknowledged) < orders:
            assert time.monotonic() < end, f"only {len(self.acknowledged)} orders in two minutes"
            time.sleep(0.01)

    def sell(self, till: int) -> None:
        link: http.client.HTTPConnection | None = None
        for number in range(till, ORDERS, TILLS):
            while True:
                try:
                    link = link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
                    self.acknowledged[str(number)] = self.commit(link, str(number))
                    break
                except (OSError, http.client.HTTPException):
                    self.repeated += 1
                    link = _closed(link)
                    time.sleep(0.05)
        _closed(link)

    def commit(self, link: http.client.HTTPConnection, receipt: str) -> int:
        line = {"product": "coffee", "quantity": "1", "unit_price": PRICE}
        body = json.dumps({"receipt": receipt, "customer": "N1", "lines": [line]})
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        link.request("POST", "/api/v1/checkout/commit", body, headers)
        answer = link.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 201, told
        return int(told["id"])


def _closed(link: http.client.HTTPConnection | None) -> None:
    if link is not None:
        link.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
