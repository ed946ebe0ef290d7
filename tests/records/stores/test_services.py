import pytest
from django.core.exceptions import ValidationError
from tests.records import make

from shuke.records.stores.models import Store
from shuke.records.stores.queries import business
from shuke.records.stores.services import create_store, update_business, update_store

pytestmark = pytest.mark.django_db

RIVER = {"name": "Riverside", "time_zone": "Asia/Shanghai", "currency": "CNY"}


def test_what_is_equal_already_is_no_change() -> None:
    update_business(values={"name": "Wutong Lane"})

    assert update_business(values={"name": "Wutong Lane", "country": business().country}) == {}


def test_a_change_says_before_and_after() -> None:
    update_business(values={"currency": "CNY"})

    assert update_business(values={"currency": "USD"}) == {"currency": ["CNY", "USD"]}


def test_a_currency_that_is_none_leaves_the_business_as_it_was() -> None:
    with pytest.raises(ValidationError):
        update_business(values={"currency": "XXX"})

    assert business().currency != "XXX"


def test_a_store_keeps_its_code() -> None:
    store = create_store(now=make.NOW, origin="page", code=" RIVER ", values=RIVER)

    update_store(now=make.NOW, store=store, values={"name": "North", "code": "OTHER"})

    held = Store.objects.get()
    assert (held.code, held.name) == ("RIVER", "North")


def test_two_stores_of_one_code_are_refused() -> None:
    create_store(now=make.NOW, origin="page", code="RIVER", values=RIVER)

    with pytest.raises(ValidationError):
        create_store(now=make.NOW, origin="page", code="RIVER", values=RIVER)
