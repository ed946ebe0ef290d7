"""What is given to one person, once."""

import os
from decimal import Decimal

import pytest
from django.db import transaction
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.offers.models import CALL, Gift, Offer
from shuke.actions.offers.services import EmptyOffer, NotACall, check_offer, give, record_outcome
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, set_class_policy
from shuke.records.membership.models import CouponCode
from shuke.records.membership.queries import balance_of
from shuke.records.messages.models import MessageSend, Template

pytestmark = pytest.mark.django_db


def letter(code: str = "autumn") -> Template:
    texts = {"en": ("For you", "Your code: {{ coupon_code }}. {{ points|no }} points.")}
    return messages.template(code, purpose="marketing", texts=texts)


def offer(**facts: object) -> Offer:
    return Offer.objects.create(**{"cost_per_piece": "0.62", **facts})


def given(what: Offer, to: Customer, key: str = "k") -> Gift:
    return give(
        scope=make.SYSTEM,
        now=make.NOW,
        offer=what,
        customer=to,
        key=key,
        origin="test",
        random_bytes=os.urandom,
    )


def test_message_coupon_and_points_come_together() -> None:
    plan = membership.plan()
    member = membership.member(plan, messages.reader())

    gift = given(offer(way="email", template=letter(), coupon=membership.coupon(), points=50), member.customer)

    assert gift.send is not None
    assert gift.code is not None
    assert gift.send.text == f"Your code: {gift.code.code}. 50 points."
    assert gift.code.customer == member.customer
    assert (gift.points, gift.refusal) == (50, "")
    assert balance_of([member.pk], now=make.NOW).points == 50


def test_the_same_wish_again_is_the_gift_given_before() -> None:
    to = messages.reader()
    what = offer(way="email", template=letter(), coupon=membership.coupon())

    first, again = given(what, to), given(what, to)

    assert first == again
    assert (MessageSend.objects.count(), CouponCode.objects.count()) == (1, 1)


def test_who_is_no_member_gets_the_rest() -> None:
    gift = given(offer(coupon=membership.coupon(), points=50), make.customer())

    assert (gift.points, gift.refusal) == (0, "")
    assert gift.code is not None


def test_a_text_without_a_value_is_refused_whole() -> None:
    texts = {"en": ("For you", "Dear {{ salutation }}, {{ coupon_code }}")}
    template = messages.template("stiff", purpose="marketing", texts=texts)

    gift = given(offer(way="email", template=template, coupon=membership.coupon()), messages.reader())

    assert "salutation" in gift.refusal
    assert (gift.send, gift.code) == (None, None)
    assert not CouponCode.objects.exists()


def test_a_merged_record_gets_it_as_the_person_it_became() -> None:
    part, whole = make.customer(), make.customer()
    merge_customers(scope=make.scope(), now=make.NOW, origin="test", customer=part, into=whole)
    part.refresh_from_db()

    gift = given(offer(coupon=membership.coupon()), part)

    assert gift.customer == whole
    assert gift.code is not None
    assert gift.code.customer == whole


def test_an_offer_of_nothing_is_refused() -> None:
    with pytest.raises(EmptyOffer, match="Nobody gets anything"):
        check_offer(Offer(cost_per_piece=1))


def test_a_message_without_a_template_is_refused() -> None:
    with pytest.raises(EmptyOffer, match="template"):
        check_offer(Offer(cost_per_piece=1, way="email", points=5))


def test_a_coupon_that_is_not_offered_any_more_is_refused() -> None:
    with pytest.raises(EmptyOffer, match="not offered any more"):
        check_offer(Offer(cost_per_piece=1, coupon=membership.coupon(is_offered=False)))


def test_what_came_of_a_call_is_written_down() -> None:
    gift = given(offer(way=CALL, script="Ask how the beans were"), make.customer())

    said = record_outcome(scope=make.scope(), now=make.NOW, gift=gift, outcome=Gift.Outcome.YES)

    assert (said.outcome, said.outcome_at) == ("yes", make.NOW)


def test_a_call_to_somebody_of_another_store_is_refused() -> None:
    gift = given(offer(way=CALL), make.customer(home=make.store()))

    with pytest.raises(NotAllowed), transaction.atomic():
        record_outcome(scope=make.scope("agent", make.store()), now=make.NOW, gift=gift, outcome=Gift.Outcome.NO)


def test_a_letter_is_no_call() -> None:
    gift = given(offer(coupon=membership.coupon()), make.customer())

    with pytest.raises(NotACall):
        record_outcome(scope=make.scope(), now=make.NOW, gift=gift, outcome=Gift.Outcome.NO)


def test_a_discount_above_the_ceiling_of_the_class_is_not_given() -> None:
    dear, plain = messages.reader(), messages.reader()
    dear.service_class = "gold"
    dear.save(update_fields=["service_class"])
    set_class_policy(
        scope=make.SYSTEM, now=make.NOW, service_class="gold", service_level="", call_every_days=None,
        offer_ceiling_percent=Decimal(10), may_discount=[],
    )  # fmt: skip
    what = offer(way="email", template=letter(), coupon=membership.coupon(kind="percent", value=Decimal(15)))

    refused, taken = given(what, dear, key="dear"), given(what, plain, key="plain")

    assert (refused.code, refused.send) == (None, None)
    assert refused.refusal == "15 % off is more than customers of this class are offered: 10 % at most."
    assert taken.code is not None
