"""What is held on a person is handed to them whole."""

from datetime import time

import pytest
from tests.records import make

from shuke.records.customers.booking_rules import Wanted
from shuke.records.customers.models import Photo
from shuke.records.customers.services import make_booking
from shuke.web.own.held_data import held_on

pytestmark = pytest.mark.django_db


def test_their_bookings_are_among_it() -> None:
    store = make.store(name="Riverside")
    pan = make.customer("Pan", home=store)
    wanted = Wanted(on=make.NOW.date(), at=time(18, 30), party_size=2, request="high chair")
    make_booking(
        scope=make.SYSTEM, now=make.NOW, origin="test", store=store, customer=pan, wanted=wanted, source="phone",
        number="1",
    )  # fmt: skip

    (row,) = held_on([pan.pk])["bookings"]

    assert (row["request"], row["store__name"], row["party_size"]) == ("high chair", "Riverside", 2)
    assert not {"customer_id", "recorded_by_id"} & row.keys()


def test_their_picture_is_among_it() -> None:
    pan = make.customer("Pan")
    Photo.objects.create(customer=pan, picture=b"jpeg", taken_at=make.NOW)

    assert held_on([pan.pk])["photo"] == [{"taken_at": make.NOW, "jpeg_base64": "anBlZw=="}]
