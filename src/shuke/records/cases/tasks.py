"""The clocks of the service, looked at every few minutes."""

from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.records.access.scope import scope_of_system
from shuke.records.cases.services import watch_clocks


def watch(*, job: JobContext) -> None:
    """Warns, says what is late, escalates. Run twice it marks nothing twice."""
    marked = watch_clocks(
        scope=scope_of_system("cases"), now=timezone.now(), report=lambda done: job.heartbeat(progress_done=done)
    )
    job.heartbeat(note=f"marks {marked}")
