"""Pictures that may be shown: of who agreed, and has not taken it back."""

from collections.abc import Collection
from datetime import datetime

from shuke.records.customers.models import Consent, Photo
from shuke.records.customers.queries.merges import PERSON, own_and_merged

PURPOSE = "photo"  # of the consent, by whatever channel it was given


def agrees_to_photo(customer_id: int) -> bool:
    """The latest word counts."""
    said = Consent.objects.filter(customer__in=own_and_merged(customer_id), purpose=PURPOSE)
    latest = said.order_by("-at", "-pk").values_list("is_granted", flat=True).first()
    return bool(latest)


def photo_of(customer_id: int) -> Photo | None:
    """The latest, also of a record merged into theirs; None without their consent."""
    found = Photo.objects.filter(customer__in=own_and_merged(customer_id)).order_by("-taken_at", "-pk").first()
    return found if found is not None and agrees_to_photo(customer_id) else None


def photos_taken(customer_ids: Collection[int]) -> dict[int, datetime]:
    """{customer: when the picture was taken that may be shown of them}; two queries, without the pictures."""
    people = own_and_merged(*customer_ids)
    taken = dict(Photo.objects.filter(customer__in=people).order_by("taken_at").values_list(PERSON, "taken_at"))
    if not taken:
        return {}
    said = Consent.objects.filter(customer__in=people, purpose=PURPOSE)
    agrees = dict(said.order_by("at", "pk").values_list(PERSON, "is_granted"))
    return {pk: at for pk, at in taken.items() if agrees.get(pk)}
