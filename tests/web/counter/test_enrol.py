"""Somebody new, the card by the plan's rule, and a card for a friend."""

import pytest
from tests.records import make
from tests.web.counter.conftest import Counter

from shuke.records.customers.models import Customer, Event
from shuke.records.membership.models import Card, Member

pytestmark = pytest.mark.django_db


def test_a_name_is_enough_to_begin_with(counter: Counter) -> None:
    answer = counter.post("new/", name="Mei Lin", salutation="Ms")

    mei = Customer.objects.get(name="Mei Lin")
    assert answer["Location"] == f"/counter/{mei.pk}/"
    assert (mei.home_store, mei.gender, mei.origin) == (counter.store, "female", "counter")
    assert Event.objects.get(customer=mei, kind="customer.created").store == counter.store


def test_what_was_looked_for_in_vain_is_half_of_the_form(counter: Counter) -> None:
    assert 'value="13900001111"' in counter.shown("new/", q="13900001111")
    assert 'value="Mei"' in counter.shown("new/", q="Mei")


def test_a_known_phone_names_who_it_is_and_makes_nobody_twice(counter: Counter) -> None:
    answer = counter.post("new/", name="Pan", phone="13812345678")

    assert answer.status_code == 422
    assert "潘天伟" in answer.content.decode()
    assert Customer.objects.count() == 1


def test_a_known_phone_of_another_store_names_nobody(counter: Counter) -> None:
    make.customer("Secret Name", home=make.store(), phone="13700000000", number="X9")

    shown = counter.post("new/", name="Pan", phone="13700000000").content.decode()

    assert "Secret Name" not in shown


def test_joining_gives_the_card_at_once_and_twice_is_once(counter: Counter) -> None:
    for _tap in range(2):
        shown = counter.post(f"{counter.pan.pk}/join/", plan="vip").content.decode()

    card = Card.objects.get()
    assert card.number in shown
    assert "<rect" in shown
    assert "15% off" in shown
    assert Member.objects.get().enrolled_by == counter.person
    assert Event.objects.filter(customer=counter.pan, kind__in=("member.enrolled", "card.issued")).count() == 2


def test_the_plans_rule_is_kept(counter: Counter) -> None:
    counter.plan.enrol_min_spend = 20
    counter.plan.save()

    refused = counter.post(f"{counter.pan.pk}/join/", plan="vip")
    assert refused.status_code == 422
    assert "at least 20 CNY" in refused.content.decode()

    counter.sell(customer=counter.pan.pk)
    assert counter.post(f"{counter.pan.pk}/join/", plan="vip").status_code == 200


def test_who_pays_enough_is_offered_the_card_on_the_receipt(counter: Counter) -> None:
    counter.plan.enrol_min_spend = 20
    counter.plan.save()

    assert "Enrol and give the card" in counter.sell(customer=counter.pan.pk).content.decode()


def test_a_friend_gets_a_card_where_the_plan_shares_it(counter: Counter) -> None:
    counter.card()
    address = f"{counter.pan.pk}/friend/"

    assert counter.post(address, holder="Mei").status_code == 422
    counter.plan.is_shared = True
    counter.plan.save()
    shown = counter.post(address, holder="Mei").content.decode()

    assert "with the card of 潘天伟" in shown
    assert Card.objects.filter(holder="Mei").count() == 1


def test_a_card_of_somebody_else_is_not_shown(counter: Counter) -> None:
    card = counter.card()
    other = make.customer("Mei", home=counter.store)
    counter.post(f"{other.pk}/join/", plan="vip")

    assert counter.get(f"{counter.pan.pk}/card/{card.pk}/").status_code == 200
    assert counter.get(f"{other.pk}/card/{card.pk}/").status_code == 404
