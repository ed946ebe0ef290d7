"""What customers will bring and who is leaving: fit → forecast → judge, before the scores are written."""

from shuke.scores.services.forecasts.running import run_forecasts
from shuke.scores.services.forecasts.setting import change_outlook, current_outlook, set_outlook

__all__ = ["change_outlook", "current_outlook", "run_forecasts", "set_outlook"]
