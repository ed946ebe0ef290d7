"""Care by the clock. Run twice, or by several workers, nobody is served twice."""

from django.utils import timezone

from shuke.actions.care.services.running import run_programmes
from shuke.jobs.context import JobContext
from shuke.records.access.scope import scope_of_system


def plan_care(*, job: JobContext) -> None:
    """Every programme that is on: today, and the days that no worker saw."""
    planned = run_programmes(
        scope=scope_of_system("care"), now=timezone.now(), report=lambda done: job.heartbeat(progress_done=done)
    )
    counts = {**planned.states, **({"left": planned.left} if planned.left else {})}
    job.heartbeat(note=" ".join(f"{state} {count}" for state, count in sorted(counts.items())))
