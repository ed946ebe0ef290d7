"""What a customer is likely to buy next, on her page."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.catalog.models import NotRecommended, Product
from shuke.records.customers.models import Customer
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBasketOf, NextBaskets, NextProduct
from shuke.web.customers.next_basket import share_of, why_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Any:
    return make.store(name="Riverside")


@pytest.fixture
def pan(home: Any, settings: Any, tmp_path: Path) -> Customer:
    settings.DATA = tmp_path
    pan = make.customer("Pan Tianwei", home=home)
    beans, filters = make.product(name="Yirgacheffe beans"), make.product(name="Paper filters")
    lines = [
        (1, beans.pk, "repeat", 0.42, '{"code":"due","usual_days":12,"silence_days":14}'),
        (2, filters.pk, "explore", 0.03, f'{{"code":"goes_with","product_id":"{beans.pk}"}}'),
    ]
    columns = ["customer_id", "rank", "product_key", "part", "score", "why"]
    frame = pd.DataFrame([(pan.number, *line) for line in lines], columns=columns)
    NextBaskets(Folder(warehouse_folder())).write([frame], as_of=date(2026, 2, 20), facts={})
    return pan


def fragment(client: Client, person: Customer) -> str:
    answer = client.get(f"/customers/{person.pk}/next/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_product_says_why(signed_in: SignedIn, pan: Customer) -> None:
    shown = fragment(signed_in(), pan)

    assert "Yirgacheffe beans" in shown
    assert "buys it every 12 days, 14 now" in shown
    assert "42" in shown
    assert shown.index("Would be new") < shown.index("Paper filters")
    assert "who buys Yirgacheffe beans often buys this" in shown


@pytest.mark.parametrize("asked", ["0", "100", ""])
def test_where_one_part_is_short_the_other_fills_up(signed_in: SignedIn, pan: Customer, asked: str) -> None:
    shown = signed_in().get(f"/customers/{pan.pk}/next/", {"new": asked}).content.decode()

    assert "42%" in shown
    assert "Paper filters" in shown


@pytest.mark.parametrize(("asked", "percent"), [("70", 70), ("0", 0), ("", 40), ("170", 40), ("x", 40), ("9" * 9, 40)])
def test_the_slider_stands_where_it_was_left(asked: str, percent: int) -> None:
    assert share_of(asked) == percent


@pytest.mark.parametrize(("share_new", "new"), [(0.0, 0), (0.4, 4), (1.0, 8)])
def test_the_share_of_new_products_is_as_asked(share_new: float, new: int) -> None:
    lines = [NextProduct(key, key >= 10, 0.5, {}) for key in range(18)]
    shown = NextBasketOf(date(2026, 2, 20), lines).shown(share_new=share_new)

    assert len(shown) == 10
    assert sum(line.is_new for line in shown) == new


def test_the_page_fetches_it(signed_in: SignedIn, pan: Customer) -> None:
    assert f'hx-get="/customers/{pan.pk}/next/"' in signed_in().get(f"/customers/{pan.pk}/").content.decode()


def test_it_asks_few_queries(signed_in: SignedIn, pan: Customer) -> None:
    client = signed_in()
    fragment(client, pan)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        fragment(client, pan)

    assert len(asked) <= 8


def test_a_stranger_is_asked_to_sign_in(client: Client, pan: Customer) -> None:
    assert client.get(f"/customers/{pan.pk}/next/").status_code == 302


def test_a_customer_of_another_store_is_not_there(signed_in: SignedIn, pan: Customer) -> None:
    assert signed_in("manager", make.store()).get(f"/customers/{pan.pk}/next/").status_code == 404


def test_nothing_is_shown_of_who_asked_for_no_personalisation(signed_in: SignedIn, pan: Customer) -> None:
    Customer.objects.filter(pk=pan.pk).update(is_not_personalised=True)

    assert "Yirgacheffe" not in fragment(signed_in(), pan)


def test_what_was_excluded_since_is_not_shown(signed_in: SignedIn, pan: Customer) -> None:
    beans = Product.objects.get(name="Yirgacheffe beans")
    NotRecommended.objects.create(product=beans, added_at=make.NOW)

    shown = fragment(signed_in(), pan)

    assert "buys it every 12 days" not in shown
    assert "Paper filters" in shown


def test_nothing_foretold_shows_nothing(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    assert fragment(signed_in(), make.customer(home=home)).strip() == ""


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ({"code": "habit", "times": 8, "baskets": 10, "silence_days": 3}, "in 8 of the latest 10 baskets"),
        ({"code": "bought_before", "times": 1, "silence_days": 40}, "bought 1 time, 40 days ago"),
        ({"code": "bought_before", "times": 3, "silence_days": 40}, "bought 3 times, latest 40 days ago"),
        ({"code": "goes_with", "product_id": "9"}, "suits what is bought"),
        ({"code": "new_in_shop"}, "new in the shop"),
        ({"code": "in_season", "times": 2.1}, "2.1 times as much sold as usual in these weeks"),
        ({"code": "popular", "customers": 1200}, "1,200 customers buy it"),
    ],
)
def test_every_reason_has_words(why: dict[str, Any], said: str) -> None:
    assert why_next(why, names={}) == said
