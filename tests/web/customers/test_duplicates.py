"""The list of likely duplicates."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.customers.models import DuplicatePair
from shuke.records.customers.services import find_duplicates

pytestmark = pytest.mark.django_db
DAY = date(1980, 5, 4)


def proposed(count: int = 1) -> list[DuplicatePair]:
    home = make.store()
    for number in range(count):
        for name in ("Mei Lin", "Lin, Mei"):
            make.customer(name, birthday=DAY.replace(year=1950 + number), home=home)
    find_duplicates(now=make.NOW)
    return list(DuplicatePair.objects.order_by("pk"))


def test_each_pair_says_why_and_leads_to_the_merge(signed_in: SignedIn) -> None:
    (pair,) = proposed()

    page = signed_in("manager").get("/customers/duplicates/").content.decode()

    assert "same name, same birthday" in page
    assert f"/customers/{pair.first_id}/merge/{pair.second_id}/" in page


def test_two_people_are_off_the_list_also_when_pressed_twice(signed_in: SignedIn) -> None:
    (pair,) = proposed()
    client = signed_in("manager")

    for _ in range(2):
        assert client.post(f"/customers/duplicates/{pair.pk}/apart/")["Location"] == "/customers/duplicates/"

    assert "Nobody stands here twice" in client.get("/customers/duplicates/").content.decode()


@pytest.mark.parametrize("role", ["marketer", "analyst", "agent", "front_line"])
def test_who_may_not_merge_is_refused_and_sees_no_door(signed_in: SignedIn, role: str) -> None:
    (pair,) = proposed()
    client = signed_in(role)

    assert client.get("/customers/duplicates/").status_code == 403
    assert client.post(f"/customers/duplicates/{pair.pk}/apart/").status_code == 403
    assert "/customers/duplicates/" not in client.get("/customers/").content.decode()


def test_a_pair_of_another_store_is_not_found(signed_in: SignedIn) -> None:
    (pair,) = proposed()

    assert signed_in("manager", make.store()).post(f"/customers/duplicates/{pair.pk}/apart/").status_code == 404


def test_many_pairs_cost_no_more_questions(signed_in: SignedIn) -> None:
    proposed(12)
    client = signed_in("manager")
    client.get("/customers/duplicates/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/customers/duplicates/?from=nonsense")

    assert len(asked) <= 8
