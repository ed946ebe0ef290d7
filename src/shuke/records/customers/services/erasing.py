"""Erasing a person out of the customers' own tables (PIPL article 47, GDPR article 17)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from shuke.records.access.erasing import empty_audit
from shuke.records.access.models import AuditEntry
from shuke.records.customers.erased import Person, marks_of
from shuke.records.customers.models import (
    Booking,
    Consent,
    Customer,
    DuplicatePair,
    ErasedMark,
    Event,
    Household,
    Identity,
    Photo,
    Preference,
    Relation,
    SearchToken,
)
from shuke.records.customers.queries.matching import survivor_of
from shuke.records.customers.queries.merges import MERGED
from shuke.records.customers.services.consents import CONSENT
from shuke.records.customers.services.merging import LET_GO, TOOK_IN, UNMERGED

# Where and since when they were a customer stays: an anonymous fact. So do those who were brought by them.
_EMPTIED: dict[str, object] = {
    "name": "", "family_name": "", "salutation": "", "gender": "", "birthday": None, "lunar_birthday": "",
    "language": "", "time_zone": "", "address": "", "occupation": "", "household": None, "organisation": None,
    "referred_by": None, "owner": None, "notes": "", "custom": {}, "is_do_not_contact": True,
    "is_not_personalised": True, "is_name_generated": False, "service_class": "",
}  # fmt: skip
_GONE = (Identity, SearchToken, Preference, Photo, Consent)
# The audit of either of two who are tied.
TIED = ("customer.relate", "customer.unrelate")
# Their facts tell the number of the other record.
_NUMBERED = (MERGED, TOOK_IN, UNMERGED, LET_GO)


def lock_person(customer: Customer) -> list[Customer]:
    """The rows of a person, whom nobody can merge or take apart now: the survivor's, then all that are part of it."""
    while True:  # again only where somebody merged the survivor between the two reads
        survivor = survivor_of(Customer.objects.get(pk=customer.pk))
        held = Customer.objects.select_for_update().get(pk=survivor.pk)
        if held.merged_into_id is None:
            return [held, *Customer.objects.select_for_update().filter(merged_into=held).order_by("pk")]


def person_of(people: Collection[Customer], *, now: datetime) -> Person:
    identities = Identity.objects.filter(customer__in=people).values_list("kind", "value", "normal")
    held = list(identities)
    spelt = [text for _kind, value, normal in held for text in (value, normal)]
    spelt += [text for one in people for text in (one.number, one.name) if text]
    return Person(
        ids=frozenset(one.pk for one in people),
        phones=frozenset(normal for kind, _value, normal in held if kind == Identity.Kind.PHONE),
        emails=frozenset(normal for kind, _value, normal in held if kind == Identity.Kind.EMAIL),
        marks=marks_of(spelt),
        now=now,
    )


def forget_person(*, person: Person) -> list[str]:
    """Nothing that names them is left: no name, no number of ours or others', no preference, no consent."""
    _mark(person)
    _forget_at_others(person)
    for model in _GONE:
        model._default_manager.filter(customer__in=person.ids).delete()
    DuplicatePair.objects.filter(Q(first__in=person.ids) | Q(second__in=person.ids)).delete()
    Relation.objects.filter(Q(customer__in=person.ids) | Q(other__in=person.ids)).delete()
    Customer.tags.through.objects.filter(customer__in=person.ids).delete()
    _forget_told(person)
    _forget_bookings(person)
    households = set(Household.objects.filter(members__in=person.ids).values_list("pk", flat=True))
    for customer in Customer.objects.filter(pk__in=person.ids, erased_at__isnull=True):
        _empty(customer, now=person.now)
    Household.objects.filter(pk__in=households, members__isnull=True).delete()  # named after a family mostly
    return []


def _mark(person: Person) -> None:
    """Before the identifiers go: what a file may call them later."""
    numbers = Customer.objects.filter(pk__in=person.ids, erased_at__isnull=True).values_list("pk", "number")
    normals = Identity.objects.filter(customer__in=person.ids).values_list("customer", "normal")
    rows = [ErasedMark(customer_id=pk, mark=mark) for pk, text in (*numbers, *normals) for mark in marks_of([text])]
    ErasedMark.objects.bulk_create(rows, ignore_conflicts=True)


def _forget_told(person: Person) -> None:
    """The number in merges, also in those taken back of somebody who is another today; where consents were given."""
    told = Event.objects.filter(kind__in=_NUMBERED).exclude(facts={})
    own = told.filter(customer__in=person.ids)
    others = {int(facts["other"]) for facts in own.values_list("facts", flat=True)} - person.ids
    for event in told.filter(customer__in=others):
        if event.facts["other"] in person.ids:
            Event.objects.filter(pk=event.pk).update(facts={})
    Event.objects.filter(customer__in=person.ids, kind__in=(*_NUMBERED, *CONSENT)).exclude(facts={}).update(facts={})
    empty_audit(subjects=[f"customer:{pk}" for pk in others], actions=("customer.merge", "customer.unmerge"))
    empty_audit(subjects=[f"customer:{pk}" for pk in person.ids])


def _forget_at_others(person: Person) -> None:
    """The audit of those who were tied to them, or brought by them, names their number."""
    numbers = set(Customer.objects.filter(pk__in=person.ids).values_list("number", flat=True))
    tied = AuditEntry.objects.filter(action__in=TIED, facts__other__in=sorted(numbers))
    changed = AuditEntry.objects.filter(action="customer.update", facts__changes__has_key="referred_by")
    brought = [pk for pk, facts in changed.values_list("pk", "facts") if numbers & {*facts["changes"]["referred_by"]}]
    for ids in (list(tied.values_list("pk", flat=True)), brought):
        AuditEntry.objects.filter(pk__in=ids).update(facts={})


def _forget_bookings(person: Person) -> None:
    """That somebody came stays, and how many; nobody waits for them any more."""
    theirs = Booking.objects.filter(customer__in=person.ids)
    theirs.filter(status=Booking.Status.BOOKED).update(status=Booking.Status.CANCELLED, updated_at=person.now)
    theirs.exclude(seat="", request="").update(seat="", request="")


def _empty(customer: Customer, *, now: datetime) -> None:
    for field, value in _EMPTIED.items():
        setattr(customer, field, value)
    customer.number = f"erased-{customer.pk}"
    customer.erased_at = customer.updated_at = now
    customer.save(update_fields=[*_EMPTIED, "number", "erased_at", "updated_at"])
