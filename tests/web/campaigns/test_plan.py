"""The marketing plan: targets by period and segment, what is reached, what was spent."""

import os
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.campaigns import given
from tests.records import make
from tests.web.campaigns.finished import finished
from tests.web.conftest import SignedIn, page

from shuke.actions.campaigns.models import Campaign, Gathering, Target
from shuke.actions.campaigns.models.targets import first_day
from shuke.actions.campaigns.queries.spending import spendings, spent_between
from shuke.actions.campaigns.services import guests
from shuke.actions.campaigns.services.targets import BadTarget, TargetWishes, save_target

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

QUARTER = Target.Period.QUARTER.value
AS_OF = date(2026, 2, 28)


def target(**facts: Any) -> Target:
    wishes = {"period": QUARTER, "from_on": date(2026, 2, 14), "customers": 100, **facts}
    return save_target(scope=make.scope(), now=given.NOW, wishes=TargetWishes(**wishes))


@pytest.mark.parametrize(
    ("period", "first"), [("month", date(2026, 8, 1)), ("quarter", date(2026, 7, 1)), ("year", date(2026, 1, 1))]
)
def test_a_period_begins_with_its_first_day(period: str, first: date) -> None:
    assert first_day(period, date(2026, 8, 31)) == first


def test_a_quarter_is_half_gone_in_the_middle() -> None:
    quarter = target()

    assert (quarter.from_on, quarter.until_on) == (date(2026, 1, 1), date(2026, 3, 31))
    assert quarter.share_gone(date(2026, 2, 14)) == pytest.approx(0.5)
    assert (quarter.share_gone(date(2025, 1, 1)), quarter.share_gone(date(2027, 1, 1))) == (0, 1)


def test_a_target_asks_for_something_and_stands_once() -> None:
    target()

    with pytest.raises(BadTarget, match="Say what"):
        target(customers=None)
    with pytest.raises(BadTarget, match="already"):
        target(from_on=date(2026, 1, 1))


def test_what_was_spent_is_of_the_days_in_which_it_began() -> None:
    campaign = finished()
    Campaign.objects.filter(pk=campaign.pk).update(roll_out_on=given.NOW.date() + timedelta(days=60))
    given.event(held_on=given.NOW.date())
    cancelled = given.event(held_on=given.NOW.date())
    Gathering.objects.filter(pk=cancelled.pk).update(state="cancelled")

    spent = spent_between(spendings(), from_on=given.NOW.date(), until_on=given.NOW.date() + timedelta(days=30))

    assert spent == Decimal(100) * Decimal("0.62") + 400
    assert spent_between(spendings(), from_on=given.NOW.date(), until_on=given.NOW.date(), segment_key="men") == 0


def test_an_invitation_costs_what_it_costs_once_it_is_given(signed_in: SignedIn) -> None:
    for name in ("Pan", "Li", "Wang"):
        make.customer(name)
    event = given.invited(cost_per_piece=Decimal("0.25"))
    everywhere = {"from_on": event.held_on, "until_on": event.held_on}

    assert spent_between(spendings(), **everywhere) == 400
    guests.invite_batch(gathering_id=event.pk, now=given.NOW, random_bytes=os.urandom)

    assert spent_between(spendings(), **everywhere) == Decimal("400.75")
    assert "401 with the invitations" in page(signed_in("owner"), "event", event.pk)


def test_spendings_are_asked_for_once_whatever_is_planned() -> None:
    for _ in range(3):
        given.event()

    with CaptureQueriesContext(connection) as asked:
        spendings()

    assert len(asked) == 2


def test_targets_are_written_changed_and_deleted(signed_in: SignedIn) -> None:
    client = signed_in("marketer")
    form = {"period": "month", "from_on": "2026-03-15", "revenue": "5000", "note": "Spring"}

    client.post(reverse("new_target"), form)
    again = client.post(reverse("new_target"), form)
    saved = Target.objects.get()
    client.post(reverse("edit_target", args=[saved.pk]), form | {"revenue": "6000"})

    assert again.status_code == 422
    assert "6,000" in page(client, "marketing_plan")
    assert "Delete this target?" in page(client, "delete_target", saved.pk)
    client.post(reverse("delete_target", args=[saved.pk]))
    assert not Target.objects.exists()


def test_a_figure_leads_to_those_it_counts(signed_in: SignedIn) -> None:
    Target.objects.filter(pk=target().pk).update(counted={"customers": 40}, counted_as_of=AS_OF)

    html = page(signed_in("marketer"), "marketing_plan")

    assert "bought%28between+2026-01-01+and+2026-03-31%29" in html
    assert "40%" in html


def test_who_may_not_draw_segments_up_reads_the_figure_alone(signed_in: SignedIn) -> None:
    Target.objects.filter(pk=target().pk).update(counted={"customers": 40}, counted_as_of=AS_OF)

    html = page(signed_in("analyst"), "marketing_plan")

    assert "40%" in html
    assert reverse("new_segment") not in html


@pytest.mark.parametrize(("role", "status"), [("analyst", 403), ("marketer", 200)])
def test_only_marketing_writes_the_plan(signed_in: SignedIn, role: str, status: int) -> None:
    assert signed_in(role).get(reverse("new_target")).status_code == status


def test_the_plan_is_of_the_whole_business(signed_in: SignedIn) -> None:
    target(note="Not for one store")

    assert "Not for one store" not in page(signed_in("manager", make.store()), "marketing_plan")
