"""A person is erased out of everything: one transaction, then the files it named. The ledger's sums stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from shuke.actions.care.services import erasing as care
from shuke.actions.journeys.services import erasing as journeys
from shuke.actions.offers import services as offers
from shuke.actions.segments.services import erasing as segments
from shuke.intake.services import erasing as intake
from shuke.jobs.services import enqueue
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.cases.services import erasing as cases
from shuke.records.customers import services as customers
from shuke.records.customers.erased import Person
from shuke.records.customers.models import Customer
from shuke.records.departures import services as departures
from shuke.records.membership.services import erasing as membership
from shuke.records.messages.services import erasing as messages
from shuke.records.surveys import services as surveys
from shuke.scores.groups.services import erasing as groups
from shuke.scores.services import erasing as scores
from shuke.web.own.models import OwnCode, OwnKey
from shuke.web.today.models import PutOff

PERMISSION = "customers.erase"
TASK = "shuke.web.erasing.tasks.clear_files"


@transaction.atomic
def erase_customer(*, scope: Scope, now: datetime, customer: Customer) -> Customer:
    """The nameless record that is left of the customer and of everybody merged into them.

    All of it or, killed anywhere, none; again it changes nothing. Files go by a job of the same transaction, today's
    warehouse at the next refresh. Raises NotAllowed without the right, or where a record is another store's.
    """
    scope.require(PERMISSION)
    people = customers.lock_person(customer)
    survivor = people[0]
    for one in people:
        scope.require_store(one.home_store_id)
    person = customers.person_of([one for one in people if one.erased_at is None], now=now)
    if person.ids:
        files = _forget(person)
        record_audit(scope=scope, action="customer.erase", at=now, subject=f"customer:{survivor.pk}",
                     facts={"records": len(person.ids)})  # fmt: skip
        enqueue(TASK, files=[*files], marks=[*sorted(person.marks)])
    return Customer.objects.get(pk=survivor.pk)


def _forget(person: Person) -> list[str]:
    """From what hangs on others to what others hang on: the customers' own rows are the last."""
    theirs = cases.cases_of_person(person)
    threads = [f"case:{pk}" for pk in theirs]
    gone: Iterable[list[str]] = (
        _forget_ways_in(person),
        care.forget_person(person=person),
        journeys.forget_person(person=person),
        offers.forget_person(person=person),
        segments.forget_person(person=person),
        groups.forget_person(person=person),
        scores.forget_person(person=person),
        intake.forget_person(person=person),
        cases.forget_person(person=person, cases=theirs),
        surveys.forget_person(person=person, threads=threads),
        membership.forget_person(person=person),
        departures.forget_person(person=person),
        messages.forget_person(person=person, threads=threads),
        customers.forget_person(person=person),
    )
    return sorted({path for paths in gone for path in paths})


def _forget_ways_in(person: Person) -> list[str]:
    """Keys to their own page and codes for it end here."""
    for model in (OwnKey, OwnCode, PutOff):
        model._default_manager.filter(customer__in=person.ids).delete()
    return []
