"""A picture is kept of who agreed to it, small and plain, and goes with the consent."""

import io
import struct
from typing import Any

import pytest
from PIL import Image, ImageOps
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers import pictures
from shuke.records.customers.models import Consent, Customer, Photo
from shuke.records.customers.pictures import LARGEST_BYTES, SIDE_POINTS, UnreadablePicture, small_picture
from shuke.records.customers.queries import photo_of, photos_taken
from shuke.records.customers.services import (
    PhotoNotAllowed,
    keep_photo,
    merge_customers,
    record_consent,
    remove_photo,
    unmerge_customer,
)

pytestmark = pytest.mark.django_db
ORIENTATION, GPS = 0x0112, 0x8825


def shot(kind: str = "JPEG", size: tuple[int, int] = (800, 400), mode: str = "RGB", **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **more)
    return file.getvalue()


def keep(customer: Customer, data: bytes = b"", **more: Any) -> Photo:
    values = {"scope": make.SYSTEM, "now": make.NOW, "origin": "test", "is_agreed": True, **more}
    return keep_photo(customer=customer, data=data or shot(), **values)


def say(customer: Customer, *, is_granted: bool, **more: Any) -> None:
    values = {"channel": "shop", "purpose": "photo", "source": "test", "now": make.NOW, **more}
    record_consent(scope=make.SYSTEM, origin="test", customer=customer, is_granted=is_granted, **values)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("WEBP", "RGBA")],
)
def test_pictures_become_small_jpegs(kind: str, mode: str) -> None:
    made = Image.open(io.BytesIO(small_picture(shot(kind, mode=mode))))

    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (SIDE_POINTS, SIDE_POINTS // 2))


def test_what_the_camera_wrote_is_dropped_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # lies on its side
    exif.get_ifd(GPS)[1] = "N"

    made = Image.open(io.BytesIO(small_picture(shot(exif=exif))))

    assert made.size == (SIDE_POINTS // 2, SIDE_POINTS)
    assert not made.getexif()


def test_words_written_into_the_file_are_dropped() -> None:
    assert b"Home of Pan" not in small_picture(shot(comment=b"Home of Pan", xmp=b"Home of Pan"))


def test_a_picture_whose_exif_is_broken_is_kept_as_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(picture: Any) -> None:
        raise struct.error("required argument is not an integer")

    monkeypatch.setattr(ImageOps, "exif_transpose", broken)

    assert Image.open(io.BytesIO(small_picture(shot()))).size == (SIDE_POINTS, SIDE_POINTS // 2)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no JPEG, PNG or WebP"),
        (b"<svg onload='alert(1)'/>", "no JPEG, PNG or WebP"),
        (shot("GIF"), "no JPEG, PNG or WebP"),
        (shot()[:300], "no JPEG, PNG or WebP"),
        (b"\xff\xd8" + b"0" * LARGEST_BYTES, "larger than 5 MB"),
    ],
    ids=["nothing", "svg", "gif", "cut short", "large"],
)
def test_what_is_no_picture_of_ours_is_told(data: bytes, says: str) -> None:
    with pytest.raises(UnreadablePicture, match=says):
        small_picture(data)


def test_a_small_file_that_is_a_huge_picture_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST_POINTS", 1000)

    with pytest.raises(UnreadablePicture, match="too many points"):
        small_picture(shot())


def test_nobodys_picture_is_kept_before_they_agree() -> None:
    pan = make.customer("Pan")

    with pytest.raises(PhotoNotAllowed):
        keep(pan, is_agreed=False)
    assert not Photo.objects.exists()

    keep(pan)
    assert Consent.objects.get().purpose == "photo"
    keep(pan, shot(size=(300, 300)), is_agreed=False)  # they have agreed already
    assert (Photo.objects.count(), Consent.objects.count()) == (1, 1)


def test_the_same_picture_again_changes_nothing() -> None:
    pan = make.customer("Pan")

    assert keep(pan) == keep(pan)
    assert AuditEntry.objects.filter(action="photo.keep").count() == 1


@pytest.mark.parametrize("channel", ["shop", "wechat"])
def test_it_goes_when_the_consent_is_taken_back_by_whichever_way(channel: str) -> None:
    pan = make.customer("Pan")
    keep(pan)

    say(pan, is_granted=False, channel=channel)

    assert not Photo.objects.exists()
    assert photo_of(pan.pk) is None


def test_other_words_leave_it() -> None:
    pan = make.customer("Pan")
    keep(pan)

    say(pan, is_granted=False, purpose="marketing")
    say(pan, is_granted=False, at=make.NOW.replace(year=2020))  # an old word, written down late

    assert photos_taken([pan.pk]) == {pan.pk: make.NOW}


def test_a_row_without_a_consent_is_not_shown() -> None:
    pan = make.customer("Pan")
    Photo.objects.create(customer=pan, picture=shot(), taken_at=make.NOW)

    assert photo_of(pan.pk) is None
    assert photos_taken([pan.pk]) == {}


def test_it_follows_a_merge_and_goes_with_either_records_consent() -> None:
    part, whole = make.customer("Pan"), make.customer("Pan T.")
    keep(part)
    told: dict[str, Any] = {"scope": make.SYSTEM, "now": make.NOW, "origin": "test"}
    merge_customers(**told, customer=part, into=whole)
    assert photo_of(whole.pk) is not None
    assert photos_taken([whole.pk]) == {whole.pk: make.NOW}

    unmerge_customer(**told, customer=part)
    assert photo_of(whole.pk) is None
    merge_customers(**told, customer=part, into=whole)
    say(whole, is_granted=False)

    assert not Photo.objects.exists()


def test_it_can_be_removed_by_who_may_note() -> None:
    shop = make.store()
    pan = make.customer("Pan", home=shop)
    keep(pan)
    for stranger in (make.scope(Role.ANALYST), make.scope(Role.FRONT_LINE, make.store())):
        with pytest.raises(NotAllowed):
            keep(pan, scope=stranger)
        with pytest.raises(NotAllowed):
            remove_photo(scope=stranger, now=make.NOW, customer=pan)

    for _ in range(2):
        remove_photo(scope=make.scope(Role.FRONT_LINE, shop), now=make.NOW, customer=pan)

    assert not Photo.objects.exists()
    assert AuditEntry.objects.filter(action="photo.remove").count() == 1
