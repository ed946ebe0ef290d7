"""Everything that changes scores: read → analyse → judge → write."""

from shuke.scores.services.forecasts import change_outlook, current_outlook, run_forecasts, set_outlook
from shuke.scores.services.history import fill_in_history
from shuke.scores.services.scoring import run_scores
from shuke.scores.services.thresholds import InvalidThresholds, change_thresholds, current_settings, set_thresholds

__all__ = [
    "InvalidThresholds",
    "change_outlook",
    "change_thresholds",
    "current_outlook",
    "current_settings",
    "fill_in_history",
    "run_forecasts",
    "run_scores",
    "set_outlook",
    "set_thresholds",
]
