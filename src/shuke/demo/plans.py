"""What a marketer would have planned: an evening for regulars, a promotion with a maker, picks for each, targets."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from shuke.actions.campaigns.audience import audience_text
from shuke.actions.campaigns.models import Campaign, Gathering, Target
from shuke.actions.campaigns.services import Wishes, save_campaign
from shuke.actions.campaigns.services.gatherings import GatheringWishes, save_gathering
from shuke.actions.campaigns.services.targets import TargetWishes, save_target
from shuke.actions.offers.models import CALL
from shuke.actions.segments.models import Segment
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.customers.models import Organisation
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Channel, Purpose, Template
from shuke.records.messages.services import save_template
from shuke.records.stores.queries import business_day

PARTNER = "Valley Dairy"
SATURDAY = 5
BEST, MILK = "slipping-best", "often-but-no-milk"
PICKS = "picked-for-you"
# What each reader buys again and what goes with it, with the reason; who has nothing foretold reads what sells best.
PICKS_TEXTS = {
    "en": (
        "For your next shopping list, {{ name|dear guest }}",
        "Dear {{ name|guest }},\n\ndo these belong on it?\n\n{{ product_list 5 }}\n\nSee you soon\n\n{{ business }}",
    ),
    "zh-hans": (
        "{{ name|您好 }}，下次购物带上这些",
        "{{ name|您好 }}：\n\n下次来店，您也许用得上：\n\n{{ product_list 5 }}\n\n期待您的光临。\n\n{{ business }}",
    ),
    "zh-hant": (
        "{{ name|您好 }}，下次採買帶上這些",
        "{{ name|您好 }}：\n\n下次來店，您也許用得上：\n\n{{ product_list 5 }}\n\n期待您的光臨。\n\n{{ business }}",
    ),
}


def lay_plans(*, now: dt.datetime) -> None:
    """What is not there yet. None of it invites or writes to anybody until somebody says so."""
    scope = scope_of_system("demo")
    with transaction.atomic():
        if not Gathering.objects.exists():
            _evening(scope, now)
        if not Campaign.objects.filter(partner__isnull=False).exists():
            _with_a_partner(scope, now)
        if not Template.objects.filter(code=PICKS).exists():
            _picked_for_each(scope, now)
        if not Target.objects.exists():
            _targets(scope, now)


def _evening(scope: Scope, now: dt.datetime) -> None:
    """On a Saturday in three weeks, for those who bring much and have begun to stay away."""
    day = business_day(now) + dt.timedelta(weeks=3)
    wishes = GatheringWishes(
        name="Cheese and wine evening",
        kind=Gathering.Kind.TASTING,
        held_on=day + dt.timedelta(days=(SATURDAY - day.weekday()) % 7),
        from_time=dt.time(18),
        until_time=dt.time(21),
        capacity=40,
        cost=Decimal(400),
        audience=audience_text(BEST, ""),
        segment_key=BEST,
        way=CALL,
        script="Invite them to taste cheese and wine on Saturday evening, and ask how many come.",
        cost_per_piece=Decimal("1.50"),
        hold_out_share=Decimal("0.1"),
        net_revenue_per_sale=Decimal(35),
    )
    save_gathering(scope=scope, now=now, wishes=wishes)


def _with_a_partner(scope: Scope, now: dt.datetime) -> None:
    partner, _made = Organisation.objects.get_or_create(name=PARTNER)
    wishes = Wishes(
        name="Milk, with the dairy",
        audience=audience_text(MILK, ""),
        segment_key=MILK,
        coupon=Coupon.objects.filter(is_offered=True).order_by("pk").first(),
        cost_per_piece=Decimal("0.62"),
        net_revenue_per_sale=Decimal(12),
        test_step=4,
        partner=partner,
        partner_share=Decimal("0.5"),
        planned_on=business_day(now) + dt.timedelta(weeks=2),
    )
    save_campaign(scope=scope, now=now, wishes=wishes)


def _picked_for_each(scope: Scope, now: dt.datetime) -> None:
    """A mail that names other products to each reader."""
    template = save_template(
        scope=scope, now=now, code=PICKS, name="Picked for you", purpose=Purpose.MARKETING, texts=PICKS_TEXTS
    )
    wishes = Wishes(
        name="Picked for each who comes often",
        audience="stage = stable and orders >= 20",
        way=Channel.EMAIL,
        template=template,
        cost_per_piece=Decimal("0.02"),
        net_revenue_per_sale=Decimal(6),
        test_step=4,
        planned_on=business_day(now) + dt.timedelta(weeks=1),
    )
    save_campaign(scope=scope, now=now, wishes=wishes)


def _targets(scope: Scope, now: dt.datetime) -> None:
    """Of this month and this quarter; a little above what the published year brought in one."""
    best, today = Segment.objects.get(key=BEST), business_day(now)
    of_all = TargetWishes(
        period=Target.Period.QUARTER, from_on=today, orders=40_000, revenue=Decimal(1_200_000),
        budget=Decimal(3_000), note="Everybody, with the campaigns and the evening.",
    )  # fmt: skip
    of_best = TargetWishes(
        period=Target.Period.MONTH, from_on=today, segment=best, orders=320, note="Bring them back.",
    )  # fmt: skip
    for wishes in (of_all, of_best):
        save_target(scope=scope, now=now, wishes=wishes)
