"""What lifetime value is made of, as somebody set it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from shuke.analytics.lifetime.outlook import BadOutlook, OutlookSettings
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.scores.models import ScoreSettings


def change_outlook(*, values: dict[str, Any], now: datetime) -> OutlookSettings:
    """Store what differs from now on; the next refresh uses it.

    Args:
        values: fields of `OutlookSettings`; what is left out keeps its value.

    Raises:
        BadOutlook: an unknown field, or a value it cannot have.
    """
    try:
        settings = OutlookSettings(**{**asdict(current_outlook()), **values})
    except TypeError as wrong:
        raise BadOutlook(f"These settings of forecasts cannot be used: {wrong}.") from wrong
    ScoreSettings.objects.update_or_create(pk=1, defaults={"outlook": settings.as_dict(), "updated_at": now})
    return settings


@transaction.atomic
def set_outlook(*, scope: Scope, values: dict[str, Any], now: datetime) -> OutlookSettings:
    """`change_outlook` by a person: the audit log keeps what changed. Raises BadOutlook."""
    before = current_outlook().as_dict()
    settings = change_outlook(values=values, now=now)
    after = settings.as_dict()
    facts = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record_audit(scope=scope, action="outlook.set", at=now, subject="forecasts", facts=facts)
    return settings


def current_outlook() -> OutlookSettings:
    """The stored settings over the defaults."""
    row = ScoreSettings.objects.filter(pk=1).first()
    return OutlookSettings(**row.outlook) if row else OutlookSettings()
