"""A customer's picture: kept with their consent, gone with it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer, Photo
from shuke.records.customers.pictures import small_picture
from shuke.records.customers.queries.merges import own_and_merged
from shuke.records.customers.queries.photos import PURPOSE, agrees_to_photo
from shuke.records.customers.services.consents import record_consent
from shuke.records.customers.services.erasing import lock_person

PERMISSION = "customers.preferences"
IN_PERSON = "shop"  # the channel of a consent given face to face


class PhotoNotAllowed(ShukeError):
    """The person has not agreed to it."""


@transaction.atomic
def keep_photo(
    *, scope: Scope, now: datetime, origin: str, customer: Customer, data: bytes, is_agreed: bool = False
) -> Photo:
    """In place of the one before. `is_agreed`: they have just said so, which is written down as their consent.

    Raises UnreadablePicture, PhotoNotAllowed, NotAllowed.
    """
    scope.require(PERMISSION)
    picture = small_picture(data)
    guest = lock_person(customer)[0]
    scope.require_store(guest.home_store_id)
    if guest.erased_at is not None:
        raise PhotoNotAllowed(_("This customer was erased; nothing is kept of them."))
    if not agrees_to_photo(guest.pk):
        if not is_agreed:
            raise PhotoNotAllowed(_("Ask first: a picture is kept only of who agreed to it."))
        record_consent(
            scope=scope,
            now=now,
            origin=origin,
            customer=guest,
            channel=IN_PERSON,
            purpose=PURPOSE,
            is_granted=True,
            source=origin,
        )
    held = Photo.objects.filter(customer=guest).first()
    if held is not None and bytes(held.picture) == picture:
        return held
    made, _is_new = Photo.objects.update_or_create(
        customer=guest, defaults={"picture": picture, "taken_at": now, "taken_by_id": scope.staff_id}
    )
    record_audit(scope=scope, action="photo.keep", at=now, subject=f"customer:{guest.pk}")
    return made


@transaction.atomic
def remove_photo(*, scope: Scope, now: datetime, customer: Customer) -> None:
    """Also of records merged into theirs; the consent stays as it was said."""
    scope.require(PERMISSION)
    scope.require_store(customer.home_store_id)
    gone, _tables = Photo.objects.filter(customer__in=own_and_merged(customer.pk)).delete()
    if gone:
        record_audit(scope=scope, action="photo.remove", at=now, subject=f"customer:{customer.pk}")
