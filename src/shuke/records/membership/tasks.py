"""Work by the clock, and what takes longer than a request."""

import os

from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.records.access.scope import scope_of_system
from shuke.records.membership.services import fill_batch, move_due_points, prove_ledger, review_tiers


def night(*, job: JobContext) -> None:
    """Releases and expires points, reviews tiers, then proves the ledger. Run twice it changes nothing more."""
    scope, now = scope_of_system("membership"), timezone.now()
    rows = move_due_points(scope=scope, now=now, report=lambda done: job.heartbeat(note=f"points {done}"))
    moved = review_tiers(scope=scope, now=now, report=lambda done: job.heartbeat(note=f"tiers {done}"))
    proof = prove_ledger(now=now)
    job.heartbeat(note=f"rows {rows}, tiers {moved}, {'green' if proof.is_green else 'red'}")


def prove(*, job: JobContext) -> None:
    """The proof alone, for somebody who cannot wait for the night."""
    proof = prove_ledger(now=timezone.now())
    job.heartbeat(note="green" if proof.is_green else "red")


def make_codes(*, batch_id: int, job: JobContext) -> None:
    """Fills a batch of coupon codes; run again it goes on where it stopped."""
    fill_batch(
        now=timezone.now(),
        batch_id=batch_id,
        random_bytes=os.urandom,
        report=lambda made: job.heartbeat(progress_done=made),
    )
