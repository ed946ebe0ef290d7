from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.erased import Person
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_event
from shuke.records.departures.models import Departure


class ImpossibleCountermeasure(ShukeError):
    """A countermeasure of a day before the cause was known, or a cost without one."""


@transaction.atomic
def record_departure(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    customer: Customer,
    cause: str,
    noted_on: date,
    note: str = "",
    countermeasure: str = "",
    taken_on: date | None = None,
    spent: Decimal | None = None,
) -> Departure:
    """Write down why a customer left, perhaps with what was done about it at once.

    Args:
        taken_on: day of the countermeasure; None is `noted_on`.
        spent: what it cost, in the business's currency.

    Raises:
        ImpossibleCountermeasure; ValidationError naming a field that does not fit.
    """
    departure = Departure(
        customer=customer,
        cause=cause,
        note=note.strip(),
        noted_on=noted_on,
        noted_by_id=scope.staff_id,
        recorded_at=now,
    )
    _answer(departure, countermeasure, taken_on, spent)
    departure.full_clean(exclude=["customer", "noted_by"])
    departure.save()
    _note(scope=scope, now=now, origin=origin, departure=departure, verb="recorded")
    return departure


@transaction.atomic
def take_countermeasure(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    departure: Departure,
    countermeasure: str,
    taken_on: date,
    spent: Decimal | None = None,
) -> Departure:
    """What was done about it; said again, it takes the place of what was said before.

    Raises:
        ImpossibleCountermeasure; ValidationError.
    """
    held = Departure.objects.select_for_update().get(pk=departure.pk)
    _answer(held, countermeasure, taken_on, spent)
    held.full_clean(exclude=["customer", "noted_by"])
    held.save(update_fields=["countermeasure", "taken_on", "spent"])
    _note(scope=scope, now=now, origin=origin, departure=held, verb="answered")
    return held


def forget_person(*, person: Person) -> list[str]:
    """What they said goes; the cause and what was done stay as counts."""
    Departure.objects.filter(customer__in=person.ids).exclude(note="").update(note="")
    return []


def _answer(departure: Departure, countermeasure: str, taken_on: date | None, spent: Decimal | None) -> None:
    if not countermeasure:
        if spent is not None or taken_on is not None:
            raise ImpossibleCountermeasure(_("Say what was done, or leave its day and its cost empty."))
        return
    day = taken_on or departure.noted_on
    if day < departure.noted_on:
        raise ImpossibleCountermeasure(_("Nothing can be done about a cause before it is known: give a later day."))
    departure.countermeasure, departure.taken_on, departure.spent = countermeasure, day, spent


def _note(*, scope: Scope, now: datetime, origin: str, departure: Departure, verb: str) -> None:
    facts = {"departure": departure.pk, "cause": departure.cause, "countermeasure": departure.countermeasure}
    record_event(
        scope=scope,
        kind=f"departure.{verb}",
        now=now,
        origin=origin,
        customer_id=departure.customer_id,
        facts=facts,
    )
    record_audit(
        scope=scope,
        action=f"departure.{verb}",
        at=now,
        subject=f"customer:{departure.customer_id}",
        facts=facts,
    )
