"""Pictures that may be shown: of who agreed, and has not taken it back."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from shuke.records.customers.models import Consent, Photo
from shuke.records.customers.queries.merges import own_and_merged

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
    people = Q(customer__in=customer_ids) | Q(customer__merged_into__in=customer_ids)
    key = ("customer", "customer__merged_into")
    photos = Photo.objects.filter(people).order_by("taken_at").values_list(*key, "taken_at")
    taken = {into or pk: at for pk, into, at in photos}
    if not taken:
        return {}
    said = Consent.objects.filter(people, purpose=PURPOSE).order_by("at", "pk").values_list(*key, "is_granted")
    agrees = {into or pk: is_granted for pk, into, is_granted in said}
    return {pk: at for pk, at in taken.items() if agrees.get(pk)}
