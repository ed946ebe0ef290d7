"""Who may not be contacted, many at once: what is certain before a message is even queued."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time

from shuke.records.customers.models import Consent, Customer, Identity
from shuke.records.customers.queries import PERSON, own_and_merged
from shuke.records.messages.models import Channel
from shuke.records.messages.queries.reach import NAMES
from shuke.records.messages.rules.contact import May, Person, Rules, may_contact

# Quiet hours and budget make a message wait; they are asked when it leaves.
_NEVER_QUIET = Rules(quiet_from=time(0), quiet_until=time(0))
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def refusals_of(
    customers: Collection[Customer], *, channel: str, purpose: str, needs_address: bool = True
) -> dict[int, str]:
    """{id: reason} of those who may not be contacted by `channel` for `purpose`; three queries.

    Args:
        needs_address: False where a person calls on them and finds the way by itself.
    """
    ids = [customer.pk for customer in customers]
    said = _latest_words(ids, channel=channel, purpose=purpose)
    reached = _with_address(customers, channel) if needs_address else set(ids)
    found = {}
    for customer in customers:
        person = Person(
            has_address=customer.pk in reached,
            consent=said.get(customer.pk),
            time_zone="UTC",
            is_gone=customer.erased_at is not None or customer.merged_into_id is not None,
            is_do_not_contact=customer.is_do_not_contact,
        )
        verdict = may_contact(
            person=person, channel=channel, purpose=purpose, rules=_NEVER_QUIET, left=(), now=_ANY_TIME
        )
        if verdict.may == May.NO:
            found[customer.pk] = verdict.reason
    return found


def _latest_words(ids: Collection[int], *, channel: str, purpose: str) -> Mapping[int, bool]:
    """Yes or no, of the customers and of who was merged into them; who never said anything is not there."""
    consents = Consent.objects.filter(customer__in=own_and_merged(*ids), channel=channel, purpose=purpose)
    rows = consents.order_by("at", "pk").values_list(PERSON, "is_granted")
    return dict(rows)


def _with_address(customers: Collection[Customer], channel: str) -> set[int]:
    if channel == Channel.POST:
        return {customer.pk for customer in customers if customer.address}
    ids = [customer.pk for customer in customers]
    if channel == Channel.WEBHOOK:
        return set(ids)
    known = Identity.objects.filter(customer__in=own_and_merged(*ids), kind=NAMES[channel])
    return set(known.values_list(PERSON, flat=True))
