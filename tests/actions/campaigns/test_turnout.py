"""What guests bought, beside those who stayed away and those held out: in the shop that a module finds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from tests.actions.campaigns import given
from tests.records import make
from tests.warehouse.shop import build_warehouse

from shuke.actions.campaigns.models import Guest
from shuke.actions.campaigns.services import guests, run_gatherings
from shuke.outcomes.models import Outcome
from shuke.outcomes.services import run_outcomes
from shuke.records.customers.models import Customer

pytestmark = pytest.mark.django_db


def test_guests_are_counted_beside_those_who_stayed_away_and_held_out(people: list[Customer]) -> None:
    held_on = given.NOW.date() + timedelta(days=10)
    gathering = given.invited(hold_out_share=Decimal("0.2"), net_revenue_per_sale=Decimal(10))
    asked, held = given.guests(gathering), given.guests(gathering, Guest.Arm.HELD)
    for guest in asked[:40]:
        guests.check_in(scope=make.scope(), now=given.NOW, gathering=gathering, customer=guest.customer)
    for guest in asked[:20]:
        given.buy(Customer.objects.get(pk=guest.customer_id), held_on + timedelta(days=2))
    given.buy(Customer.objects.get(pk=held[0].customer_id), held_on - timedelta(days=1))  # before the event
    build_warehouse(settings.DATA)

    as_of = held_on + timedelta(days=20)
    run_gatherings(as_of=as_of, now=given.NOW, engine="duckdb")
    run_outcomes(as_of=as_of, now=given.NOW, engine="duckdb")

    gathering.refresh_from_db()
    assert gathering.counted["came"] == {"people": 40, "buyers": 20, "spend_minor": 60000}
    assert gathering.counted["stayed_away"] == {"people": 60, "buyers": 0, "spend_minor": 0}
    assert gathering.counted["held"] == {"people": 25, "buyers": 0, "spend_minor": 0}
    found = Outcome.objects.get(kind="event")
    assert (found.treated, found.held, found.cost_minor) == (100, 25, 40000)
    assert found.effect["response"]["difference"] == pytest.approx(0.2)
