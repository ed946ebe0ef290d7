"""What a message says of products to each of its readers."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.offers.foretold import DUE, IN_SHOP, foretell, sell_best
from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.offers.recommending import recommend
from shuke.records.catalog.models import Category, NotRecommended, Product
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend
from shuke.records.messages.recommending import Reader
from shuke.records.messages.rules.blocks import block_of
from shuke.records.messages.services import queue_template
from shuke.records.messages.services.many import Wish, queue_for_many
from shuke.warehouse.described import KeyedParquet
from shuke.warehouse.next_baskets import NextBaskets

pytestmark = pytest.mark.django_db

AS_OF = make.NOW.date() - timedelta(days=1)


@pytest.fixture
def milk(settings: Any, tmp_path: Path) -> Product:
    settings.DATA = tmp_path
    return make.product(name="Oat milk", price=Decimal("12.9"))


@pytest.fixture
def pan(milk: Product) -> Customer:
    """Buys oat milk and bread; coffee and tea would be new."""
    bread, coffee, tea = (make.product(name=name) for name in ("Rye bread", "Coffee", "Tea"))
    pan = messages.reader("Pan", home=make.store(name="Riverside"))
    often = {"code": "habit", "times": 8, "baskets": 10, "silence_days": 2}
    beside = {"code": "goes_with", "product_id": str(milk.pk)}
    foretell({pan: ([(milk, DUE), (bread, often)], [(coffee, beside), (tea, IN_SHOP)])}, as_of=AS_OF)
    return pan


def said(*names: str, to: Customer, language: str = "en") -> list[str]:
    blocks = {name: block for name in names if (block := block_of(name)) is not None}
    (words,) = recommend([Reader(to, language)], blocks=blocks, now=make.NOW)
    return [words[name] for name in names]


def test_two_they_buy_again_and_one_that_is_new_make_three(pan: Customer) -> None:
    assert said("products", "product", "product_reason", to=pan) == [
        "Oat milk, Rye bread and Coffee",
        "Oat milk",
        "you buy it every 12 days, it has been 15",  # 14 as of yesterday
    ]


def test_the_block_says_name_price_where_it_is_known_and_reason(pan: Customer) -> None:
    (block,) = said("product_list", to=pan)

    assert block.splitlines() == [
        "• Oat milk · ¥12.90 · you buy it every 12 days, it has been 15",
        "• Rye bread · in 8 of your latest 10 purchases",
        "• Coffee · often bought with Oat milk",
    ]


def test_it_is_written_in_the_readers_language(pan: Customer) -> None:
    assert said("products", "product_reason", to=pan, language="zh-hans") == [
        "Oat milk、Rye bread和Coffee",
        "您每 12 天买一次，上次是 15 天前",
    ]
    assert said("product_reason", to=pan, language="zh-hant") == ["您每 12 天買一次，上次是 15 天前"]


def test_again_and_new_name_only_those_and_as_many_as_asked(pan: Customer) -> None:
    assert said("products again", "products new", "products 1 new", "product new", "products 10", to=pan) == [
        "Oat milk and Rye bread",
        "Coffee and Tea",
        "Coffee",
        "Coffee",
        "Oat milk, Rye bread, Coffee and Tea",
    ]


def test_who_is_not_known_reads_what_sells_best_in_their_store(pan: Customer, milk: Product) -> None:
    bread, coffee = Product.objects.get(name="Rye bread"), Product.objects.get(name="Coffee")
    sell_best(coffee, milk, at=pan.home_store, there=(bread, milk))
    neighbour, stranger = make.customer("N", home=pan.home_store), make.customer("S")

    assert said("products", "product_reason", to=neighbour) == [
        "Rye bread and Oat milk",
        "bought most often at Riverside",
    ]
    assert said("products", "product_reason", to=stranger) == ["Coffee and Oat milk", "bought most often with us"]


def test_what_is_said_of_a_reader_is_not_said_of_who_is_not_known(pan: Customer, milk: Product) -> None:
    sell_best(milk)

    assert said("products again", "products new", to=make.customer("S")) == ["", ""]


def test_who_wants_no_personalisation_reads_what_everybody_does(pan: Customer) -> None:
    sell_best(Product.objects.get(name="Tea"))
    pan.is_not_personalised = True

    assert said("products", "products again", "product_reason", to=pan) == ["Tea", "", "bought most often with us"]


def test_nothing_of_them_is_even_read(pan: Customer) -> None:
    pan.is_not_personalised = True

    with mock.patch.object(NextBaskets, "of_many", return_value={}) as read:
        said("products", to=pan)

    read.assert_called_once_with([])


def test_what_is_off_sale_or_excluded_since_is_named_nowhere(pan: Customer, milk: Product) -> None:
    dairy = Category.objects.create(name="Dairy", path="Dairy")
    Product.objects.filter(pk=milk.pk).update(category=dairy)
    NotRecommended.objects.create(category=dairy, added_at=make.NOW)
    Product.objects.filter(name="Tea").update(is_sold=False)
    sell_best(milk)

    assert said("products", "product_list new", to=pan) == ["Rye bread and Coffee", "• Coffee · suits what you buy"]
    assert said("products", to=make.customer("S")) == [""]


def test_one_name_under_several_codes_is_told_once_and_is_no_news(pan: Customer, milk: Product) -> None:
    other, third, tea = (make.product(name=name) for name in ("Oat milk", "Oat milk", "Tea"))
    foretell({pan: ([(milk, DUE), (other, DUE)], [(third, IN_SHOP), (tea, IN_SHOP)])}, as_of=AS_OF)
    sell_best(milk, other, tea)

    assert said("products", "products new", to=pan) == ["Oat milk and Tea", "Tea"]
    assert said("products", to=make.customer("S")) == ["Oat milk and Tea"]


def test_where_all_they_buy_is_excluded_they_read_what_sells_best(pan: Customer) -> None:
    jam = make.product(name="Jam")
    sell_best(jam)
    Product.objects.exclude(pk=jam.pk).update(is_sold=False)

    assert said("products", to=pan) == ["Jam"]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ({"code": "bought_before", "times": 3, "silence_days": 39}, "you bought it 40 days ago"),
        ({"code": "bought_before", "times": 1, "silence_days": 0}, "you bought it 1 day ago"),
        ({"code": "in_season", "times": 2.1}, "much bought in these weeks"),
        ({"code": "popular", "customers": 1200}, "many customers buy it"),
    ],
)
def test_every_reason_has_words_for_the_customer(pan: Customer, milk: Product, why: Any, words: str) -> None:
    foretell({pan: ([(milk, why)], [])}, as_of=AS_OF)

    assert said("product_reason", to=pan) == [words]


# What follows goes through the messages themselves.

TEXTS = {"en": ("{{ product }} again?", "Dear {{ name }},\n\n{{ product_list }}\n\nOr {{ products new|our tea }}.")}


@pytest.fixture
def reads() -> Iterator[mock.Mock]:
    with mock.patch.object(KeyedParquet, "rows_of", autospec=True, side_effect=KeyedParquet.rows_of) as counted:
        yield counted


def test_a_message_keeps_what_it_said(pan: Customer, milk: Product) -> None:
    template = messages.template(texts=TEXTS)

    sent = queue_template(
        scope=make.SYSTEM, now=make.NOW, origin="test", key="k", customer=pan, channel="email", template=template
    )
    foretell({pan: ([(make.product(name="Jam"), DUE)], [])}, as_of=AS_OF)

    kept = MessageSend.objects.get(pk=sent.pk)
    assert kept.subject == "Oat milk again?"
    assert "• Oat milk · ¥12.90 · you buy it" in kept.text
    assert kept.text.endswith("Or Coffee and Tea.")


def test_a_providers_own_text_is_filled_with_them(pan: Customer) -> None:
    from shuke.records.messages.services import save_approved_text

    template = messages.template()
    save_approved_text(
        scope=make.SYSTEM, now=make.NOW, template=template, channel="sms", code="SMS_1", filled_by="a=products  2, name"
    )

    sent = queue_template(
        scope=make.SYSTEM, now=make.NOW, origin="test", key="k", customer=pan, channel="sms", template=template
    )

    assert sent.values["products 2"] == "Oat milk and Coffee"


def test_a_long_name_does_not_burst_the_subject(pan: Customer, milk: Product) -> None:
    Product.objects.filter(pk=milk.pk).update(name="long " * 48)

    sent = queue_template(
        scope=make.SYSTEM, now=make.NOW, origin="test", key="k", customer=pan, channel="email",
        template=messages.template(texts=TEXTS),
    )  # fmt: skip

    assert len(sent.subject) == 200


def to_many(people: list[Customer], *, texts: Any, reads: mock.Mock) -> tuple[list[str], int]:
    """What each is told, and how many queries it took."""
    template = messages.template(f"t{len(people)}", texts=texts)
    template = type(template).objects.prefetch_related("texts").get(pk=template.pk)
    wishes = [Wish(f"w{len(people)}:{person.pk}", person) for person in people]
    reads.reset_mock()
    with CaptureQueriesContext(connection) as asked:
        queue_for_many(
            scope=make.SYSTEM, now=make.NOW, origin="test", channel="email", template=template, wishes=wishes
        )
    told = MessageSend.objects.filter(template=template).order_by("pk").values_list("text", flat=True)
    return list(told), len(asked)


def test_many_are_read_for_at_once(pan: Customer, milk: Product, reads: mock.Mock) -> None:
    people = [messages.reader(f"R{place}") for place in range(12)]
    foretell({person: ([(milk, DUE)], []) for person in people}, as_of=AS_OF)
    sell_best(milk)
    texts = {"en": ("Hello", "{{ products }}")}

    few, asked_of_few = to_many(people[:3], texts=texts, reads=reads)
    assert reads.call_count == 2  # next baskets, best sellers
    many, asked_of_many = to_many(people, texts=texts, reads=reads)

    assert reads.call_count == 2
    assert (few, many) == (["Oat milk"] * 3, ["Oat milk"] * 12)
    assert asked_of_many == asked_of_few


def test_where_no_product_is_named_nothing_is_read(pan: Customer, reads: mock.Mock) -> None:
    told, _asked = to_many([pan], texts={"en": ("Hello", "Dear {{ name }}")}, reads=reads)

    assert told == ["Dear Pan"]
    assert not reads.called


def test_without_anything_to_say_nothing_is_sent_but_a_sentence_said(milk: Product) -> None:
    template = messages.template(texts={"en": ("Hello", "Try {{ products }}.")})

    (refused,) = queue_for_many(
        scope=make.SYSTEM, now=make.NOW, origin="test", channel="email", template=template,
        wishes=[Wish("w", messages.reader())],
    )  # fmt: skip

    assert "put words for such customers after a bar" in str(refused)
    assert not MessageSend.objects.exists()
