"""What the counter itself writes; everything else it asks of the records' own services."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_event
from shuke.records.stores.models import Store
from shuke.web.counter.advice import EVENT, RESTS_DAYS, answered_lately

ORIGIN = "counter"


class UnknownOutcome(ShukeError):
    """A word that is no outcome of an advice."""


@transaction.atomic
def record_outcome(
    *, scope: Scope, now: datetime, customer: Customer, store: Store, advice: str, product: str, outcome: str
) -> bool:
    """What became of the advice: done, refused or not offered. False when it was answered lately: a double tap."""
    if outcome not in RESTS_DAYS:
        raise UnknownOutcome(_("Say what became of it: done, refused or not offered."))
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if f"{advice}:{product}" in answered_lately(customer.pk, now=now):
        return False
    record_event(
        scope=scope,
        kind=f"{EVENT}{outcome}",
        now=now,
        origin=ORIGIN,
        customer_id=customer.pk,
        store_id=store.pk,
        facts={"advice": advice, "product": product},
    )
    return True
