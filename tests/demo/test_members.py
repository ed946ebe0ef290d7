"""The households join by the plan's own rule, and what they bought before is history."""

from datetime import date, timedelta

import pytest
from tests.records import make

from shuke.demo.members import enrol_households
from shuke.demo.promises import PLAN
from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Customer, Event
from shuke.records.membership.models import Coupon, Entry, Member, Plan, Reward
from shuke.records.membership.queries import balance_of, latest_proof

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()


def household(*orders: tuple[date, str]) -> Customer:
    shop, milk = make.store(currency="USD", time_zone="America/New_York"), make.product()
    who = make.customer(home=shop)
    for on, amount in orders:
        make.order(who, shop, on, (milk, 1, amount))
    return who


def load() -> list[str]:
    said: list[str] = []
    enrol_households(now=make.NOW, say=said.append)
    return said


def test_who_never_spent_enough_in_one_order_has_not_joined() -> None:
    household((TODAY - timedelta(days=10), "19.99"), (TODAY - timedelta(days=9), "19.99"))
    joined = household((TODAY - timedelta(days=10), "20.00"))

    said = load()

    assert [member.customer for member in Member.objects.all()] == [joined]
    assert said == [
        "1 households joined “Friends of the house”; points of their orders were taken over as history, the ledger "
        "adds up."
    ]


def test_points_begin_with_the_order_that_let_them_join() -> None:
    long_ago = TODAY - timedelta(days=100)
    household(
        (long_ago - timedelta(days=1), "15.50"), (long_ago, "30.90"), (TODAY - timedelta(days=40), "40.90"),
        (TODAY - timedelta(days=2), "7.90"),
    )  # fmt: skip

    load()

    member = Member.objects.get()
    history = Entry.objects.filter(source="history")
    assert sum(row.points + row.pending for row in history) == 30 + 40 + 7
    assert history.get(pending__gt=0).order is not None
    assert member.enrolled_at.date() == long_ago
    assert balance_of([member.pk], now=make.NOW).pending == 7
    proof = latest_proof()
    assert proof is not None
    assert proof.is_green


def test_a_year_of_orders_lifts_to_the_tier_it_reaches() -> None:
    household(*((TODAY - timedelta(days=30 * month), "300") for month in range(11)))

    load()

    tier = Member.objects.get().tier
    assert tier is not None
    assert tier.code == "confidant"


def test_history_is_told_by_no_event_of_earning() -> None:
    household((TODAY - timedelta(days=10), "20"))

    load()

    assert not Event.objects.filter(kind__in=["points.earned", "member.enrolled"]).exists()
    assert AuditEntry.objects.filter(action="members.adopt").count() == 1


def test_a_second_start_changes_nothing() -> None:
    household((TODAY - timedelta(days=10), "50"))
    load()
    counts = [model.objects.count() for model in (Member, Entry, Plan, Reward, Coupon)]

    assert load() == []

    assert [model.objects.count() for model in (Member, Entry, Plan, Reward, Coupon)] == counts


def test_a_broken_off_load_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    household((TODAY - timedelta(days=10), "50"))

    def stop(**anything: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shuke.demo.members.lead_a_life", stop)
    with pytest.raises(KeyboardInterrupt):
        load()

    assert not Plan.objects.filter(code=PLAN).exists()
    assert not Member.objects.exists()
