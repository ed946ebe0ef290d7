"""Campaigns over a shop of people who buy as often as their place says."""

import os
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from tests.records import make
from tests.records.membership import given as membership
from tests.warehouse.shop import build_warehouse

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign, CampaignMember, Gathering, Guest
from shuke.actions.campaigns.services import Wishes, fix_members, serve_batch
from shuke.actions.campaigns.services.gatherings import GatheringWishes, save_gathering, send_invitations
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store

NOW = make.NOW  # the test begins on this day
AS_OF = NOW.date() - timedelta(days=1)
SEED = 38


def buyers(count: int, at: Store) -> list[Customer]:
    """Each bought on one day of the year before, the first the latest."""
    bread = make.product()
    people = [make.customer(f"No {place}", number=f"B{place:03d}", home=at) for place in range(count)]
    for place, person in enumerate(people):
        make.order(person, at, AS_OF - timedelta(days=place % 300), (bread, 1, "20"))
    return people


def buy(person: Customer, on: date, amount: str = "30") -> None:
    assert person.home_store is not None
    make.order(person, person.home_store, on, (make.product(), 1, amount))


def wishes(**facts: Any) -> Wishes:
    """A coupon that nobody has to be told of; 0.62 a piece, 35 a sale: break-even at 1.77 %."""
    if not {"coupon", "template", "points", "way"} & facts.keys():
        facts["coupon"] = membership.coupon()
    plain = {
        "name": "Winter pantry",
        "cost_per_piece": Decimal("0.62"),
        "net_revenue_per_sale": Decimal(35),
        "test_step": 4,
        "hold_out_share": Decimal("0.2"),
        "window_days": 14,
    }
    return Wishes(**{**plain, **facts})


def draft(**facts: Any) -> Campaign:
    return services.save_campaign(scope=make.scope(), now=NOW, wishes=wishes(**facts))


def started(**facts: Any) -> Campaign:
    """Its members are fixed; nobody was served yet."""
    found = services.start(scope=make.scope(), now=NOW, campaign=draft(**facts), seed=SEED, as_of=AS_OF)
    return fix_members(campaign=found, now=NOW)


def served(campaign: Campaign, *, now: datetime = NOW) -> int:
    """Everybody whose turn it is."""
    total = 0
    while done := serve_batch(campaign_id=campaign.pk, now=now, random_bytes=os.urandom):
        total += done
    return total


def counted(campaign: Campaign, *, as_of: date, has_new_orders: bool = True) -> Campaign:
    """After a night: the warehouse knows the orders made since."""
    if has_new_orders:
        build_warehouse(settings.DATA)
    services.run_campaigns(as_of=as_of, now=NOW, engine="duckdb")
    return Campaign.objects.select_related("offer").get(pk=campaign.pk)


def members(campaign: Campaign, arm: str) -> list[Customer]:
    of_arm = CampaignMember.objects.filter(campaign=campaign, arm=arm).select_related("customer__home_store")
    return [member.customer for member in of_arm.order_by("customer__number")]


def event_wishes(**facts: Any) -> GatheringWishes:
    """A tasting in ten days; a coupon invites, of which nobody has to be told."""
    if not {"coupon", "template", "points", "way"} & facts.keys():
        facts["coupon"] = membership.coupon()
    plain = {
        "name": "Cheese and wine",
        "kind": Gathering.Kind.TASTING,
        "held_on": NOW.date() + timedelta(days=10),
        "from_time": time(18),
        "until_time": time(21),
        "cost": Decimal(400),
        "window_days": 14,
    }
    return GatheringWishes(**{**plain, **facts})


def event(**facts: Any) -> Gathering:
    return save_gathering(scope=make.scope(), now=NOW, wishes=event_wishes(**facts))


def invited(**facts: Any) -> Gathering:
    """Its guests stand; nobody was written to yet."""
    return send_invitations(scope=make.scope(), now=NOW, gathering=event(**facts), seed=SEED, as_of=AS_OF)


def guests(gathering: Gathering, arm: str = Guest.Arm.INVITED) -> list[Guest]:
    of_arm = Guest.objects.filter(gathering=gathering, arm=arm).select_related("customer", "gathering")
    return list(of_arm.order_by("pk"))
