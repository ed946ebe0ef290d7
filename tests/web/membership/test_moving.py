"""Who rises and who falls, and what every page says of the next tier."""

from random import Random

import pytest
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import SignedIn
from tests.web.membership.grown import grow, shown
from tests.web.own.knocking import link_for, opened

from shuke.records.membership.models import Plan
from shuke.records.membership.services import issue_card, review_tiers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_who_is_within_reach_stands_with_what_is_missing(signed_in: SignedIn, tall: Plan) -> None:
    near, far, there = (given.member(tall, name=name) for name in ("Pan Wei", "Lin Yu", "Wu Di"))
    grow(near, 900)
    grow(far, 700)
    grow(far, 200, days_ago=400)
    grow(there, 1_000)
    gold = tall.tiers.get(code="gold")
    there.tier = gold
    there.save()
    owner = signed_in("owner")

    page = shown(owner, "/membership/moving/")

    assert "Pan Wei" in page
    assert "Lin Yu" not in page
    assert "Wu Di" not in page
    listed = shown(owner, f"/customers/?rises_to={gold.pk}")
    assert "Pan Wei" in listed
    assert "Lin Yu" not in listed
    assert f"/customers/?rises_to={gold.pk}" in page


def test_growth_of_a_merged_customer_counts_for_who_they_became(signed_in: SignedIn, tall: Plan) -> None:
    kept, dropped = given.member(tall, name="Pan Wei"), given.member(tall, name="Pan W.")
    grow(kept, 500)
    grow(dropped, 400)
    dropped.customer.merged_into = kept.customer
    dropped.customer.save()

    page = shown(signed_in("owner"), "/membership/moving/")

    assert "Pan Wei" in page
    assert "900" in page


def test_card_counter_and_own_page_say_the_same_of_the_next_tier(signed_in: SignedIn) -> None:
    shop, plan = make.store(), given.plan()
    member = given.member(plan, name="Pan Wei", home=shop)
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 1000)
    grow(member, 300)
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(1))
    owner = signed_in("owner")

    assert "700 growth value to “gold”" in shown(owner, f"/membership/cards/{card.pk}/")
    at_the_counter = shown(owner, f"/counter/{member.customer_id}/")
    assert '<dt>growth to gold</dt><dd class="sk-num">700</dd>' in at_the_counter
    assert "Another 700 of growth value to “gold”" in shown(opened(link_for(member.customer)), "/own/")


def test_the_card_of_a_merged_record_stands_for_who_they_became(signed_in: SignedIn, tall: Plan) -> None:
    kept, dropped = given.member(tall, name="Pan Wei"), given.member(tall, name="Pan W.")
    kept.tier = tall.tiers.get(code="gold")
    kept.save()
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=dropped, rng=Random(1))
    dropped.customer.merged_into = kept.customer
    dropped.customer.save()

    page = shown(signed_in("owner"), f"/membership/cards/{card.pk}/")

    assert '<span class="sk-tag sk-tag-accent">gold</span>' in page
    assert "growth value to" not in page


def test_who_falls_stands_with_when(signed_in: SignedIn, tall: Plan) -> None:
    member = given.member(tall, name="Pan Wei")
    member.tier = tall.tiers.get(code="gold")
    member.save()
    review_tiers(scope=make.SYSTEM, now=make.NOW)
    owner = signed_in("owner")

    page = shown(owner, "/membership/moving/")

    assert "1 Apr 2026" in page
    assert "Pan Wei" in shown(owner, f"/membership/?plan={tall.pk}&grace=yes")
    assert "Pan Wei" in shown(owner, f"/customers/?falls_from={member.tier.pk}")


def test_members_are_found_by_name_and_tier(signed_in: SignedIn, tall: Plan) -> None:
    given.member(tall, name="Pan Wei")
    owner = signed_in("owner")

    assert "Pan Wei" in shown(owner, "/membership/?q=pan")
    assert "No member matches." in shown(owner, "/membership/?q=nobody")
    base = tall.tiers.get(code="base")
    assert "Pan Wei" in shown(owner, f"/membership/?tier={base.pk}")
    assert "Pan Wei" in shown(owner, f"/customers/?tier={base.pk}")
    assert "Pan Wei" in shown(owner, f"/customers/?plan={tall.pk}")
    assert "Pan Wei" in shown(owner, "/membership/?tier=x&plan=&expires=soon")
