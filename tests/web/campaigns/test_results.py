"""What a campaign brought, on its own page and beside the others."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from tests.actions.campaigns import given
from tests.records import make
from tests.web.campaigns.finished import MONEY, RESPONSE, TODAY, Arm, State, finished
from tests.web.conftest import SignedIn, page

from shuke.actions.campaigns.models import CampaignMember
from shuke.jobs.models import Job
from shuke.outcomes.models import Outcome
from shuke.web.campaigns.brought import money_brought, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_a_finished_campaign_shows_forecast_beside_actual_and_the_control_group(signed_in: SignedIn) -> None:
    campaign = finished()
    html = page(signed_in("owner"), "campaign", campaign.pk)

    assert "forecast <i>¥</i>280" in html
    assert "8 answers; inside the range" in html
    assert "It worked, and it paid." in html
    assert "Of 1,000 people written to, 100 bought" in html
    assert f"?campaign={campaign.pk}-555" in html
    assert f"?campaign={campaign.pk}-out" in html
    assert "7 never agreed" in html


def test_who_sees_no_money_sees_no_profit(signed_in: SignedIn) -> None:
    campaign = finished()
    assert "¥" in page(signed_in("analyst"), "campaign", campaign.pk)
    assert signed_in("front_line").get(reverse("campaign", args=[campaign.pk])).status_code == 403


def test_a_roll_out_is_chosen_among_what_each_would_bring(signed_in: SignedIn) -> None:
    campaign = finished(state=State.TESTING, roll_out="", roll_out_on=None, forecast={}, closed_at=None)
    member = CampaignMember.objects.create(campaign=campaign, customer=make.customer(), cell=555, arm=Arm.REST)
    client = signed_in("marketer")
    assert "Cells above break-even" in page(client, "campaign", campaign.pk)

    client.post(reverse("roll_out_campaign", args=[campaign.pk]), {"choice": "expected"})

    campaign.refresh_from_db()
    member.refresh_from_db()
    assert (campaign.state, campaign.roll_out, member.is_rolled_out) == (State.ROLLED_OUT, "expected", True)
    assert Job.objects.filter(task="shuke.actions.campaigns.tasks.serve").exists()
    assert client.post(reverse("roll_out_campaign", args=[campaign.pk]), {"choice": "all"}).status_code == 404


def test_history_says_that_its_contacts_were_not_drawn_by_chance(signed_in: SignedIn) -> None:
    campaign = finished(is_history=True, counted={"pieces": 10, "answers": 3, "redemptions": 5})
    html = page(signed_in("owner"), "campaign", campaign.pk)

    assert "These contacts were not drawn by chance." in html
    assert "30.00%" in html


def test_the_month_shows_what_runs_and_what_is_planned(signed_in: SignedIn) -> None:
    finished()
    given.draft(name="Later", planned_on=TODAY + timedelta(days=10))
    html = page(signed_in("owner"), "campaign_calendar", month=f"{TODAY:%Y-%m}")

    assert "Winter pantry" in html
    assert "is-planned" in html
    assert page(signed_in("owner"), "campaign_calendar", month="never")
    for beyond in ("0001-01", "9999-12"):
        assert f"month={timezone.now():%Y}" in page(signed_in("owner"), "campaign_calendar", month=beyond)


def test_what_the_money_brought_back_adds_up(signed_in: SignedIn) -> None:
    finished()
    html = page(signed_in("owner"), "outcomes")

    assert "+<i>¥</i>218" in html
    assert "It worked, and it paid." in html


def test_what_each_offer_brought_leads_to_where_it_was_made(signed_in: SignedIn) -> None:
    campaign = finished()
    key = f"coupon:{campaign.offer.coupon_id}"
    client = signed_in("analyst")

    html = page(client, "outcomes")
    narrowed = page(client, "outcomes", offer=key)

    assert f'href="?offer={key}"' in html
    assert "Taken together it paid." in html
    assert "Winter pantry" in narrowed
    assert "All offers" in narrowed
    assert "Winter pantry" in page(client, "outcomes", offer="coupon:\x00")  # no such offer: all of them


def test_journeys_and_care_stand_beside_by_what_was_bought(signed_in: SignedIn) -> None:
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=None, currency="CNY", as_of=TODAY, effect={"response": RESPONSE, "revenue": MONEY},
    )  # fmt: skip

    html = page(signed_in("owner"), "outcomes")

    assert f'href="{reverse("journey", args=[7])}"' in html
    assert "It worked: more was bought than by those held out." in html
    assert "Surely paid" not in html
    assert "Nothing measured yet" not in html
    assert reverse("settings_contact_prices") in html
    assert reverse("settings_contact_prices") not in page(signed_in("analyst"), "outcomes")


def test_a_journey_whose_cost_is_known_stands_among_those_with_a_profit(signed_in: SignedIn) -> None:
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=1234_00, currency="CNY", as_of=TODAY,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": MONEY},
    )  # fmt: skip

    html = page(signed_in("owner"), "outcomes")

    assert "1,234" in html
    assert "Surely paid" in html


def test_what_was_measured_in_another_currency_is_shown_in_it_and_not_added(signed_in: SignedIn) -> None:
    finished()
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=1234_00, currency="EUR", as_of=TODAY,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": MONEY},
    )  # fmt: skip

    brought = money_brought()

    assert (len(brought.rows), brought.cost) == (2, Decimal(31))
    assert "€1,234" in strip_tags(page(signed_in("owner"), "outcomes"))


def test_the_length_of_an_interval_is_that_of_its_currency() -> None:
    finished()
    (alone,) = rows_of(list(Outcome.objects.all()))
    larger = {**MONEY, "total": 9e9, "total_lower": -9e9, "total_upper": 9e9}
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=0, currency="JPY", as_of=TODAY,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": larger},
    )  # fmt: skip

    drawn = {row.outcome.currency: row.drawn for row in rows_of(list(Outcome.objects.all()))}

    assert drawn["CNY"] == alone.drawn
    assert drawn["JPY"] != alone.drawn
