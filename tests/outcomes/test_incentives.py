"""Who buys only on incentive is written down by the refresh, and told of everybody or a segment."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from tests.records import make
from tests.warehouse.shop import build_warehouse
from tests.web.conftest import client_of

from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment, SegmentMember
from shuke.actions.segments.parse import parse
from shuke.outcomes.incentives import reliance_of, run_incentives
from shuke.outcomes.models import IncentiveBuyer
from shuke.records.customers.models import Customer
from shuke.records.sales.models import OrderLine
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 2, 28)
ON_INCENTIVE = next(each for each in FILTERS if each.key == "incentive")


def buys(name: str, *days: int, off: str) -> Customer:
    """So many days before AS_OF for 80, `off` taken off."""
    person, bread = make.customer(name), make.product()
    for day in days:
        order = make.order(person, make.store(), AS_OF - timedelta(days=day), (bread, 1, "80"))
        OrderLine.objects.filter(order=order).update(discount=Decimal(off))
    return person


@pytest.fixture
def shop(data_folder: Path) -> dict[str, Customer]:
    days = (90, 80, 70, 60, 50)
    people = {"kept": buys("Kept", *days, off="20"), "stopped": buys("Stopped", *days, off="20")}
    make.order(people["kept"], make.store(), AS_OF - timedelta(days=40), (make.product(), 1, "80"))
    people["needs"] = buys("Needs", 50, 40, 30, 20, 10, off="20")
    people["never"] = buys("Never", *days, off="0")
    build_warehouse(data_folder)
    run_incentives(as_of=AS_OF, now=make.NOW, engine="duckdb")
    return people


def named(part: str) -> list[str]:
    condition = ON_INCENTIVE.condition(part, setting_for(make.scope(), now=make.NOW))
    return sorted(Customer.objects.filter(condition).values_list("name", flat=True))


def test_what_became_of_them_is_counted_and_leads_to_them(shop: dict[str, Customer]) -> None:
    run_incentives(as_of=AS_OF, now=make.NOW, engine="duckdb")  # a second time: the same rows
    found = reliance_of(scope=make.scope(), segment=None)

    assert IncentiveBuyer.objects.count() == 3
    assert reliance_of(scope=make.scope("manager", make.store()), segment=None).needing == 0
    assert (found.needing, found.over, found.kept, found.stopped) == (3, 2, 1, 1)
    assert (found.orders_before, found.orders_after, found.is_thin) == (6, 1, True)
    assert named("needs") == ["Kept", "Needs", "Stopped"]
    assert (named("kept"), named("stopped"), named("over")) == (["Kept"], ["Stopped"], ["Kept", "Stopped"])


def test_the_page_tells_it_of_a_segment_and_says_that_it_is_thin(shop: dict[str, Customer]) -> None:
    tree = document_of(parse("gender = male"))
    men = Segment.objects.create(key="men", name="Men", tree=tree, created_at=make.NOW, updated_at=make.NOW)
    SegmentMember.objects.create(segment=men, customer=shop["kept"], since_at=make.NOW)
    client = client_of(make.staff("analyst", has_seen_tour=True))

    whole = client.get(reverse("incentive"))
    of_men = client.get(reverse("incentive"), {"segment": men.pk})

    assert "too few for a share" in whole.content.decode()
    assert of_men.context["reliance"].needing == 1
    assert f"incentive=kept&amp;segment={men.pk}" in of_men.content.decode()


def test_the_front_line_does_not_open_it() -> None:
    assert client_of(make.staff("front_line")).get(reverse("incentive")).status_code == 403
