"""What lifetime value is made of, as somebody set it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from shuke.analytics.lifetime.outlook import BadOutlook, OutlookSettings
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


def current_outlook() -> OutlookSettings:
    """The stored settings over the defaults."""
    row = ScoreSettings.objects.filter(pk=1).first()
    return OutlookSettings(**row.outlook) if row else OutlookSettings()
