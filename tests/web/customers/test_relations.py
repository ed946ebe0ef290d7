"""Who brought a customer, who belongs to them: written down in the details and on the page."""

from typing import Any

import pytest
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.customers.models import Customer, Household, Relation
from shuke.records.customers.services import add_relation
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Store:
    return make.store()


@pytest.fixture
def pan(shop: Store) -> Customer:
    return make.customer("Pan Tianwei", number="P1", home=shop, phone="13812345678")


def details(**changes: Any) -> dict[str, Any]:
    return {"name": "Pan Tianwei", "home_store": "", **changes}


@pytest.mark.parametrize("words", ["M1", "lin mei", "139 1234 5678"])
def test_who_brought_a_customer_is_found_by_number_name_or_phone(
    signed_in: SignedIn, pan: Customer, shop: Store, words: str
) -> None:
    mei = make.customer("Lin Mei", number="M1", home=shop, phone="13912345678")
    client = signed_in()

    client.post(f"/customers/{pan.pk}/edit/", details(referred_by=words))

    pan.refresh_from_db()
    assert pan.referred_by == mei
    assert 'value="M1"' in client.get(f"/customers/{pan.pk}/edit/").content.decode()
    assert "brought this customer" in client.get(f"/customers/{pan.pk}/").content.decode()
    assert "brought by this customer" in client.get(f"/customers/{mei.pk}/").content.decode()


def test_who_brought_a_customer_is_shown_as_who_they_are_part_of_now(
    signed_in: SignedIn, pan: Customer, shop: Store
) -> None:
    mei, part = make.customer("Lin Mei", number="M1", home=shop), make.customer("Lin M.", number="M2", home=shop)
    Customer.objects.filter(pk=part.pk).update(merged_into=mei)
    Customer.objects.filter(pk=pan.pk).update(referred_by=part)

    shown = signed_in().get(f"/customers/{pan.pk}/").content.decode()

    assert f'/customers/{mei.pk}/">Lin Mei</a> <span class="sk-muted">brought this customer' in shown


def test_whom_a_merged_record_brought_and_its_household_stand_around_who_it_is_now(
    signed_in: SignedIn, pan: Customer, shop: Store
) -> None:
    part, home = make.customer("Pan T.", number="P2", home=shop), Household.objects.create(name="Pan")
    mei, wei = make.customer("Lin Mei", number="M1", home=shop), make.customer("Pan Wei", number="W1", home=shop)
    Customer.objects.filter(pk=part.pk).update(merged_into=pan, household=home)
    Customer.objects.filter(pk=mei.pk).update(referred_by=part)
    Customer.objects.filter(pk=wei.pk).update(household=home)

    shown = signed_in().get(f"/customers/{pan.pk}/").content.decode()

    assert f'/customers/{mei.pk}/">Lin Mei</a> <span class="sk-muted">brought by this customer' in shown
    assert f'/customers/{wei.pk}/">Pan Wei</a>' in shown


def test_several_of_one_name_nobody_and_a_circle_are_told_at_the_field(
    signed_in: SignedIn, pan: Customer, shop: Store
) -> None:
    make.customer("Mei", number="M1", home=shop, referred_by=pan)
    make.customer("Mei", number="M2", home=shop)
    client = signed_in()

    def answer(words: str) -> str:
        sent = client.post(f"/customers/{pan.pk}/edit/", details(referred_by=words))
        assert sent.status_code == 422
        return sent.content.decode()

    several = answer("mei")
    assert "M1" in several
    assert "M2" in several
    assert "Nobody in your stores is found by “Zorro”" in answer("Zorro")
    assert "two cannot have brought each other" in answer("M1")
    pan.refresh_from_db()
    assert pan.referred_by is None


def test_a_bringer_of_another_store_stays_when_the_details_are_saved(
    signed_in: SignedIn, pan: Customer, shop: Store
) -> None:
    far = make.customer("Far", number="F1", home=make.store())
    Customer.objects.filter(pk=pan.pk).update(referred_by=far)
    client = signed_in("manager", shop)

    kept = client.post(f"/customers/{pan.pk}/edit/", details(home_store=shop.pk, referred_by="F1", notes="tea"))
    assert kept.status_code == 302, kept.content.decode()
    pan.refresh_from_db()
    assert (pan.referred_by, pan.notes) == (far, "tea")

    other = make.customer("Further", number="F2", home=far.home_store)
    refused = client.post(
        f"/customers/{pan.pk}/edit/", details(home_store=shop.pk, referred_by=other.number, notes="tea")
    )
    assert refused.status_code == 422


def test_household_and_organisation_are_named_and_emptied(signed_in: SignedIn, pan: Customer) -> None:
    client = signed_in()
    client.post(f"/customers/{pan.pk}/edit/", details(household="Pan at Elm 7", organisation="Acme"))
    other = make.customer("Pan Li", home=pan.home_store, household=Household.objects.get(name="Pan at Elm 7"))

    pan.refresh_from_db()
    assert (str(pan.household), str(pan.organisation)) == ("Pan at Elm 7", "Acme")
    assert "same household" in client.get(f"/customers/{other.pk}/").content.decode()
    assert "Pan at Elm 7" in client.get(f"/customers/{pan.pk}/edit/").content.decode()

    client.post(f"/customers/{pan.pk}/edit/", details())
    pan.refresh_from_db()
    assert (pan.household, pan.organisation) == (None, None)


def test_a_household_is_not_made_where_the_details_are_refused(signed_in: SignedIn, pan: Customer, shop: Store) -> None:
    make.customer("Lin Mei", number="M1", home=shop, referred_by=pan)

    refused = signed_in().post(f"/customers/{pan.pk}/edit/", details(household="Pan at Elm 7", referred_by="M1"))

    assert refused.status_code == 422
    assert not Household.objects.exists()


def test_who_brought_a_new_customer_is_written_down_at_once(signed_in: SignedIn, pan: Customer) -> None:
    signed_in().post("/customers/new/", {"name": "Lin Mei", "referred_by": "P1"})

    assert Customer.objects.get(name="Lin Mei").referred_by == pan


def test_a_friend_is_added_seen_from_both_sides_and_taken_away(signed_in: SignedIn, pan: Customer, shop: Store) -> None:
    mei = make.customer("Lin Mei", number="M1", home=shop)
    client = signed_in("manager", shop)

    client.post(f"/customers/{pan.pk}/relations/new/", {"other": "M1", "kind": "friend", "note": "golf"})

    held = Relation.objects.get()
    assert "Lin Mei" in client.get(f"/customers/{pan.pk}/").content.decode()
    page = client.get(f"/customers/{mei.pk}/").content.decode()
    assert "golf" in page
    remove = f"/customers/{mei.pk}/relations/{held.pk}/remove/"
    assert remove in page
    assert "Take the tie to Pan Tianwei away?" in client.get(remove).content.decode()
    client.post(remove)
    assert not Relation.objects.exists()


def test_a_tie_of_others_is_not_reached_and_the_right_is_asked_for(
    signed_in: SignedIn, pan: Customer, shop: Store
) -> None:
    mei, li = make.customer("Mei", number="M1", home=shop), make.customer("Li", number="L1", home=shop)
    tie = add_relation(scope=make.SYSTEM, now=make.NOW, customer=mei, other=li, kind="friend")

    assert signed_in("manager", shop).post(f"/customers/{pan.pk}/relations/{tie.pk}/remove/").status_code == 404
    reader = signed_in("analyst", shop)
    assert reader.get(f"/customers/{pan.pk}/relations/new/").status_code == 403
    assert "relations/new/" not in reader.get(f"/customers/{pan.pk}/").content.decode()
    assert Relation.objects.count() == 1
