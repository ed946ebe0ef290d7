"""A consented picture on the panel and on Expected today, for who may serve the guest."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.records import make
from tests.web.conftest import client_of
from tests.web.counter.booked import booked
from tests.web.counter.conftest import Counter

from shuke.records.access.models import Role
from shuke.records.customers.models import Consent, Photo
from shuke.records.customers.services import record_consent

pytestmark = pytest.mark.django_db


def shot(kind: str = "PNG", name: str = "face.png") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 60)).save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def send(counter: Counter, **fields: Any) -> Any:
    return counter.post(f"{counter.pan.pk}/photo/keep/", **{"picture": shot(), "is_agreed": "on", **fields})


def test_a_picture_is_kept_with_the_consent_and_shown(counter: Counter) -> None:
    address = f"/counter/{counter.pan.pk}/photo/"
    assert f"{address}keep/" in counter.panel()
    assert "They agreed" in counter.shown(f"{counter.pan.pk}/photo/keep/")

    assert send(counter).status_code == 302

    booked(counter)
    assert f'src="{address}?at=' in counter.panel()
    assert f'src="{address}?at=' in counter.shown("expected/")
    answer = counter.client.get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert Image.open(io.BytesIO(answer.content)).size == (60, 60)
    assert Consent.objects.get().source == "counter"
    assert "They agreed" not in counter.shown(f"{counter.pan.pk}/photo/keep/")


def test_without_the_tick_or_a_picture_nothing_is_kept(counter: Counter) -> None:
    for fields in ({"is_agreed": ""}, {"picture": ""}, {"picture": SimpleUploadedFile("face.jpg", b"<svg/>")}):
        assert send(counter, **fields).status_code == 422

    assert not Photo.objects.exists()
    assert not Consent.objects.exists()


def test_it_is_removed_by_hand_and_with_the_consent(counter: Counter) -> None:
    send(counter)
    assert counter.post(f"{counter.pan.pk}/photo/remove/").status_code == 302
    assert counter.get(f"{counter.pan.pk}/photo/").status_code == 404

    send(counter)
    record_consent(
        scope=make.SYSTEM, now=make.NOW, origin="test", customer=counter.pan, channel="shop", purpose="photo",
        is_granted=False, source="own_page",
    )  # fmt: skip

    assert counter.get(f"{counter.pan.pk}/photo/").status_code == 404
    assert "sk-ct-photo" not in counter.panel()


def test_only_who_may_serve_them_sees_it(client: Client, counter: Counter) -> None:
    send(counter)
    address = f"/counter/{counter.pan.pk}/photo/"
    analyst = client_of(make.staff(Role.ANALYST, counter.store, has_seen_tour=True))
    elsewhere = client_of(make.staff(Role.FRONT_LINE, make.store(), has_seen_tour=True))

    for path in ("", "keep/"):
        answers = [one.get(address + path).status_code for one in (client, analyst, elsewhere)]
        assert answers == [302, 403, 404]
    for path in ("keep/", "remove/"):
        answers = [one.post(address + path).status_code for one in (client, analyst, elsewhere)]
        assert answers == [302, 403, 404]
    assert Photo.objects.exists()


def test_the_card_of_another_stores_customer_opens_no_picture(counter: Counter) -> None:
    send(counter)
    card = counter.card()
    counter.pan.home_store = make.store()
    counter.pan.save()

    address = counter.get("find/", q=card.number, scan="1")["Location"]

    assert "sk-ct-photo" not in counter.client.get(address).content.decode()
    assert counter.client.get(address.replace("/?by", "/photo/?by")).status_code == 404
