from datetime import datetime

from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.services.events import record_event


@transaction.atomic
def record_preference(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    customer: Customer,
    topic: str,
    value: str,
    how: str,
    reason: str = "",
    is_pinned: bool = False,
    is_sensitive: bool = False,
) -> Preference:
    """Learns it; the same topic and value again confirms what is known instead (and may pin it)."""
    topic, value = topic.strip(), value.strip()
    held = Preference.objects.filter(
        customer=customer, topic=topic, value__iexact=value, withdrawn_at__isnull=True
    ).first()
    if held is not None:
        held.is_pinned, held.is_sensitive = held.is_pinned or is_pinned, held.is_sensitive or is_sensitive
        held.reason = reason or held.reason
        held.save(update_fields=["is_pinned", "is_sensitive", "reason"])
        return confirm_preference(scope=scope, now=now, origin=origin, preference=held)
    preference = Preference(
        customer=customer,
        topic=topic,
        value=value,
        how=how,
        reason=reason,
        is_pinned=is_pinned,
        is_sensitive=is_sensitive,
        learned_by_id=scope.staff_id,
        learned_at=now,
        confirmed_at=now,
    )
    preference.full_clean(exclude=["customer", "learned_by"])
    preference.save()
    _note(scope=scope, now=now, origin=origin, preference=preference, verb="learned")
    return preference


@transaction.atomic
def confirm_preference(*, scope: Scope, now: datetime, origin: str, preference: Preference) -> Preference:
    """Makes it stronger, and young again."""
    preference = Preference.objects.select_for_update().get(pk=preference.pk)
    preference.confirmations += 1
    preference.confirmed_at = now
    preference.save(update_fields=["confirmations", "confirmed_at"])
    _note(scope=scope, now=now, origin=origin, preference=preference, verb="confirmed")
    return preference


@transaction.atomic
def withdraw_preference(*, scope: Scope, now: datetime, origin: str, preference: Preference) -> None:
    """Takes it back; the row stays, so that the timeline can say that it was held."""
    if preference.withdrawn_at is not None:
        return
    preference.withdrawn_at = now
    preference.save(update_fields=["withdrawn_at"])
    _note(scope=scope, now=now, origin=origin, preference=preference, verb="withdrawn")


def _note(*, scope: Scope, now: datetime, origin: str, preference: Preference, verb: str) -> None:
    record_event(
        scope=scope,
        kind=f"preference.{verb}",
        now=now,
        origin=origin,
        customer_id=preference.customer_id,
        facts={"preference": preference.pk, "topic": preference.topic},
    )
    record_audit(
        scope=scope,
        action=f"preference.{verb}",
        at=now,
        subject=f"customer:{preference.customer_id}",
        facts={"preference": preference.pk},
    )
