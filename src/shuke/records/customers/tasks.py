from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.records.customers.services import find_duplicates


def look_for_duplicates(*, job: JobContext) -> None:
    """Every night. Run twice, the second time finds the same."""
    found = find_duplicates(now=timezone.now())
    job.heartbeat(note=f"pairs {found}")
