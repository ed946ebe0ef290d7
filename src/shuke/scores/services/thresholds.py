"""The thresholds of the definitions, as somebody set them."""

from datetime import datetime
from typing import Any

from shuke.analytics.worth.settings import WorthSettings
from shuke.lib.errors import ShukeError
from shuke.scores.models import ScoreSettings


class InvalidThresholds(ShukeError):
    """A threshold that does not exist, or has a value it cannot have."""


def change_thresholds(*, thresholds: dict[str, Any], now: datetime) -> ScoreSettings:
    """Store the thresholds that differ from the defaults; the next refresh uses them.

    `thresholds` has the shape of `WorthSettings.as_dict()`; what it leaves out takes its default.
    """
    check(thresholds)
    row, _ = ScoreSettings.objects.update_or_create(pk=1, defaults={"thresholds": thresholds, "updated_at": now})
    return row


def check(thresholds: dict[str, Any]) -> WorthSettings:
    try:
        settings = WorthSettings.from_dict(thresholds)
    except (TypeError, KeyError, ValueError) as wrong:
        raise InvalidThresholds(f"These thresholds cannot be used: {wrong}. Name only known ones.") from wrong
    shares = settings.pyramid_shares
    if not (0 < shares[0] < shares[1] < shares[2] < 1) or not 0 < settings.abc_a_share < settings.abc_b_share < 1:
        raise InvalidThresholds("Shares of the pyramid and of A and B must rise and lie between 0 and 1.")
    if settings.window_days < 1:
        raise InvalidThresholds("The window must be at least one day long.")
    return settings


def current_settings() -> WorthSettings:
    """The stored thresholds over the defaults."""
    row = ScoreSettings.objects.filter(pk=1).first()
    return check(row.thresholds) if row else WorthSettings()
