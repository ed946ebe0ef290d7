"""What must always hold is held by the database, whoever writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records import make
from tests.records.membership import given

from shuke.records.membership.models import Entry, Lot, Move

pytestmark = pytest.mark.django_db


def entry(member: Any, **fields: Any) -> Entry:
    values = {"plan": member.plan, "member": member, "kind": "earn", "points": 5, "at": make.NOW, "source": "s"}
    return Entry.objects.create(**{**values, "source_key": given.cause().key, **fields})


def test_a_move_changes_what_its_lot_holds() -> None:
    earned = given.earn(given.member(given.plan()), 30)
    lot = earned.lots.get()

    Move.objects.create(entry=entry(earned.member, kind="redeem", points=-10), lot=lot, points=-10)

    lot.refresh_from_db()
    assert (lot.points, lot.active) == (30, 20)


@pytest.mark.parametrize("points", [-31, 1])
def test_no_lot_is_overspent_or_overfilled(points: int) -> None:
    earned = given.earn(given.member(given.plan()), 30)
    by_hand = entry(earned.member, kind="adjust", points=points, reason="a slip")

    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.create(entry=by_hand, lot=earned.lots.get(), points=points)

    assert Lot.objects.get().active == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "earn", "points": -1},
        {"kind": "redeem", "points": 1},
        {"kind": "expire", "points": 1},
        {"kind": "activate", "points": 5, "pending": -4},
        {"kind": "earn", "points": 0},
        {"kind": "earn", "points": 1, "debt": 1},
        {"kind": "debt", "points": 0, "debt": 4},  # of nothing
        {"kind": "reverse", "points": -4},  # of nothing
        {"kind": "adjust", "points": 4},  # without a reason
        {"kind": "earn", "source": ""},
        {"kind": "earn", "source_key": ""},
    ],
    ids=str,
)
def test_a_row_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    member = given.member(given.plan())

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(member, **wrong)


def test_a_cause_stands_in_a_plan_once() -> None:
    plan = given.plan()
    first, second = given.member(plan), given.member(plan)
    entry(first, source_key="17")

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(second, source_key="17")

    assert entry(given.member(given.plan()), source_key="17").pk


@pytest.mark.parametrize("model", [Entry, Move])
def test_the_ledger_only_grows(model: Any) -> None:
    given.earn(given.member(given.plan()), 30)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(points=1_000_000)


def test_a_lot_begins_before_it_ends() -> None:
    earned = given.earn(given.member(given.plan()), 30)

    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.create(
            member=earned.member, entry=earned, points=1, starts_at=make.NOW, expires_at=make.NOW - timedelta(days=1)
        )
