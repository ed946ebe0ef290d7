import pytest
from tests.records import make

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import CustomField
from shuke.records.customers.services import (
    FieldInUse,
    FieldKeyTaken,
    add_custom_field,
    change_custom_field,
    drop_custom_field,
)

pytestmark = pytest.mark.django_db


def pitch() -> CustomField:
    return add_custom_field(
        scope=make.SYSTEM, now=make.NOW, key="pitch", label="Pitch", type="choice", choices=["north", "south"]
    )


def test_a_field_is_added_with_a_trace() -> None:
    field = pitch()

    assert field.choices == ["north", "south"]
    assert AuditEntry.objects.get(action="custom_field.add").subject == "field:pitch"


def test_a_key_is_given_once() -> None:
    pitch()

    with pytest.raises(FieldKeyTaken, match="choose another key"):
        pitch()


def test_a_change_keeps_key_and_type() -> None:
    field = pitch()

    change_custom_field(scope=make.SYSTEM, now=make.NOW, field=field, label="Side", choices=["east"], position=3)

    field.refresh_from_db()
    assert (field.key, field.type, field.label, field.position) == ("pitch", "choice", "Side", 3)


def test_a_field_that_holds_values_is_not_dropped() -> None:
    field = pitch()
    make.customer("Pan", custom={"pitch": "north"})

    with pytest.raises(FieldInUse, match="1 customers"):
        drop_custom_field(scope=make.SYSTEM, now=make.NOW, field=field)


def test_an_empty_field_is_dropped() -> None:
    drop_custom_field(scope=make.SYSTEM, now=make.NOW, field=pitch())

    assert not CustomField.objects.exists()
