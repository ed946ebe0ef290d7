from random import Random
from xml.etree import ElementTree

import pytest
from tests.records import make
from tests.records.membership import given

from shuke.records.customers.queries import search_customers
from shuke.records.membership.cards.numbers import check_digit, is_number, new_number
from shuke.records.membership.cards.pictures import code128, ean13, qr
from shuke.records.membership.checkout.buyers import find_buyer
from shuke.records.membership.models import Card, Plan
from shuke.records.membership.services import CardEnded, NotShared, end_card, issue_card, replace_card, require_in_use


def test_the_check_digit_is_gs1s() -> None:
    assert check_digit("400638133393") == "1"  # the standard's own example
    assert check_digit("629104150021") == "3"


def test_a_slip_in_a_number_is_noticed() -> None:
    number = new_number(Random(1))

    assert is_number(number)
    assert number.startswith("29")
    for place in range(13):
        slipped = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert not is_number(slipped)
    assert not is_number("")
    assert not is_number("２" * 13)


@pytest.mark.parametrize("draw", [ean13, code128, qr])
def test_pictures_are_well_formed_svg(draw: object) -> None:
    picture = draw(new_number(Random(1)))  # type: ignore[operator]

    assert ElementTree.fromstring(picture).tag.endswith("svg")


@pytest.mark.django_db
class TestLife:
    def issue(self, holder: str = "", **plan: object) -> Card:
        member = given.member(given.plan(**plan), name="Pan")
        return issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(7), holder=holder)

    def test_a_customer_is_found_by_the_card_and_not_by_one_that_is_lost(self) -> None:
        card = self.issue()
        assert [one.customer for one in search_customers(card.number, scope=make.SYSTEM)] == [card.member.customer]

        lost = end_card(scope=make.SYSTEM, now=make.NOW, card=card, status=Card.Status.LOST)

        assert search_customers(card.number, scope=make.SYSTEM) == []
        with pytest.raises(CardEnded, match="reported lost"):
            require_in_use(lost)
        with pytest.raises(CardEnded):
            end_card(scope=make.SYSTEM, now=make.NOW, card=card, status=Card.Status.BLOCKED)

    def test_a_lost_card_is_replaced_once(self) -> None:
        card = self.issue()
        end_card(scope=make.SYSTEM, now=make.NOW, card=card, status=Card.Status.LOST)

        new = replace_card(scope=make.SYSTEM, now=make.NOW, card=card, rng=Random(8))

        card.refresh_from_db()
        assert (card.status, card.replaced_by, new.status) == ("replaced", new, "active")
        assert [one.customer for one in search_customers(new.number, scope=make.SYSTEM)] == [card.member.customer]
        with pytest.raises(CardEnded, match="replaced already"):
            replace_card(scope=make.SYSTEM, now=make.NOW, card=card, rng=Random(9))

    def test_friends_get_cards_where_the_plan_allows(self) -> None:
        assert self.issue("Lin", is_shared=True).holder == "Lin"
        with pytest.raises(NotShared):
            self.issue("Lin")

    def test_a_friend_s_card_has_no_discount_since_the_plan_stopped_sharing(self) -> None:
        card = self.issue("Lin", is_shared=True)
        assert not find_buyer(card=card.number).is_friend

        Plan.objects.update(is_shared=False)

        assert find_buyer(card=card.number).is_friend
        assert not find_buyer(number=card.member.customer.number).is_friend

    def test_a_number_taken_is_not_given_again(self) -> None:
        member = self.issue().member
        again = issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(7))

        assert Card.objects.filter(member=member).count() == 2
        assert again.number != member.cards.first().number  # type: ignore[union-attr]
