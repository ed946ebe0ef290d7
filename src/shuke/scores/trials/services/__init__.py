"""Everything that changes tests of cells and control tests."""

from shuke.scores.trials.services.asking import (
    BadTrial,
    ask_for_cells,
    ask_for_control,
    change_terms,
    count_again,
    forget_trial,
)
from shuke.scores.trials.services.running import run_trials

__all__ = [
    "BadTrial",
    "ask_for_cells",
    "ask_for_control",
    "change_terms",
    "count_again",
    "forget_trial",
    "run_trials",
]
