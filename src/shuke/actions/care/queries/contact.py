"""Who may be called or visited: consent and do-not-contact decide; quiet hours and budget are for messages."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time

from shuke.records.customers.models import Consent, Customer
from shuke.records.messages.models import Purpose
from shuke.records.messages.rules.contact import May, Person, Rules, may_contact

# Of the consents that are asked in `records.customers`; no message leaves by it.
PHONE = "phone"
_ALWAYS = Rules(quiet_from=time(0), quiet_until=time(0))
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def refusal_in_person(customer: Customer) -> str:
    """Why a colleague may not call on this customer: a code of `records.messages`; empty: may."""
    return refusals_in_person([customer]).get(customer.pk, "")


def refusals_in_person(customers: Collection[Customer]) -> dict[int, str]:
    """{id: reason} of those who may not be called on; two queries."""
    said = _phone_consents([customer.pk for customer in customers])
    found = {}
    for customer in customers:
        person = Person(
            has_address=True,
            consent=said.get(customer.pk),
            time_zone="UTC",
            is_gone=customer.erased_at is not None or customer.merged_into_id is not None,
            is_do_not_contact=customer.is_do_not_contact,
        )
        verdict = may_contact(person=person, channel=PHONE, purpose=Purpose.CARE, rules=_ALWAYS, left=(), now=_ANY_TIME)
        if verdict.may == May.NO:
            found[customer.pk] = verdict.reason
    return found


def _phone_consents(ids: Collection[int]) -> Mapping[int, bool]:
    """The latest word on being called, of the customers and of who was merged into them."""
    consents = Consent.objects.filter(channel=PHONE, purpose=Purpose.CARE)
    own = consents.filter(customer__in=ids).values_list("at", "pk", "customer", "is_granted")
    merged = consents.filter(customer__merged_into__in=ids)
    rows = [*own, *merged.values_list("at", "pk", "customer__merged_into", "is_granted")]
    return {customer: is_granted for _at, _pk, customer, is_granted in sorted(rows)}
