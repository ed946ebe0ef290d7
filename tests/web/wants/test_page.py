"""Who would want a product: found, listed with reasons, open to the customer list."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import SignedIn
from tests.web.insight import rows

from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_system
from shuke.records.catalog.models import Category, NotRecommended, Product
from shuke.records.customers.models import Customer
from shuke.records.sales.models import OrderLine
from shuke.records.stores.models import Store
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.wants import Wants, label_of
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_shop")]

QUERIES = 15
FILTER = {each.key: each for each in FILTERS}


@pytest.fixture
def product() -> Product:
    kind = Category.objects.get_or_create(name="Milk", path="Milk, and more")[0]
    bought = OrderLine.objects.filter(order__customer__isnull=False).latest("order__ordered_on").product
    Product.objects.filter(pk=bought.pk).update(category=kind, name="Oat milk")
    return Product.objects.get(pk=bought.pk)


@pytest.fixture
def people() -> list[Customer]:
    return list(Customer.objects.current().filter(home_store__isnull=False).order_by("pk")[:3])


@pytest.fixture
def listed(product: Product, people: list[Customer]) -> Product:
    """The first buys it again, the second would like it, the third asked for no personalisation since."""
    Customer.objects.filter(pk=people[2].pk).update(is_not_personalised=True)
    whys = [{"code": "due", "usual_days": 6, "silence_days": 13}, {"code": "popular", "customers": 40}]
    frame = pd.DataFrame(
        [
            (label, rank, person.number, product.pk, part, score, json.dumps(why))
            for label in sorted((label_of(product_key=product.pk), label_of(category="Milk, and more")))
            for rank, (person, part, score, why) in enumerate(
                zip(people, ("repeat", "explore", "repeat"), (0.4, 0.01, 0.2), (*whys, whys[0]), strict=True), start=1
            )
        ],
        columns=["label", "rank", "customer_id", "product_key", "part", "score", "why"],
    )
    Wants(Folder(warehouse_folder())).write([frame], as_of=date(2025, 6, 30), facts={})
    return product


def page(client: Client, role: str = Role.OWNER, query: str = "", **facts: Any) -> str:
    client.force_login(rows.staff(role, **facts))
    answer = client.get(reverse("insight_wants") + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def behind(key: str, value: str) -> set[str]:
    setting = setting_for(scope_of_system("test"), now=timezone.now())
    found = Customer.objects.current().filter(FILTER[key].condition(value, setting))
    return set(found.values_list("number", flat=True))


def test_a_product_is_found_by_a_part_of_its_name(client: Client, product: Product) -> None:
    assert f"?of=p{product.pk}" in page(client, query="?q=oat")
    assert "Nothing of that name" in page(client, query="?q=unheard-of")


def test_the_list_says_chance_and_reason_and_leads_to_the_customer_list(
    client: Client, listed: Product, people: list[Customer]
) -> None:
    html = page(client, query=f"?of=p{listed.pk}")

    assert html.index(str(people[0])) < html.index("Never bought it, and would like it") < html.index(str(people[1]))
    assert "buys it every 6 days, 13 now" in html
    assert "40%" in html
    assert f"?wants=p{listed.pk}" in html
    assert f"?bought=p{listed.pk}" in html


def test_who_asked_for_no_personalisation_since_is_left_out(
    client: Client, listed: Product, people: list[Customer]
) -> None:
    assert reverse("customer", args=[people[2].pk]) not in page(client, query=f"?of=p{listed.pk}")


def test_what_was_excluded_since_is_on_no_list(client: Client, listed: Product, people: list[Customer]) -> None:
    assert "/settings/not-recommended/new/?of=" in page(client, query=f"?of=p{listed.pk}")
    assert "/settings/not-recommended/new/" not in page(client, Role.ANALYST, query=f"?of=p{listed.pk}")
    NotRecommended.objects.create(category=listed.category, added_at=timezone.now())

    html = page(client, query=f"?of=p{listed.pk}")

    assert "No list of it" in html
    assert behind("wants", f"p{listed.pk}") == set()


def test_a_kind_is_reached_by_its_path_and_names_the_product(client: Client, listed: Product) -> None:
    html = page(client, query="?path=Milk, and more")

    assert "Oat milk: buys it every 6 days" in html


def test_a_kind_with_a_comma_in_its_name_keeps_its_customers(listed: Product, people: list[Customer]) -> None:
    assert listed.category is not None
    numbers = {person.number for person in people}

    assert behind("wants", f"c{listed.category.pk}") == numbers == behind("wants", f"p{listed.pk}")


def test_who_bought_it_in_the_year_is_filtered_by_product_and_by_kind() -> None:
    known = OrderLine.objects.filter(order__customer__isnull=False, product__category__isnull=False)
    product = known.latest("order__ordered_on").product
    buyers = behind("bought", f"p{product.pk}")

    assert buyers
    assert buyers <= behind("bought", f"c{product.category_id}")
    assert not buyers & behind("bought", "none")
    assert behind("bought", "x9") == behind("wants", "c999999") == set()


def test_a_chip_names_what_it_is_about(listed: Product) -> None:
    setting = setting_for(scope_of_system("test"), now=timezone.now())

    assert FILTER["bought"].say(f"p{listed.pk},none", setting) == "Oat milk, none"


@pytest.mark.parametrize("key", ["bought", "wants"])
def test_the_form_of_the_filter_offers_kinds(signed_in: SignedIn, listed: Product, key: str) -> None:
    assert "Milk, and more" in signed_in("owner").get(reverse("customers_filter", args=[key])).content.decode()


def test_people_of_other_stores_are_not_shown(client: Client, listed: Product, people: list[Customer]) -> None:
    elsewhere = Store.objects.exclude(pk=people[0].home_store_id).first() or rows.store("FAR")

    assert reverse("customer", args=[people[0].pk]) not in page(
        client, Role.ANALYST, query=f"?of=p{listed.pk}", stores=(elsewhere,)
    )


def test_what_has_no_list_says_when_it_gets_one(client: Client, listed: Product) -> None:
    other = Product.objects.exclude(pk=listed.pk).earliest("pk")

    assert "No list of it" in page(client, query=f"?of=p{other.pk}")


def test_what_does_not_exist_is_not_there(client: Client, product: Product) -> None:
    client.force_login(rows.staff(Role.OWNER))

    for query in ("?of=p999999", "?of=weather", "?path=Nowhere"):
        assert client.get(reverse("insight_wants") + query).status_code == 404


def test_the_front_line_is_refused(client: Client) -> None:
    client.force_login(rows.staff(Role.FRONT_LINE))

    assert client.get(reverse("insight_wants")).status_code == 403


def test_the_page_asks_the_database_a_fixed_number_of_times(
    client: Client, listed: Product, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    page(client, query=f"?of=p{listed.pk}")

    with django_assert_max_num_queries(QUERIES):
        assert client.get(reverse("insight_wants") + f"?of=p{listed.pk}").status_code == 200
