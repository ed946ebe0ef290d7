"""Taking a customer off today's list, and back onto it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_event
from shuke.web.today.models import PutOff

# How long somebody stays off the list. A word or a call needs about two weeks to show in the till; who does not suit
# the advice this month may well suit it the next; "later" is tomorrow's list.
DAYS_OFF = {PutOff.Outcome.DONE: 14, PutOff.Outcome.LATER: 1, PutOff.Outcome.NOT_FIT: 30}


class UnknownOutcome(ShukeError):
    """A word that is no outcome of the list."""


@transaction.atomic
def put_off(
    *, scope: Scope, customer: Customer, outcome: str, reason: str, today: date, now: datetime, origin: str = "page"
) -> PutOff:
    """Off the list until a day that the outcome decides; a second answer replaces the first.

    `reason` is the code the person was on the list for; `today` is the day in the shop.
    """
    if outcome not in PutOff.Outcome.values:
        raise UnknownOutcome(f"“{outcome}” is no outcome: say done, later or not_fit.")
    until_on = today + timedelta(days=DAYS_OFF[PutOff.Outcome(outcome)])
    row, _ = PutOff.objects.update_or_create(
        customer=customer,
        defaults={"outcome": outcome, "until_on": until_on, "staff_id": scope.staff_id, "at": now},
    )
    facts = {"reason": reason, "until_on": until_on.isoformat()}
    record_event(scope=scope, kind=f"advice.{outcome}", customer_id=customer.pk, now=now, origin=origin, facts=facts)
    return row


@transaction.atomic
def bring_back(*, scope: Scope, customer: Customer, now: datetime, origin: str = "page") -> bool:
    """Onto the list again at once; False when the customer was not put off."""
    gone, _ = PutOff.objects.filter(customer=customer).delete()
    if not gone:
        return False
    record_event(scope=scope, kind="advice.brought_back", customer_id=customer.pk, now=now, origin=origin)
    return True
