"""Mails that arrive: each kept once, then settled by whoever knows what it belongs to."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from shuke.channels.inbox import Fetched, ImapBox, Mail, MailboxAddress, MailboxAway, read_mail
from shuke.jobs.backoff import retry_wait
from shuke.lib.errors import ShukeError
from shuke.records.messages.models import DeadAddress, Mailbox, MessageSend, ReceivedMail, ReceivedState
from shuke.records.messages.rules.words import mailbox_words
from shuke.records.messages.services.bouncing import take_bounce
from shuke.records.messages.services.events import tell

# A mailbox that was in use before us: what people have read there, or is older, stays between them and it.
FIRST_LOOK_BACK = timedelta(days=7)
Keep = Callable[[str], Path]


class NotFetched(ShukeError):
    """The mailbox cannot be read; the message says why, and what to do."""


@dataclass(frozen=True)
class _Look:
    uid_validity: int
    latest_uid: int
    uids: list[int]


def fetch_mail(
    *,
    now: datetime,
    address: MailboxAddress,
    own: frozenset[str],
    path_of: Keep,
    report: Callable[[int], None] = lambda kept: None,
) -> int:
    """Every new mail of the mailbox, each kept in a transaction of its own; how many were new to us.

    Nothing in the mailbox is changed. Raises NotFetched, after writing down why; until the rest after it is over,
    nothing is tried.
    """
    row, _made = Mailbox.objects.get_or_create(name=address.name)
    if row.rests_until is not None and row.rests_until > now:
        return 0
    kept = 0
    try:
        with ImapBox(address) as box:
            look = _look(box, row, now=now)
            for fetched in box.fetched(look.uids):
                mail = read_mail(fetched.raw, own=own, checked_by=address.checked_by)
                kept += keep_mail(now=now, mailbox=row, fetched=fetched, mail=mail, path_of=path_of) is not None
                report(kept)
    except MailboxAway as away:
        _note_failure(row, away, now=now)
        raise NotFetched(mailbox_words(away.reason, away.facts)) from away
    fine = {"failing_since": None, "failures": 0, "rests_until": None, "failure": ""}
    read_to = {"fetched_at": now, "uid_validity": look.uid_validity, "latest_uid": look.latest_uid}
    Mailbox.objects.filter(pk=row.pk).update(failure_facts={}, **fine, **read_to)
    return kept


def keep_mail(*, now: datetime, mailbox: Mailbox, fetched: Fetched, mail: Mail, path_of: Keep) -> ReceivedMail | None:
    """The mail's row; None where it was kept before. Killed anywhere in between, the next fetch does it again."""
    if ReceivedMail.objects.filter(identity=mail.identity).exists():
        return None  # nor are its bytes written again: who wrote it may have been erased since
    _write(path_of(mail.identity), fetched.raw)
    with transaction.atomic():
        Mailbox.objects.select_for_update().get(pk=mailbox.pk)  # one at a time, so that two workers insert once
        kept = _insert(mailbox, fetched, mail, now=now)
        if kept is not None:
            _sort(kept, mail, now=now)
    return kept


@transaction.atomic
def settle_mail(*, now: datetime, mail: ReceivedMail, state: str, thread: str = "", detail: str = "") -> None:
    """What became of a mail. The first that answers a message of ours gives that message its conversation."""
    mail.state, mail.thread, mail.detail = state, thread, detail[:300]
    mail.save(update_fields=["state", "thread", "detail"])
    if mail.answers is not None and state == ReceivedState.TAKEN:
        tell(mail.answers, "replied", now=now)
        MessageSend.objects.filter(pk=mail.answers.pk, thread="").update(thread=thread)


@transaction.atomic
def read_once_more(*, mail: ReceivedMail) -> None:
    """A mail that was not understood is tried again."""
    ReceivedMail.objects.filter(pk=mail.pk, state=ReceivedState.FAILED).update(state=ReceivedState.NEW, detail="")


def _look(box: ImapBox, row: Mailbox, *, now: datetime) -> _Look:
    """Where the mailbox was read to is written down when all of it was kept: cut off before, this look is repeated."""
    validity, highest = box.uid_validity(), box.highest_uid()
    if row.uid_validity == 0:
        return _Look(validity, highest, box.unread_uids_since((now - FIRST_LOOK_BACK).date()))
    # Numbered anew by the server: everything is looked at again, and what was kept before is known by its identity.
    uids = box.uids_after(row.latest_uid if row.uid_validity == validity else 0)
    return _Look(validity, max([highest, *uids]), uids)


def _insert(row: Mailbox, fetched: Fetched, mail: Mail, *, now: datetime) -> ReceivedMail | None:
    kept = ReceivedMail(
        mailbox=row,
        uid=fetched.uid,
        identity=mail.identity,
        message_id=mail.message_id[:300],
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject[:300],
        arrived_at=fetched.arrived_at,
        taken_at=now,
        size_bytes=fetched.size_bytes,
        is_head_only=fetched.is_head_only,
        automatic=mail.automatic,
        sender_check=mail.sender_check,
        answers=answered_send(mail),
    )
    if ReceivedMail.objects.filter(identity=mail.identity).exists():
        return None
    kept.save(force_insert=True)
    return kept


def answered_send(mail: Mail) -> MessageSend | None:
    """The message of ours that the mail answers: the one it names first."""
    sent = MessageSend.objects.filter(message_id__in=mail.references).exclude(message_id="")
    found = {send.message_id: send for send in sent}
    return next((found[one] for one in mail.references if one in found), None)


def _sort(kept: ReceivedMail, mail: Mail, *, now: datetime) -> None:
    if mail.bounce is not None and take_bounce(now=now, bounce=mail.bounce) is not None:
        state = ReceivedState.BOUNCE if mail.bounce.is_failed else ReceivedState.FILED
        settle_mail(now=now, mail=kept, state=state, detail=mail.bounce.detail)
    elif not mail.automatic:
        DeadAddress.objects.filter(address=mail.sender).delete()  # it writes, so somebody reads there


def _write(path: Path, raw: bytes) -> None:
    if path.exists() and path.stat().st_size == len(raw):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(raw)
    part.replace(path)


def _note_failure(row: Mailbox, away: MailboxAway, *, now: datetime) -> None:
    failures = row.failures + 1
    Mailbox.objects.filter(pk=row.pk).update(
        failures=failures,
        failing_since=row.failing_since or now,
        failure=away.reason,
        failure_facts=away.facts,
        rests_until=now + retry_wait(attempt=failures, jitter=0.5),
    )
