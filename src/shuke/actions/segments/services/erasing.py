"""Erasing a person out of segments: they are in none any more, static ones too."""

from shuke.actions.segments.models import SegmentMember
from shuke.records.customers.erased import Person


def forget_person(*, person: Person) -> list[str]:
    SegmentMember.objects.filter(customer__in=person.ids).delete()
    return []
