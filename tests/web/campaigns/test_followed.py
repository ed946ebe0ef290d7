"""A campaign's page tells what was bought after its links were opened, and each number leads to its people."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.actions.campaigns.mailed import mail, mailing
from tests.records import make
from tests.records.sales.links import open_link, opened
from tests.web.conftest import SignedIn

from shuke.actions.campaigns.models import Campaign
from shuke.records.access.models import Role
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend
from shuke.records.stores.models import Store
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
OF_CAMPAIGN = next(each for each in FILTERS if each.key == "campaign")
DAY = timedelta(days=1)
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def shop(db: None) -> Store:
    return make.store("RIVER")


def reader(campaign: Campaign, at: Store, name: str, *, opens: bool = True, buys: str = "") -> Customer:
    """Opened the link at once, and bought the day after."""
    one = make.customer(name, number=name.upper(), home=at)
    send = mail(campaign, one)
    if opens:
        open_link(send, make.NOW)
    if buys:
        make.order(one, at, (make.NOW + DAY).date(), (make.product(), 1, buys))
    return one


def table(client: Client, campaign: Campaign) -> str:
    answer = client.get(reverse("campaign_followed", args=[campaign.pk]), **HTMX)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def behind(campaign: Campaign, part: str, scope: Scope | None = None) -> set[str]:
    setting = setting_for(scope or scope_of_system("test"), now=make.NOW)
    condition = OF_CAMPAIGN.condition(f"{campaign.pk}-{part}", setting)
    return set(Customer.objects.filter(condition).values_list("number", flat=True))


def test_numbers_lead_to_exactly_their_people(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    reader(campaign, shop, "Pan", buys="30")
    reader(campaign, shop, "Li", buys="12")
    reader(campaign, shop, "Wu")
    reader(campaign, shop, "Sun", opens=False, buys="99")

    html = table(signed_in("marketer"), campaign)

    for part, count in (("sent", 4), ("opened", 3), ("followed", 2)):
        assert f'href="{reverse("customers")}?campaign={campaign.pk}-{part}">{count}</a>' in html
        assert len(behind(campaign, part)) == count
    assert behind(campaign, "followed") == {"PAN", "LI"}
    assert "<small>75%</small>" in html
    assert "<i>¥</i>42" in html
    assert "These purchases <b>followed</b>" in html


def test_messages_that_left_since_the_latest_count_are_told(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    reader(campaign, shop, "Pan")
    Campaign.objects.update(counted={**campaign.counted, "pieces": 0})

    assert f'?campaign={campaign.pk}-sent">1</a>' in table(signed_in("marketer"), campaign)


def test_the_page_asks_for_the_table_when_it_stands(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    reader(campaign, shop, "Pan")
    client = signed_in("analyst")
    address = reverse("campaign_followed", args=[campaign.pk])

    page = client.get(reverse("campaign", args=[campaign.pk])).content.decode()
    alone = client.get(address).content.decode()

    assert f'hx-get="{address}" hx-trigger="load"' in page
    assert "Opened a link" not in page
    assert "Opened a link" in alone
    assert "<h1>" in alone


def test_nobody_opened_anything(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    reader(campaign, shop, "Pan", opens=False, buys="30")

    assert "Nobody has opened a link of it yet." in table(signed_in("marketer"), campaign)
    assert behind(campaign, "opened") == behind(campaign, "followed") == set()


def test_a_later_message_takes_the_purchase(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    pan = reader(campaign, shop, "Pan", buys="30")
    opened(pan, make.NOW + DAY / 2)

    assert ">1</a>" in table(signed_in("marketer"), campaign)
    assert (behind(campaign, "opened"), behind(campaign, "followed")) == ({"PAN"}, set())


def test_two_campaigns_share_nothing(shop: Store) -> None:
    first, second = mailing("First"), mailing("Second")
    reader(first, shop, "Pan", buys="30")
    reader(second, shop, "Li", buys="30")

    assert (behind(first, "followed"), behind(second, "followed")) == ({"PAN"}, {"LI"})
    assert behind(first, "sent") == {"PAN"}


def test_a_merged_reader_is_the_customer_they_became(shop: Store) -> None:
    campaign = mailing()
    kept = make.customer("Pan", number="KEPT", home=shop)
    merged = reader(campaign, shop, "Pan Wei")
    make.order(kept, shop, (make.NOW + DAY).date(), (make.product(), 1, "30"))
    Customer.objects.filter(pk=merged.pk).update(merged_into=kept)

    assert behind(campaign, "sent") == behind(campaign, "opened") == behind(campaign, "followed") == {"KEPT"}


def test_who_works_in_one_store_sees_only_what_was_bought_there(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    reader(campaign, shop, "Pan", buys="30")
    other = make.store("HILL")

    assert behind(campaign, "followed", make.scope(Role.MARKETER, other)) == set()
    assert behind(campaign, "followed", make.scope(Role.MARKETER, shop)) == {"PAN"}
    assert "Of the whole business" in table(signed_in("manager", shop), campaign)
    assert signed_in("agent").get(reverse("campaign_followed", args=[campaign.pk])).status_code == 403


def test_two_currencies_are_named(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    pan = reader(campaign, shop, "Pan", buys="30")
    abroad = make.store("BAY", currency="USD")
    make.order(pan, abroad, (make.NOW + 2 * DAY).date(), (make.product(), 1, "7"))

    html = table(signed_in("owner"), campaign)

    assert "<small>CNY</small>" in html
    assert "<small>USD</small>" in html


def test_doors_are_said_in_words_and_odd_ones_open_nobody() -> None:
    campaign = mailing()
    setting = setting_for(scope_of_system("test"), now=make.NOW)

    said = OF_CAMPAIGN.say(f"{campaign.pk}-followed,{campaign.pk}-opened", setting)
    assert said == "Winter pantry: bought after opening a link, Winter pantry: opened a link"
    for odd in ("99999999999999999999-opened", "99999999999999999999-test", "-followed", "x-sent", "4711-followed"):
        assert not Customer.objects.filter(OF_CAMPAIGN.condition(odd, setting)).exists()


def test_however_many_opened_the_table_asks_as_often(
    signed_in: SignedIn, shop: Store, django_assert_max_num_queries: Any
) -> None:
    campaign = mailing()
    client = signed_in("owner")
    for place in range(6):
        reader(campaign, shop, f"No {place}", buys=str(Decimal(place + 1)))
    table(client, campaign)

    with django_assert_max_num_queries(9):
        table(client, campaign)


def test_messages_that_wait_for_their_hour_are_told(signed_in: SignedIn, shop: Store) -> None:
    campaign, owner = mailing(), signed_in("owner")
    reader(campaign, shop, "Pan", opens=False)
    assert "waits for its hour" not in owner.get(reverse("campaign", args=[campaign.pk])).content.decode()

    MessageSend.objects.update(state="queued", settled_at=None, due_at=datetime(2100, 5, 1, 0, 30, tzinfo=UTC))

    shown = owner.get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert "1 message waits for its hour: from 1 May 2100 08:30" in shown


def test_letters_have_no_links(signed_in: SignedIn, shop: Store) -> None:
    campaign = mailing()
    reader(campaign, shop, "Pan")
    type(campaign.offer).objects.filter(pk=campaign.offer_id).update(way="post")

    assert "followed/" not in signed_in("owner").get(reverse("campaign", args=[campaign.pk])).content.decode()
