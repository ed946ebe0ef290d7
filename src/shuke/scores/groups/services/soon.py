"""What was asked for is computed in the background."""

from shuke.jobs.models import UNFINISHED, Job
from shuke.jobs.services import enqueue

TASK = "shuke.scores.groups.tasks.compute_groups"


def compute_soon() -> None:
    """Asked for twice before it began, it is computed once. A run that began may have read too early."""
    waiting = Job.objects.filter(task=TASK, state__in=UNFINISHED).count()
    enqueue(TASK, key=f"groups:asked:{waiting % 2}")
