"""Sending what is due. Run twice, or by several workers at once, each message leaves once."""

import random
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from shuke.channels.message import Answer, Fate, Transport, Unsure
from shuke.jobs.context import JobContext
from shuke.records.messages.carriers import FileGone, carried, message_id, sender
from shuke.records.messages.models import Channel
from shuke.records.messages.providers import CARRIED, REPEATABLE, carrier_of, open_carrier
from shuke.records.messages.queries import contact_rules
from shuke.records.messages.services import (
    CalledBack,
    Claim,
    claim_message,
    due_messages,
    hold_message,
    mark_handover,
    recover_cut_off,
    settle_message,
)

# Longer than a mail server may take for one message: five commands of 20 s each.
LEASE_SECONDS = 180
# What matters more and comes due meanwhile waits no longer than this for what was found before it.
FOUND_FOR = timedelta(seconds=1)


def send_due(*, job: JobContext, lease_seconds: int = LEASE_SECONDS) -> None:
    """Every message that is due, a channel at a time, until none is left or the channel's server is away."""
    recover_cut_off(now=timezone.now(), repeatable=REPEATABLE)
    for channel in CARRIED:
        _send_channel(channel, job=job, lease=timedelta(seconds=lease_seconds))


def _send_channel(channel: str, *, job: JobContext, lease: timedelta) -> None:
    """Over one connection, which is opened where something is due."""
    if not due_messages(channel=channel, now=timezone.now()):
        return
    name, sent_by, rules, done = carrier_of(channel), sender(), contact_rules(), job.progress.done or 0
    carrier = open_carrier(channel, clock=timezone.now)
    try:
        for pk in _due(channel):
            job.heartbeat(progress_done=done)
            claim = claim_message(pk=pk, carrier=name, rules=rules, now=timezone.now(), lease=lease)
            if claim is not None:
                _carry(claim, carrier, sent_by=sent_by)
                done += 1
    finally:
        carrier.close()
    job.heartbeat(progress_done=done)


def _due(channel: str) -> Iterator[int]:
    while found := due_messages(channel=channel, now=timezone.now()):
        old_at = timezone.now() + FOUND_FOR
        for pk in found:
            yield pk
            if timezone.now() > old_at:
                break


def _carry(claim: Claim, carrier: Transport, *, sent_by: str) -> None:
    is_handed_over = False

    def before_handover() -> None:
        nonlocal is_handed_over
        known_as = message_id(claim.send) if claim.send.channel == Channel.EMAIL else ""
        mark_handover(claim, now=timezone.now(), message_id=known_as)
        is_handed_over = True

    try:
        answer = carrier.send(carried(claim.send, sender=sent_by), before_handover=before_handover)
    except FileGone as gone:
        answer = Answer(fate=Fate.REFUSED, reason="file_missing", detail=str(gone))
    except CalledBack:
        return
    except (OSError, Unsure) as broken:  # smtplib's errors are OSErrors
        if not is_handed_over:
            raise
        hold_message(claim, detail=str(broken), now=timezone.now())
        return
    settle_message(claim, answer, now=timezone.now(), jitter=random.random())
