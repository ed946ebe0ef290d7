import os
from typing import Any

import pytest
from django.db import connection
from tests.records import make
from tests.records.membership import given

from shuke.jobs.models import Job
from shuke.jobs.worker import drain
from shuke.records.access.models import AuditEntry
from shuke.records.membership.models import CodeBatch, Coupon
from shuke.records.membership.services import (
    CodeTaken,
    CouponRefused,
    WrongCount,
    add_word,
    batches,
    fill_batch,
    order_codes,
    reserve_coupon,
    void_batch,
)

pytestmark = pytest.mark.django_db
CALL: dict[str, Any] = {"scope": make.SYSTEM, "now": make.NOW}


def fill(batch: CodeBatch) -> CodeBatch:
    return fill_batch(now=make.NOW, batch_id=batch.pk, random_bytes=os.urandom)


def test_an_order_sent_twice_is_one_batch_and_one_job() -> None:
    coupon = given.coupon()

    first = order_codes(**CALL, coupon=coupon, count=3, key="form-1")
    again = order_codes(**CALL, coupon=coupon, count=3, key="form-1")

    assert first == again
    assert Job.objects.count() == 1
    assert AuditEntry.objects.filter(action="coupon.codes").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_what_was_ordered() -> None:
    batch = order_codes(**CALL, coupon=given.coupon(), count=7, key="form-1")

    drain()

    batch.refresh_from_db()
    assert (batch.made, batch.codes.count()) == (7, 7)
    assert {code.most_uses for code in batch.codes.all()} == {1}


def test_a_run_that_was_killed_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_AT_ONCE", 4)
    batch = order_codes(**CALL, coupon=given.coupon(), count=10, key="form-1")

    def stop(made: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_batch(now=make.NOW, batch_id=batch.pk, random_bytes=os.urandom, report=stop)
    batch.refresh_from_db()
    assert (batch.made, batch.codes.count()) == (4, 4)

    assert fill(batch).codes.count() == 10
    assert fill(batch).codes.count() == 10


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_batch_has_a_sane_number_of_codes(count: int) -> None:
    with pytest.raises(WrongCount, match="from 1 to 1000000"):
        order_codes(**CALL, coupon=given.coupon(), count=count, key="form-1")


def test_no_code_of_a_void_batch_is_taken_and_none_is_made() -> None:
    batch = fill(order_codes(**CALL, coupon=given.coupon(), count=2, key="form-1"))
    other = fill(order_codes(**CALL, coupon=batch.coupon, count=1, key="form-2"))
    waiting = order_codes(**CALL, coupon=batch.coupon, count=5, key="form-3")
    use: dict[str, Any] = {**CALL, "customer": None, "zone": "Asia/Shanghai"}

    void_batch(**CALL, batch=batch)
    void_batch(**CALL, batch=batch)
    void_batch(**CALL, batch=waiting)

    with pytest.raises(CouponRefused, match="void"):
        reserve_coupon(**use, code=batch.codes.get(pk=batch.codes.first().pk).code)  # type: ignore[union-attr]
    assert reserve_coupon(**use, code=other.codes.get().code).state == "reserved"
    assert fill(waiting).made == 0
    assert AuditEntry.objects.filter(action="coupon.void").count() == 2


def test_the_database_refuses_more_codes_than_ordered() -> None:
    batch = order_codes(**CALL, coupon=given.coupon(), count=2, key="form-1")
    batch.made = 3

    with pytest.raises(Exception, match="code_batch_made_as_ordered"):
        batch.save()
    assert connection.needs_rollback


def test_a_word_is_said_by_many_as_often_as_it_may_be() -> None:
    coupon: Coupon = given.coupon()
    use: dict[str, Any] = {**CALL, "customer": None, "zone": "Asia/Shanghai"}

    add_word(**CALL, coupon=coupon, word="hello 26", most_uses=2)

    for _ in range(2):
        reserve_coupon(**use, code="HELLO26")
    with pytest.raises(CouponRefused):
        reserve_coupon(**use, code="HELLO26")
    with pytest.raises(CodeTaken):
        add_word(**CALL, coupon=given.coupon(), word="Hello-26", most_uses=None)
