from datetime import UTC, datetime, timedelta

import pytest
from tests.records import make
from tests.records.membership import given

from shuke.records.membership.ledger.tiers import Level, Standing, next_standing
from shuke.records.membership.models import GrowthRow, Member, TierChange
from shuke.records.membership.queries import next_tier_of
from shuke.records.membership.services import review_tiers
from shuke.records.membership.services.purse import lock_purse
from shuke.records.membership.services.tiers import add_growth

SILVER = Level(id=1, min_growth=100, period_days=365, grace_days=30)
GOLD = Level(id=2, min_growth=500, period_days=365, grace_days=10)


def step(level: int | None, growth: int, *, falls_at: object = None, is_review: bool = True) -> Standing:
    before = Standing(level_id=level, falls_at=falls_at)  # type: ignore[arg-type]
    return next_standing([SILVER, GOLD], before, {365: growth}, now=make.NOW, is_review=is_review)


def test_a_purchase_lifts_at_once_also_by_two() -> None:
    assert step(None, 99, is_review=False).level_id is None
    assert step(None, 100, is_review=False).level_id == 1
    assert step(None, 500, is_review=False).level_id == 2


def test_nobody_falls_by_a_purchase_or_within_grace() -> None:
    end = make.NOW + timedelta(days=10)

    assert step(2, 100, is_review=False) == Standing(level_id=2, falls_at=None)
    assert step(2, 100) == Standing(level_id=2, falls_at=end)
    assert step(2, 100, falls_at=end) == Standing(level_id=2, falls_at=end)


def test_after_grace_one_falls_to_what_was_earned() -> None:
    assert step(2, 100, falls_at=make.NOW) == Standing(level_id=1, falls_at=None)
    assert step(2, 0, falls_at=make.NOW) == Standing(level_id=None, falls_at=None)


def test_growth_within_grace_cancels_the_fall() -> None:
    assert step(2, 500, falls_at=make.NOW + timedelta(days=1), is_review=False) == Standing(level_id=2, falls_at=None)


@pytest.mark.django_db
def test_steps_are_kept_with_their_growth() -> None:
    plan = given.plan()
    base, gold = given.tier(plan, "base", 0), given.tier(plan, "gold", 100, grace_days=5, period_days=90)
    member = given.member(plan)
    add_growth(lock_purse(member), 120, on=make.NOW.date(), cause=given.cause(), scope=make.SYSTEM, now=make.NOW)

    later = make.NOW + timedelta(days=91)
    assert review_tiers(scope=make.SYSTEM, now=later) == 0
    assert review_tiers(scope=make.SYSTEM, now=later + timedelta(days=5)) == 1

    assert Member.objects.get(pk=member.pk).tier == base
    steps = list(TierChange.objects.order_by("pk").values_list("before", "after", "growth", "reason"))
    assert steps == [
        (None, base.pk, 0, "enrolled"),
        (base.pk, gold.pk, 120, "reached"),
        (gold.pk, base.pk, 120, "reviewed"),  # in the year that the base level looks at
    ]


@pytest.mark.django_db
def test_a_tier_that_takes_nothing_is_not_the_next() -> None:
    plan = given.plan()
    member = given.member(plan)
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 500)

    above = next_tier_of(member, [member.pk], now=make.NOW)

    assert above is not None
    assert (above.tier.code, above.missing, above.share) == ("gold", 500, 0.0)


@pytest.mark.django_db
def test_above_the_highest_tier_is_none() -> None:
    plan = given.plan()
    given.tier(plan, "base", 0)
    member = given.member(plan)

    assert next_tier_of(member, [member.pk], now=make.NOW) is None


@pytest.mark.django_db
def test_growth_counts_by_the_days_of_the_home_store_as_it_does_when_a_tier_is_reached() -> None:
    plan = given.plan()
    given.tier(plan, "gold", 500)
    member = given.member(plan)
    member.home_store = make.store(time_zone="Pacific/Auckland")
    in_shanghai_the_day_before = datetime(2026, 3, 2, 12, tzinfo=UTC)
    tomorrow = in_shanghai_the_day_before.date() + timedelta(days=1)
    key = {"at": make.NOW, "source": "test", "source_key": "g"}
    GrowthRow.objects.create(member=member, growth=120, on=tomorrow, **key)

    above = next_tier_of(member, [member.pk], now=in_shanghai_the_day_before)

    assert above is not None
    assert (above.growth, above.missing) == (120, 380)
