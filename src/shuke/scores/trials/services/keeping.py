"""What a run found of a test, laid down unless the test was forgotten, or asked for anew, while it was counted."""

from typing import Any

from shuke.scores.trials.models import Trial


def keep(trial: Trial, **found: Any) -> None:
    """Columns by name. Of a test that was asked for anew nothing is kept: the next run counts it."""
    type(trial)._default_manager.filter(pk=trial.pk, asked=trial.asked).update(**found)
