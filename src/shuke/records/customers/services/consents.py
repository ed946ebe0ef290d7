from datetime import datetime

from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Consent, Customer, Photo
from shuke.records.customers.queries.merges import own_and_merged
from shuke.records.customers.queries.photos import PURPOSE as PHOTO
from shuke.records.customers.queries.photos import agrees_to_photo
from shuke.records.customers.services.events import record_event

CONSENT = GRANTED, WITHDRAWN = "consent.granted", "consent.withdrawn"


@transaction.atomic
def record_consent(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    customer: Customer,
    channel: str,
    purpose: str,
    is_granted: bool,
    source: str,
    at: datetime | None = None,
) -> Consent:
    """A new row with what the person said (`at`: when, default now); earlier words stay as history."""
    consent = Consent(
        customer=customer, channel=channel, purpose=purpose, is_granted=is_granted, source=source, at=at or now
    )
    consent.full_clean(exclude=["customer"])
    consent.save(force_insert=True)
    person = customer.merged_into_id or customer.pk
    if purpose == PHOTO and not agrees_to_photo(person):
        Photo.objects.filter(customer__in=own_and_merged(person)).delete()
    facts: dict[str, object] = {"channel": channel, "purpose": purpose, "is_granted": is_granted, "source": source}
    record_event(
        scope=scope,
        kind=GRANTED if is_granted else WITHDRAWN,
        now=now,
        origin=origin,
        customer_id=customer.pk,
        occurred_at=consent.at,
        facts=facts,
    )
    record_audit(scope=scope, action="consent.record", at=now, subject=f"customer:{customer.pk}", facts=facts)
    return consent
