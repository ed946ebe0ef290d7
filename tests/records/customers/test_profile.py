from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.custom import WrongCustomValue, checked_values
from shuke.records.customers.models import Customer, CustomField, Event
from shuke.records.customers.services import (
    DuplicateCustomers,
    IdentityTaken,
    NewIdentity,
    add_identity,
    register_customer,
    remove_identity,
    update_customer,
)
from shuke.records.customers.services.profile import WrongLunarDay

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


def change(customer: Customer, **changes: object) -> dict[str, list[object]]:
    return update_customer(scope=make.SYSTEM, now=LATER, origin="page", customer=customer, changes=changes)


def test_registered_customer_has_a_number_a_day_and_a_trace() -> None:
    shop = make.store(time_zone="Asia/Tokyo")
    scope = make.scope(Role.FRONT_LINE, shop)

    mei = register_customer(
        scope=scope,
        now=make.NOW.replace(hour=16),
        origin="page",
        fields={"name": "林梅", "home_store": shop},
        identities=[NewIdentity("phone", "138 1234 5678"), NewIdentity("card", "6901 234")],
        tags=["VIP", "tea"],
    )

    assert mei.number.startswith("C")
    assert mei.joined_on == date(2026, 3, 3)  # the store's day, already tomorrow there
    assert sorted(mei.tags.values_list("name", flat=True)) == ["VIP", "tea"]
    assert dict(mei.identities.values_list("kind", "normal")) == {"phone": "+8613812345678", "card": "6901234"}
    created = Event.objects.get(kind="customer.created")
    assert (created.customer, created.store, created.staff_id, created.origin) == (mei, shop, scope.staff_id, "page")
    assert AuditEntry.objects.filter(subject=f"customer:{mei.pk}", action="customer.create").exists()


def test_a_likely_duplicate_is_refused_with_its_candidates() -> None:
    known = make.customer("Mei", phone="138 1234 5678")
    again = {"fields": {"name": "Lin Mei"}, "identities": [NewIdentity("phone", "+86 13812345678")]}

    with pytest.raises(DuplicateCustomers) as refusal:
        register_customer(scope=make.SYSTEM, now=make.NOW, origin="page", **again)

    assert [(match.customer, match.by) for match in refusal.value.candidates] == [(known, "phone")]
    with pytest.raises(IdentityTaken):
        register_customer(scope=make.SYSTEM, now=make.NOW, origin="page", may_be_duplicate=True, **again)
    assert Customer.objects.count() == 1


def test_namesake_with_the_same_birthday_may_be_registered_when_confirmed() -> None:
    born = date(1990, 1, 1)
    make.customer("Mei", birthday=born)

    twin = register_customer(
        scope=make.SYSTEM,
        now=make.NOW,
        origin="page",
        fields={"name": "Mei", "birthday": born},
        may_be_duplicate=True,
    )

    assert Customer.objects.filter(name="Mei").count() == 2
    assert twin.pk


def test_a_store_outside_the_scope_is_refused() -> None:
    here, elsewhere = make.store(), make.store()

    with pytest.raises(NotAllowed):
        register_customer(
            scope=make.scope(Role.AGENT, here), now=make.NOW, origin="page", fields={"home_store": elsewhere}
        )


def test_changes_are_audited_with_before_and_after_and_named_in_the_event() -> None:
    mei = make.customer("Mei", birthday=date(1990, 1, 1))

    changed = change(mei, name="Lin Mei", birthday=date(1990, 1, 2), notes="")

    assert changed == {"name": ["Mei", "Lin Mei"], "birthday": ["1990-01-01", "1990-01-02"]}
    assert AuditEntry.objects.get(action="customer.update").facts["changes"] == changed
    event = Event.objects.get(kind="customer.updated")
    assert event.facts == {"fields": ["birthday", "name"]}
    mei.refresh_from_db()
    assert (mei.name, mei.updated_at) == ("Lin Mei", LATER)


def test_nothing_new_leaves_no_trace() -> None:
    mei = make.customer("Mei")

    assert change(mei, name="Mei") == {}

    assert not Event.objects.filter(kind="customer.updated").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("gender", "robot"), ("name", "x" * 500), ("number", "7"), ("erased_at", LATER)]
)
def test_what_does_not_fit_is_refused(field: str, value: object) -> None:
    mei = make.customer("Mei")

    with pytest.raises(ValidationError):
        change(mei, **{field: value})

    mei.refresh_from_db()
    assert mei.name == "Mei"


def test_lunar_birthday_must_be_a_lunar_day() -> None:
    mei = make.customer("Mei")

    assert change(mei, lunar_birthday="08-15")
    with pytest.raises(WrongLunarDay, match="08-15"):
        change(mei, lunar_birthday="15/8")


def test_custom_fields_are_checked_merged_and_emptied() -> None:
    CustomField.objects.create(key="coffee", label="Coffee", type="choice", choices=["mocha", "latte"])
    CustomField.objects.create(key="cats", label="Cats", type="number")
    mei = make.customer("Mei", custom={"coffee": "mocha"})

    change(mei, custom={"cats": "2"})
    mei.refresh_from_db()
    assert mei.custom == {"coffee": "mocha", "cats": 2}

    change(mei, custom={"coffee": ""})
    mei.refresh_from_db()
    assert mei.custom == {"cats": 2}

    for wrong in ({"coffee": "tea"}, {"cats": "many"}, {"dogs": 1}):
        with pytest.raises(WrongCustomValue):
            change(mei, custom=wrong)


@pytest.mark.parametrize("number", ["1e999999999", 1e15, "-1e15", "NaN", "Infinity", True])
def test_a_number_nobody_can_mean_is_refused_before_it_is_spelt_out(number: object) -> None:
    field = CustomField(key="shoe_size", label="Shoe size", type="number")

    with pytest.raises(WrongCustomValue, match="does not fit “Shoe size”"):
        checked_values({"shoe_size": number}, fields=[field])
    assert checked_values({"shoe_size": "999999999999999"}, fields=[field]) == {"shoe_size": 10**15 - 1}


def test_second_phone_is_not_primary_until_said_so_and_inherits_when_the_first_goes() -> None:
    mei = make.customer("Mei", phone="138 1234 5678")
    args = {"scope": make.SYSTEM, "now": LATER, "origin": "page"}

    second = add_identity(customer=mei, kind="phone", value="139 0000 0000", **args)
    assert not second.is_primary
    again = add_identity(customer=mei, kind="phone", value="+86 139 0000 0000", **args)
    assert again == second

    remove_identity(identity=mei.identities.get(is_primary=True), **args)

    assert mei.identities.get().is_primary
    assert Event.objects.filter(kind="identity.removed", customer=mei).exists()


def test_new_primary_takes_over() -> None:
    mei = make.customer("Mei", email="old@example.com")

    add_identity(
        scope=make.SYSTEM, now=LATER, origin="page", customer=mei, kind="email", value="New@Example.com",
        is_primary=True,
    )  # fmt: skip

    assert list(mei.identities.filter(is_primary=True).values_list("normal", flat=True)) == ["new@example.com"]
