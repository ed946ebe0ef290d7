"""The list of what is never recommended."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.access.models import Role
from shuke.records.catalog.models import Category, NotRecommended

pytestmark = pytest.mark.django_db

LIST, NEW = "/settings/not-recommended/", "/settings/not-recommended/new/"


@pytest.fixture
def wine() -> Category:
    wine = Category.objects.create(name="Wine", path="Drinks › Wine")
    make.product("claret-75", name="Claret", category=wine)
    return wine


@pytest.mark.parametrize("words", ["claret-75", "Claret", "Drinks › Wine"])
def test_a_product_or_a_kind_is_excluded_by_code_name_or_path(signed_in: SignedIn, wine: Category, words: str) -> None:
    client = signed_in(role=Role.MARKETER)

    answer = client.post(NEW, {"what": words, "reason": "Licence"}, follow=True)

    assert NotRecommended.objects.count() == 1
    assert "Licence" in answer.content.decode()


def test_what_is_nearly_right_is_told_how_it_is_spelt(signed_in: SignedIn, wine: Category) -> None:
    answer = signed_in().post(NEW, {"what": "lare", "reason": ""})

    assert answer.status_code == 422
    assert "claret-75" in answer.content.decode()


@pytest.mark.parametrize("words", ["", "unheard of"])
def test_what_nobody_knows_is_refused(signed_in: SignedIn, wine: Category, words: str) -> None:
    assert signed_in().post(NEW, {"what": words}).status_code == 422


def test_what_is_on_the_list_is_said_to_be(signed_in: SignedIn, wine: Category) -> None:
    client = signed_in()
    client.post(NEW, {"what": "claret-75"})

    assert client.post(NEW, {"what": "claret-75"}).status_code == 422
    assert NotRecommended.objects.count() == 1


def test_a_form_opened_from_a_product_names_it(signed_in: SignedIn, wine: Category) -> None:
    assert "Drinks › Wine" in signed_in().get(f"{NEW}?of=c{wine.pk}").content.decode()


def test_it_is_recommended_again_after_a_question(signed_in: SignedIn, wine: Category) -> None:
    client = signed_in()
    client.post(NEW, {"what": "Drinks › Wine"})
    again = f"{LIST}{NotRecommended.objects.get().pk}/again/"

    asked = client.get(again)
    client.post(again)

    assert "Drinks › Wine" in asked.content.decode()
    assert not NotRecommended.objects.exists()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AGENT, Role.FRONT_LINE])
def test_others_may_not_see_or_change_it(signed_in: SignedIn, role: Role) -> None:
    client = signed_in(role=role)

    assert client.get(LIST).status_code == 403
    assert client.post(NEW, {"what": "claret-75"}).status_code == 403


def test_the_list_asks_as_often_for_many_as_for_one(signed_in: SignedIn, wine: Category) -> None:
    client = signed_in()
    client.post(NEW, {"what": "Drinks › Wine"})
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(3):
        make.product(f"wine {number}", category=wine)
        client.post(NEW, {"what": f"wine {number}"})

    with CaptureQueriesContext(connection) as four:
        shown = client.get(LIST).content.decode()

    assert "wine 2" in shown
    assert len(four) == len(one)
