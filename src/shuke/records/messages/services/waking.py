"""Having a worker look at what is due."""

from datetime import datetime

from shuke.jobs.services import enqueue

SEND_TASK = "shuke.records.messages.tasks.send_due"


def wake_now() -> None:
    """A worker begins at once; the schedule catches what one that was about to end passed over."""
    enqueue(SEND_TASK, key=SEND_TASK)


def wake_at(moment: datetime) -> None:
    """One job a minute, however many messages come due in it."""
    enqueue(SEND_TASK, key=f"{SEND_TASK}@{moment:%Y-%m-%dT%H:%M}", run_after=moment)
