"""Who may be called or visited: consent and do-not-contact decide; quiet hours and budget are for messages."""

from collections.abc import Collection

from shuke.records.customers.models import Customer
from shuke.records.messages.models import Purpose
from shuke.records.messages.queries.refusals import refusals_of

# Of the consents that are asked in `records.customers`; no message leaves by it.
PHONE = "phone"


def refusal_in_person(customer: Customer) -> str:
    """Why a colleague may not call on this customer: a code of `records.messages`; empty: may."""
    return refusals_in_person([customer]).get(customer.pk, "")


def refusals_in_person(customers: Collection[Customer]) -> dict[int, str]:
    """{id: reason} of those who may not be called on; two queries."""
    return refusals_of(customers, channel=PHONE, purpose=Purpose.CARE, needs_address=False)
