import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.catalog.models import Category

pytestmark = pytest.mark.django_db


def test_products_are_listed_by_code_and_category() -> None:
    dairy = Category.objects.create(name="Dairy", path="Grocery › Dairy")
    milk = Category.objects.create(name="Milk", path="Grocery › Dairy › Milk", parent=dairy)
    make.product("b-milk", category=milk, price="3.50")
    make.product("a-soap")
    api = Api()

    products = api.get("/products").json()["data"]

    assert [one["code"] for one in products] == ["a-soap", "b-milk"]
    assert products[1]["category"] == "Grocery › Dairy › Milk"
    assert [one["code"] for one in api.get("/products", category="Grocery › Dairy").json()["data"]] == ["b-milk"]
    assert "cost" not in products[1]
