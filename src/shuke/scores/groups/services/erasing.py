"""Erasing a person out of groups, rules and look-alikes, with the reasons they are in them."""

from shuke.records.customers.erased import Person
from shuke.scores.groups.models import CustomerGroup, CustomerLikeness, CustomerRule


def forget_person(*, person: Person) -> list[str]:
    for model in (CustomerGroup, CustomerRule, CustomerLikeness):
        model._default_manager.filter(customer__in=person.ids).delete()
    return []
