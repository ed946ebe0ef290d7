"""What was asked for is counted in the background."""

from shuke.jobs.models import UNFINISHED, Job
from shuke.jobs.services import enqueue

TASK = "shuke.scores.trials.tasks.count_trials"


def count_soon() -> None:
    """Asked for twice before it began, it is counted once. A run that began may have read too early."""
    waiting = Job.objects.filter(task=TASK, state__in=UNFINISHED).count()
    enqueue(TASK, key=f"trials:asked:{waiting % 2}")
