"""The clocks of the service, looked at every few minutes; the mailbox, read every minute."""

import structlog
from django.db import DataError
from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import scope_of_system
from shuke.records.cases.services import give_up_mail, hear_mail, take_back, watch_clocks
from shuke.records.messages.mailbox import mailbox_address, own_addresses, path_of, read_again
from shuke.records.messages.queries import mails_to_read
from shuke.records.messages.services import fetch_mail

log = structlog.get_logger("shuke.mail")
# What a mail nobody thought of may raise: it is put aside for a person, and the next one is read.
_NOT_UNDERSTOOD = (ShukeError, OSError, DataError, ValueError, LookupError, TypeError, AttributeError)


def watch(*, job: JobContext) -> None:
    """Says what did not arrive, warns, says what is late, escalates. Run twice it marks nothing twice."""
    scope, now = scope_of_system("cases"), timezone.now()
    take_back(scope=scope, now=now)
    marked = watch_clocks(scope=scope, now=now, report=lambda done: job.heartbeat(progress_done=done))
    job.heartbeat(note=f"marks {marked}")


def read_mail(*, job: JobContext) -> None:
    """Fetches what is new in the mailbox and takes it into cases. Killed anywhere and run again: each mail once.

    Raises NotFetched; what was fetched before is taken in all the same.
    """
    address = mailbox_address()
    try:
        if address is not None:
            fetch_mail(
                now=timezone.now(), address=address, own=own_addresses(), path_of=path_of,
                report=lambda kept: job.heartbeat(progress_done=kept),
            )  # fmt: skip
    finally:
        _hear_all(job)


def _hear_all(job: JobContext) -> None:
    for mail in mails_to_read()[:1000]:
        job.heartbeat()
        try:
            hear_mail(now=timezone.now(), pk=mail.pk, read=read_again(mail))
        except _NOT_UNDERSTOOD as error:
            log.exception("mail not understood", mail=mail.pk)
            give_up_mail(now=timezone.now(), pk=mail.pk, why=f"{type(error).__name__}: {error}")
