import threading
from typing import Any

import pytest
from django.db import connection
from tests.records import make

from shuke.lib.prepared import Prepared
from shuke.records.catalog.models import Product
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db

products_called = Prepared(lambda code: Product.objects.filter(code=code))
orders_of = Prepared(lambda source, key: Order.objects.select_related("store").filter(source=source, source_key=key))


def test_each_call_reads_what_its_own_values_name() -> None:
    tea, milk = make.product("tea"), make.product("milk")

    assert products_called("tea") == [tea]
    assert products_called("milk") == [milk]
    assert products_called("none") == []


def test_rows_are_read_anew_and_equal_those_of_the_orm() -> None:
    make.product("tea")
    (before,) = products_called("tea")

    Product.objects.update(name="Tea", price="12.5")

    (after,) = products_called("tea")
    assert (before.name, after.name) != (after.name, before.name)
    assert vars(after).keys() == vars(before).keys()
    assert after.price == Product.objects.get().price


def test_related_rows_come_along(django_assert_num_queries: Any) -> None:
    store = make.store()
    make.order(None, store, make.NOW.date(), (make.product(), 1, "9"))
    source, key = Order.objects.values_list("source", "source_key").get()

    with django_assert_num_queries(1):
        (order,) = orders_of(source, key)
        assert order.store.code == store.code


def test_values_that_stand_otherwise_in_the_sql_are_refused() -> None:
    swapped = Prepared(lambda code, name: Product.objects.filter(name=name).filter(code=code))

    with pytest.raises(LookupError, match="stand in the SQL"):
        swapped("tea", "Tea")


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_on_its_own_connection() -> None:
    make.product("tea")
    products_called("tea")
    found: list[str] = []

    def read() -> None:
        found.extend(one.code for one in products_called("tea"))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    reader.join()

    assert found == ["tea"]


def test_lists_of_another_length_are_another_query() -> None:
    tea, milk = make.product("tea"), make.product("milk")
    products_of = Prepared(lambda *codes: Product.objects.filter(code__in=codes).order_by("code"))

    assert products_of("tea") == [tea]
    assert products_of("tea", "milk") == [milk, tea]
    assert products_of("milk") == [milk]
