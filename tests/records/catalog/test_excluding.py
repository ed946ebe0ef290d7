"""What is never recommended: products, and categories with everything under them."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import scope_of_system
from shuke.records.catalog.models import Category, NotRecommended, Product
from shuke.records.catalog.queries import unrecommended_products
from shuke.records.catalog.services import AlreadyExcluded, exclude_from_recommendations, recommend_again

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 21, 4, tzinfo=UTC)
SCOPE = scope_of_system("test")


@pytest.fixture
def drinks() -> Category:
    drinks = Category.objects.create(name="Drinks", path="Drinks")
    wine = Category.objects.create(name="Wine", path="Drinks › Wine_红", parent=drinks)
    soft = Category.objects.create(name="Drinks for two", path="Drinks for two")
    make.product("juice", category=drinks)
    make.product("claret", category=wine)
    make.product("hamper", category=soft)
    make.product("gift card 🎁")
    return drinks


def barred() -> set[str]:
    return set(unrecommended_products().values_list("code", flat=True))


def exclude(of: Product | Category) -> NotRecommended:
    return exclude_from_recommendations(scope=SCOPE, now=NOW, of=of, reason="the law")


def test_everything_may_be_recommended_at_first(drinks: Category) -> None:
    assert barred() == set()


def test_a_category_takes_what_is_under_it_along_and_no_namesake(drinks: Category) -> None:
    exclude(drinks)

    assert barred() == {"juice", "claret"}


def test_a_product_without_a_category_is_excluded_by_itself(drinks: Category) -> None:
    exclude(Product.objects.get(code="gift card 🎁"))

    assert barred() == {"gift card 🎁"}


def test_what_is_off_sale_is_not_recommended_either(drinks: Category) -> None:
    Product.objects.filter(code="juice").update(is_sold=False)

    assert barred() == {"juice"}


def test_excluding_and_allowing_leave_a_trace(drinks: Category) -> None:
    exclusion = exclude(drinks)

    recommend_again(scope=SCOPE, now=NOW, exclusion=exclusion)

    assert barred() == set()
    said = AuditEntry.objects.filter(action__startswith="recommendation.").values_list("action", "subject")
    assert set(said) == {
        ("recommendation.exclude", "category:Drinks"),
        ("recommendation.allow", "category:Drinks"),
    }


def test_nothing_is_excluded_twice(drinks: Category) -> None:
    exclude(drinks)

    with pytest.raises(AlreadyExcluded, match="Drinks"):
        exclude(drinks)


def test_an_exclusion_names_a_product_or_a_category() -> None:
    with pytest.raises(IntegrityError):
        NotRecommended.objects.create(added_at=NOW)


def test_a_shop_system_keeps_the_list(drinks: Category) -> None:
    api = Api(Role.MARKETER)

    added = api.post("/not-recommended", {"category": "Drinks › Wine_红", "reason": "licence"})
    again = api.post("/not-recommended", {"category": "Drinks › Wine_红"})
    listed = api.get("/not-recommended").json()["data"]
    gone = api.delete(f"/not-recommended/{added.json()['id']}")

    assert (added.status_code, again.status_code, gone.status_code) == (201, 422, 204)
    assert [(row["product"], row["category"], row["reason"]) for row in listed] == [
        (None, "Drinks › Wine_红", "licence")
    ]
    assert barred() == set()


@pytest.mark.parametrize("body", [{}, {"product": "unheard of"}, {"product": "juice", "category": "Drinks"}])
def test_what_the_catalogue_does_not_know_is_refused(drinks: Category, body: dict[str, str]) -> None:
    assert Api(Role.MARKETER).post("/not-recommended", body).status_code == 422


def test_the_till_may_not_change_the_list(drinks: Category) -> None:
    assert Api(Role.FRONT_LINE).post("/not-recommended", {"product": "juice"}).status_code == 403
