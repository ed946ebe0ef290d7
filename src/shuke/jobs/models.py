from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

# Tries after which a job is given up. With the waits of backoff.py five tries span some four minutes.
MAX_ATTEMPTS = 5

# Workers beat every 5 s; twelve missed beats are no hiccup.
WORKER_SILENT_AFTER = timedelta(seconds=60)


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("background job", "Waiting")
    RUNNING = "running", pgettext_lazy("background job", "Running")
    DONE = "done", pgettext_lazy("background job", "Done")
    FAILED = "failed", pgettext_lazy("background job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("background job", "Cancelled")


UNFINISHED = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """One piece of background work. Moments without a caller's `now` come from the database's clock."""

    task = models.CharField(max_length=200)  # "shuke.intake.tasks.run_import"
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - many jobs have none, and none is not ""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    enqueued_at = models.DateTimeField(db_default=Now())
    run_after = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)  # of the latest attempt
    finished_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    token = models.PositiveIntegerField(default=0)  # grows with every claim: who holds an old one is a zombie
    worker = models.CharField(max_length=120, blank=True)  # the latest that claimed it
    lease_until = models.DateTimeField(null=True, blank=True)
    progress_done = models.BigIntegerField(null=True, blank=True)
    progress_total = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)  # one sentence; of the latest attempt that failed
    traceback = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index("run_after", "id", condition=Q(state=State.WAITING), name="job_due"),
            models.Index("lease_until", condition=Q(state=State.RUNNING), name="job_leased"),
            models.Index("finished_at", name="job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=UNFINISHED), name="job_unfinished_key_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(lease_until__isnull=False), name="job_running_has_lease"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk} {self.state}"


class Schedule(models.Model):
    """Work that comes due by the clock. Which ones exist is declared in settings; when they run may be changed."""

    name = models.CharField(max_length=80, unique=True)
    task = models.CharField(max_length=200)
    kwargs = models.JSONField(default=dict)
    cron = models.CharField(max_length=80)  # five fields, in `time_zone`
    time_zone = models.CharField(max_length=60, blank=True)  # empty: that of the business, whichever it is by then
    is_on = models.BooleanField(default=True)
    next_due_at = models.DateTimeField(db_index=True)
    latest_due_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.cron} {self.time_zone or 'business time'})"


class Worker(models.Model):
    """A process that runs jobs, for as long as it lives."""

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
