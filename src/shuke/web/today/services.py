"""Taking a customer off today's list, and back onto it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer, Event
from shuke.web.today.models import PutOff

# How long somebody stays off the list. A word or a call needs about two weeks to show in the till; who does not suit
# the advice this month may well suit it the next; "later" is tomorrow's list.
DAYS_OFF = {PutOff.Outcome.DONE: 14, PutOff.Outcome.LATER: 1, PutOff.Outcome.NOT_FIT: 30}


class UnknownOutcome(ShukeError):
    """A word that is no outcome of the list."""


@transaction.atomic
def put_off(
    *, customer: Customer, outcome: str, reason: str, staff: Staff, today: date, now: datetime, origin: str = "page"
) -> PutOff:
    """Off the list until a day that the outcome decides; a second answer replaces the first.

    `reason` is the code the person was on the list for; `today` is the day in the shop.
    """
    if outcome not in PutOff.Outcome.values:
        raise UnknownOutcome(f"“{outcome}” is no outcome: say done, later or not_fit.")
    until_on = today + timedelta(days=DAYS_OFF[PutOff.Outcome(outcome)])
    row, _ = PutOff.objects.update_or_create(
        customer=customer, defaults={"outcome": outcome, "until_on": until_on, "staff": staff, "at": now}
    )
    _record(f"advice.{outcome}", row, reason=reason, staff=staff, now=now, origin=origin)
    return row


@transaction.atomic
def bring_back(*, customer: Customer, staff: Staff, now: datetime, origin: str = "page") -> bool:
    """Onto the list again at once; False when the customer was not put off."""
    row = PutOff.objects.select_for_update().filter(customer=customer).first()
    if row is None:
        return False
    _record("advice.brought_back", row, reason="", staff=staff, now=now, origin=origin)
    row.delete()
    return True


def _record(kind: str, row: PutOff, *, reason: str, staff: Staff, now: datetime, origin: str) -> None:
    Event.objects.create(
        kind=kind,
        customer_id=row.customer_id,
        staff=staff,
        occurred_at=now,
        recorded_at=now,
        origin=origin,
        facts={"reason": reason, "until_on": row.until_on.isoformat()},
    )
