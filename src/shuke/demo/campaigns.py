"""The published year's 27 campaigns, as history: whom the shop wrote to, and who used a coupon.

Nobody was held out and nobody was drawn by chance, so they are history: pages say that, and no effect is measured.
What a piece cost is not published.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
from django.db import transaction

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.campaigns.services import Wishes, save_campaign
from shuke.actions.offers.models import Offer
from shuke.demo.files import CURRENCY, TIME_ZONE, published
from shuke.lib.dates import midnight
from shuke.lib.progress import Report
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Coupon

CODE = "published-coupons"
# What a maker's coupon took off a line, on average of the year.
USUAL_VALUE = Decimal("1.20")


def load_campaigns(*, shifted_weeks: int, now: dt.datetime, say: Report) -> None:
    """All of it or nothing, so that a second start finds it done."""
    if Campaign.objects.filter(is_history=True).exists():
        return
    written, used = published("campaigns"), published("coupon_redemptions")
    people = dict(Customer.objects.values_list("number", "pk"))
    with transaction.atomic():
        coupon = _coupon()
        for row in published("campaign_descriptions").sort_values("start_date").itertuples(index=False):
            own = used[used["campaign_id"] == row.campaign_id]["household_id"].value_counts()
            reached = set(written[written["campaign_id"] == row.campaign_id]["household_id"]) | set(own.index)
            campaign = _campaign(row, coupon, shifted_weeks, now=now)
            members = [_member(campaign, people[str(home)], int(own.get(home, 0))) for home in sorted(reached)]
            CampaignMember.objects.bulk_create(members, batch_size=500)
            _count(campaign, members)
        _draft(now)
    say(f"{Campaign.objects.filter(is_history=True).count()} campaigns of the year, {len(used):,} coupons used.")


def _coupon() -> Coupon:
    coupon, _made = Coupon.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "Makers’ coupons of the published year",
            "kind": Coupon.Kind.AMOUNT,
            "value": USUAL_VALUE,
            "currency": CURRENCY,
            "is_offered": False,
        },
    )
    return coupon


def _campaign(row: Any, coupon: Coupon, shifted_weeks: int, *, now: dt.datetime) -> Campaign:
    shift = pd.Timedelta(weeks=shifted_weeks)
    first, final = (row.start_date + shift).date(), (row.end_date + shift).date()
    offer = Offer.objects.create(coupon=coupon, cost_per_piece=Decimal(0))
    return Campaign.objects.create(
        name=f"Campaign {row.campaign_id} ({row.campaign_type})",
        offer=offer,
        net_revenue_per_sale=Decimal(1),
        window_days=(final - first).days + 1,
        test_step=1,
        hold_out_share=Decimal(0),
        counts_purchase=False,
        counts_reply=False,
        is_history=True,
        state=Campaign.State.CLOSED,
        created_at=now,
        test_from_on=first,
        closed_at=midnight(TIME_ZONE, final + dt.timedelta(days=1)),
    )


def _member(campaign: Campaign, customer: int, uses: int) -> CampaignMember:
    return CampaignMember(
        campaign=campaign,
        customer_id=customer,
        cell=0,
        arm=CampaignMember.Arm.TEST,
        is_served=True,
        answered_test=uses > 0,
        coupons_used=uses,
    )


def _count(campaign: Campaign, members: list[CampaignMember]) -> None:
    campaign.counted = {
        "audience": len(members),
        "pieces": len(members),
        "answers": sum(member.answered_test for member in members),
        "redemptions": sum(member.coupons_used for member in members),
    }
    campaign.save(update_fields=["counted"])


def _draft(now: dt.datetime) -> None:
    """One to start from: nothing of it is sent until somebody does."""
    coupon = Coupon.objects.filter(is_offered=True).order_by("pk").first()
    wishes = Wishes(
        name="Come back: a coupon for those who buy less",
        audience="stage = declining",
        coupon=coupon,
        cost_per_piece=Decimal("0.62"),
        net_revenue_per_sale=Decimal(35),
        test_step=4,
    )
    save_campaign(scope=scope_of_system("demo"), now=now, wishes=wishes)
