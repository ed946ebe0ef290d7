from datetime import date, timedelta

import pytest
from tests.records import make

from shuke.records.customers.models import Customer, Event, Identity
from shuke.records.customers.queries import search_customers
from shuke.records.customers.services import BulkResult, CustomerRow, save_customers

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


def save(*rows: CustomerRow, overwrite: bool = True) -> BulkResult:
    return save_customers(scope=make.SYSTEM, now=LATER, origin="import:7", rows=rows, overwrite=overwrite)


def test_unknown_numbers_become_customers_that_are_found() -> None:
    shop = make.store()
    row = CustomerRow(
        number="HH1",
        fields={"name": "潘伟", "birthday": date(1980, 5, 1), "home_store_id": shop.pk, "custom": {"cats": 2}},
        identities=[("phone", "138 1234 5678"), ("card", "690 1")],
    )

    result = save(row, CustomerRow("HH2"))

    pan = Customer.objects.get(number="HH1")
    assert result.created == {"HH1", "HH2"}
    assert result.ids["HH1"] == pan.pk
    assert (pan.name, pan.birthday, pan.home_store, pan.custom) == ("潘伟", date(1980, 5, 1), shop, {"cats": 2})
    assert (pan.origin, pan.created_at) == ("import:7", LATER)
    assert [found.customer for found in search_customers("5678", scope=make.SYSTEM)] == [pan]
    assert Event.objects.get(customer=pan, kind="customer.created").origin == "import:7"


def test_the_same_rows_again_change_nothing() -> None:
    row = CustomerRow("HH1", {"name": "Pan", "birthday": date(1980, 5, 1), "custom": {"a": 1}}, [("card", "1")])
    save(row)
    events, tokens = Event.objects.count(), set(Customer.objects.get().search_tokens.values_list("pk", flat=True))

    again = save(row)

    assert (again.created, again.updated, again.refused_identities) == (set(), {}, [])
    assert Event.objects.count() == events
    assert set(Customer.objects.get().search_tokens.values_list("pk", flat=True)) == tokens


def test_changes_come_back_with_before_and_after() -> None:
    save(CustomerRow("HH1", {"name": "Pan", "custom": {"a": 1}}))

    result = save(CustomerRow("HH1", {"name": "Pan Wei", "custom": {"b": 2}}))

    assert result.updated == {"HH1": {"name": ["Pan", "Pan Wei"], "custom": [{"a": 1}, {"a": 1, "b": 2}]}}
    assert [found.customer.name for found in search_customers("wei", scope=make.SYSTEM)] == ["Pan Wei"]


def test_filled_fields_can_be_left_alone() -> None:
    save(CustomerRow("HH1", {"name": "Pan"}))

    save(CustomerRow("HH1", {"name": "Other", "occupation": "driver"}), overwrite=False)

    pan = Customer.objects.get()
    assert (pan.name, pan.occupation) == ("Pan", "driver")


def test_absent_fields_stay() -> None:
    save(CustomerRow("HH1", {"name": "Pan", "occupation": "driver"}))

    save(CustomerRow("HH1", {"name": "Pan Wei"}))

    assert Customer.objects.get().occupation == "driver"


def test_a_number_twice_in_one_file_is_one_customer() -> None:
    result = save(CustomerRow("HH1", {"name": "Pan"}), CustomerRow("HH1", {"occupation": "driver"}))

    assert len(result.ids) == 1
    assert (Customer.objects.get().name, Customer.objects.get().occupation) == ("Pan", "driver")


def test_identifiers_of_others_and_unreadable_ones_are_refused_one_by_one() -> None:
    make.customer("Holder", phone="138 1234 5678")

    result = save(
        CustomerRow("HH1", identities=[("phone", "13812345678"), ("email", "nobody"), ("card", "1")]),
        CustomerRow("HH2", identities=[("card", "1")]),
    )

    assert sorted(result.refused_identities) == [
        ("HH1", "email", "nobody", "unreadable"),
        ("HH1", "phone", "13812345678", "taken"),
        ("HH2", "card", "1", "taken"),
    ]
    assert Identity.objects.get(kind="card").customer.number == "HH1"


def test_only_the_first_of_a_kind_is_primary() -> None:
    save(CustomerRow("HH1", identities=[("phone", "138 1234 5678"), ("phone", "139 1234 5678")]))
    save(CustomerRow("HH1", identities=[("phone", "137 1234 5678")]))

    assert Identity.objects.filter(is_primary=True).count() == 1
    assert Identity.objects.count() == 3
