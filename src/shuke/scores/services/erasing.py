"""Erasing a person out of today's scores; the next refresh leaves them out (`dim_customer.is_erased`)."""

from shuke.records.customers.erased import Person
from shuke.scores.models import CustomerScore


def forget_person(*, person: Person) -> list[str]:
    CustomerScore.objects.filter(customer__in=person.ids).delete()
    return []
