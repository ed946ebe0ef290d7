from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal

from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.messages.models import ContactCap, ContactPrice, ContactRules


@transaction.atomic
def save_contact_rules(
    *,
    scope: Scope,
    now: datetime,
    quiet_from: time,
    quiet_until: time,
    over_budget: str,
    caps: Mapping[str, tuple[int, int] | None],
) -> None:
    """`caps`: channel (empty: all together) → so many messages in so many days; None: no cap."""
    rules = ContactRules.objects.select_for_update().filter(pk=1).first() or ContactRules(pk=1)
    before = _told(rules)
    rules.quiet_from, rules.quiet_until, rules.over_budget = quiet_from, quiet_until, over_budget
    rules.full_clean(validate_unique=False)
    rules.save()
    for channel, cap in caps.items():
        if cap is None:
            ContactCap.objects.filter(channel=channel).delete()
        else:
            ContactCap.objects.update_or_create(channel=channel, defaults={"messages": cap[0], "days": cap[1]})
    after = _told(rules)
    changes = {name: [before[name], value] for name, value in after.items() if value != before[name]}
    if changes:
        record_audit(scope=scope, action="contact_rules.save", at=now, subject="contact rules", facts=changes)


@transaction.atomic
def save_contact_prices(
    *,
    scope: Scope,
    now: datetime,
    prices: Mapping[str, Decimal | None],
    minutes: Mapping[str, int | None] | None = None,
) -> None:
    """`prices`: way → what reaching one person costs; `minutes`: `task_minutes` and `case_minutes` of the rules, which
    stay as they are where left out. None: not known."""
    changes = _save_minutes(minutes or {})
    for way, amount in prices.items():
        held = ContactPrice.objects.select_for_update().filter(way=way).first()
        if amount == (held.amount if held else None):
            continue
        if amount is None:
            ContactPrice.objects.filter(way=way).delete()
        else:
            ContactPrice.objects.update_or_create(way=way, defaults={"amount": amount})
        changes[way] = [str(held.amount) if held else "", "" if amount is None else str(amount)]
    if changes:
        record_audit(scope=scope, action="contact_prices.save", at=now, subject="contact prices", facts=changes)


def _save_minutes(minutes: Mapping[str, int | None]) -> dict[str, list[str]]:
    """What changed, as the audit log keeps it."""
    rules = ContactRules.objects.select_for_update().filter(pk=1).first() or ContactRules(pk=1)
    changes = {}
    for name, new in minutes.items():
        held = getattr(rules, name)
        if new != held:
            setattr(rules, name, new)
            changes[name] = ["" if value is None else str(value) for value in (held, new)]
    if changes:
        rules.full_clean(validate_unique=False)
        rules.save()
    return changes


def _told(rules: ContactRules) -> dict[str, object]:
    return {
        "quiet_from": rules.quiet_from.isoformat(),
        "quiet_until": rules.quiet_until.isoformat(),
        "over_budget": str(rules.over_budget),
        "caps": [str(cap) for cap in ContactCap.objects.order_by("channel")],
    }
