from datetime import timedelta

import pytest
from tests.records import make
from tests.records.membership import given

from shuke.records.membership.ledger.tiers import Level, Standing, next_standing
from shuke.records.membership.models import Member, TierChange
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
