"""Everything that changes scores: read → analyse → judge → write."""

from shuke.scores.services.history import fill_in_history
from shuke.scores.services.scoring import run_scores
from shuke.scores.services.thresholds import InvalidThresholds, change_thresholds

__all__ = ["InvalidThresholds", "change_thresholds", "fill_in_history", "run_scores"]
