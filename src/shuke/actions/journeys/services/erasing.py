"""Erasing a person out of journeys: they leave those they are in; the steps they made stay as counts."""

from shuke.actions.journeys.models import JourneyRun
from shuke.records.customers.erased import Person


def forget_person(*, person: Person) -> list[str]:
    runs = JourneyRun.objects.filter(customer__in=person.ids)
    runs.filter(left_at__isnull=True).update(left_at=person.now, left=JourneyRun.Left.GONE)
    runs.update(given={}, trouble="")
    return []
