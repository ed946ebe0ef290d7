"""Why a customer left, what was done, and whether it brought them back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.customers.models import Customer, Event
from shuke.records.departures.models import Departure
from shuke.records.departures.queries import (
    Outcome,
    departures_of,
    departures_within,
    followed,
    latest_followed,
    tallies,
)
from shuke.records.departures.services import ImpossibleCountermeasure, record_departure, take_countermeasure
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db

NOTED = date(2026, 3, 2)
LATER = NOTED + timedelta(days=100)


def left(customer: Customer, cause: str = "price", **more: Any) -> Departure:
    given = {"scope": make.SYSTEM, "now": make.NOW, "origin": "page", "noted_on": NOTED, **more}
    return record_departure(customer=customer, cause=cause, **given)


def outcomes(today: date = LATER) -> list[Outcome]:
    return [row.outcome for row in followed(Departure.objects.order_by("pk"), today=today)]


def buys(buyer: Customer, on: date) -> None:
    at = Store.objects.filter(code="RIVER").first() or make.store("RIVER")
    make.order(buyer, at, on, (make.product(), 1, "20"))


def test_a_cause_is_written_down_with_who_learned_it_and_audited() -> None:
    waiter = make.scope(Role.FRONT_LINE)

    gone = left(make.customer("Pan"), "service", note=" waited an hour ", scope=waiter)

    assert (gone.cause, gone.note, gone.noted_by_id) == ("service", "waited an hour", waiter.staff_id)
    event = Event.objects.get(kind="departure.recorded")
    assert AuditEntry.objects.get(action="departure.recorded").facts["cause"] == "service"
    assert "waited an hour" not in str(event.facts)


def test_what_was_done_may_be_said_later_and_said_again() -> None:
    gone = left(make.customer("Pan"))

    for countermeasure in ("contact", "offer"):
        take_countermeasure(
            scope=make.SYSTEM, now=make.NOW, origin="page", departure=gone, countermeasure=countermeasure,
            taken_on=NOTED + timedelta(days=3), spent=Decimal("12.50"),
        )  # fmt: skip

    held = Departure.objects.get()
    assert (held.countermeasure, held.taken_on, held.spent) == ("offer", NOTED + timedelta(days=3), Decimal("12.50"))


@pytest.mark.parametrize(
    "given",
    [
        {"countermeasure": "offer", "taken_on": NOTED - timedelta(days=1)},
        {"spent": Decimal(5)},
        {"taken_on": NOTED},
    ],
)
def test_a_countermeasure_before_its_cause_or_a_cost_without_one_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ImpossibleCountermeasure):
        left(make.customer("Pan"), **given)

    assert not Departure.objects.exists()


@pytest.mark.parametrize("given", [{"cause": "weather"}, {"countermeasure": "magic"}, {"note": "x" * 301}])
def test_unknown_causes_and_long_notes_name_their_field(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        left(make.customer("Pan"), **given)

    assert set(refused.value.message_dict) == set(given)


def test_the_database_refuses_a_countermeasure_without_a_day() -> None:
    gone = left(make.customer("Pan"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Departure.objects.filter(pk=gone.pk).update(countermeasure="offer")


def test_a_purchase_within_90_days_of_the_countermeasure_is_coming_back() -> None:
    back, late, silent = (make.customer(name) for name in ("Back", "Late", "Silent"))
    for each in (back, late, silent):
        left(each, countermeasure="contact", taken_on=NOTED + timedelta(days=5))
    buys(back, NOTED + timedelta(days=95))
    buys(late, NOTED + timedelta(days=96))

    assert outcomes() == [Outcome.BACK, Outcome.GONE, Outcome.GONE]
    assert outcomes(NOTED + timedelta(days=94)) == [Outcome.WAITING, Outcome.WAITING, Outcome.WAITING]


def test_a_purchase_on_the_day_itself_does_not_count() -> None:
    pan = make.customer("Pan")
    left(pan)
    buys(pan, NOTED)

    assert outcomes() == [Outcome.GONE]


def test_who_was_merged_is_followed_as_the_survivor_and_the_other_way_round() -> None:
    kept, double = make.customer("Kept"), make.customer("Double")
    left(kept)
    left(double, "moved")
    double.merged_into = kept
    double.save()
    buys(double, NOTED + timedelta(days=9))

    assert [row.departure.cause for row in followed(departures_of(kept.pk), today=LATER)] == ["moved", "price"]
    assert Outcome.BACK in outcomes()


def test_causes_are_counted_with_what_became_of_them() -> None:
    back, gone, other = (make.customer(name) for name in ("Back", "Gone", "Other"))
    left(back, countermeasure="offer", spent=Decimal("20.50"))
    left(gone, countermeasure="offer", spent=Decimal(10))
    left(other, "moved")
    buys(back, NOTED + timedelta(days=8))

    price, moved = tallies(followed(departures_within(make.SYSTEM), today=LATER), by=lambda row: row.cause)

    assert (price.key, price.departures, price.answered, price.back, price.gone) == ("price", 2, 2, 1, 1)
    assert (price.spent, price.back_share) == (Decimal("30.50"), 0.5)
    assert (moved.answered, moved.back_share) == (0, 0.0)


def test_while_all_wait_no_share_is_made_up() -> None:
    left(make.customer("Pan"))

    (price,) = tallies(followed(departures_within(make.SYSTEM), today=NOTED), by=lambda row: row.cause)

    assert (price.waiting, price.back_share) == (1, None)


def test_only_ones_own_stores_are_counted() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    left(make.customer("Near", home=river))
    left(make.customer("Far", home=hill))

    assert [row.customer.name for row in departures_within(make.scope(Role.MANAGER, river))] == ["Near"]


def test_the_latest_cause_of_each_customer_is_found() -> None:
    pan = make.customer("Pan")
    left(pan, noted_on=NOTED)
    left(pan, "moved", noted_on=NOTED + timedelta(days=1))
    left(make.customer("Not asked about"))

    found = latest_followed(make.scope(Role.MANAGER), [pan.pk], today=NOTED)

    assert {key: row.departure.cause for key, row in found.items()} == {pan.pk: "moved"}
