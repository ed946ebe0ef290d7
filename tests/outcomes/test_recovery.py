"""Complaints beside customers like those who complained, out of the warehouse."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.records import make
from tests.records.cases import given as cases
from tests.warehouse.shop import build_warehouse

from shuke.outcomes.models import Recovery
from shuke.outcomes.recovery import run_recovery
from shuke.records.cases.models import Case, Compensation
from shuke.records.customers.models import Customer

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 8, 31)
COMPLAINED_ON = date(2026, 3, 10)
AFTER = date(2026, 4, 15)


def shop() -> tuple[list[Customer], list[Customer]]:
    """Sixty who bought alike in February: ten complained in March, and eight of them came again; of the others half."""
    store, bread = make.store(), make.product()
    people = [make.customer(f"G{number}", home=store) for number in range(60)]
    for place, person in enumerate(people):
        make.order(person, store, date(2026, 2, 10), (bread, 1, "20"))
        if place < 8 or place >= 35:
            make.order(person, store, AFTER, (bread, 1, "30"))
    return people[:10], people[10:]


def complained(guest: Customer, on: date = COMPLAINED_ON) -> Case:
    made = cases.complaint(customer=guest)
    Case.objects.filter(pk=made.pk).update(opened_at=datetime.combine(on, time(4), tzinfo=UTC))
    return made


def run(data_folder: Path) -> Recovery | None:
    build_warehouse(data_folder)
    run_recovery(as_of=AS_OF, now=make.NOW, engine="duckdb")
    return Recovery.objects.first()


def test_who_complained_is_compared_with_customers_like_them(data_folder: Path, usual_desk: object) -> None:
    told, _silent = shop()
    held = [complained(guest) for guest in told]
    Compensation.objects.create(
        case=held[0],
        round=1,
        kind="refund",
        amount=Decimal(12),
        currency="CNY",
        reason="Damp",
        state="given",
        needs_second=False,
        proposed_by=make.staff(),
        proposed_at=make.NOW,
        decided_by=make.staff(),
        decided_at=make.NOW,
    )

    found = run(data_folder)

    assert found is not None
    assert (found.complainers, found.matched, found.from_on) == (10, 10, date(2026, 3, 1))
    everybody, paid = found.groups["all"], found.groups["compensated"]
    assert (everybody["people"], everybody["cost_minor"], everybody["spent_minor"]) == (10, 1200, 8 * 3000)
    assert everybody["response"]["treated"] == pytest.approx(0.8)
    assert 0.3 < everybody["response"]["control"] < 0.7
    assert everybody["customers"] == sorted(guest.pk for guest in told)
    assert paid["customers"] == [told[0].pk]
    assert (paid["people"], paid["cost_minor"], paid["spent_minor"]) == (1, 1200, 3000)
    assert set(found.groups) == {"all", "compensated"}


def test_a_complaint_whose_time_is_not_over_waits(data_folder: Path, usual_desk: object) -> None:
    told, _silent = shop()
    complained(told[0], AS_OF - timedelta(days=60))

    assert run(data_folder) is None


def test_a_second_complaint_of_a_person_counts_with_the_first(data_folder: Path, usual_desk: object) -> None:
    told, _silent = shop()
    complained(told[0])
    complained(told[0], COMPLAINED_ON + timedelta(days=30))

    found = run(data_folder)

    assert found is not None
    assert found.complainers == 1
