"""A write sent twice happens once: the answer is kept under the client's `Idempotency-Key` for a day."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import IdempotencyKey

KEPT = timedelta(hours=24)
# Longer than any request may run: whoever held the key is dead, and its transaction was rolled back.
ABANDONED_AFTER = timedelta(minutes=5)
LONGEST_KEY = 255


class StillRunning(ShukeError):
    """The first request with this key has not been answered yet."""


class OtherRequest(ShukeError):
    """The key was used for another request."""


class WrongKey(ShukeError):
    """The key is empty or too long."""


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Claim:
    """Ours to answer: `claimed_at` proves it until the answer is kept."""

    id: int
    claimed_at: datetime


def request_hash(*parts: bytes) -> str:
    """Of method, path, query and body: each goes in with its length, so that none runs into the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def claim(*, caller: str, key: str, hashed: str, now: datetime) -> Claim | Answer:
    """The kept answer, or the right to give it. Commits at once, so that a second request sees the first running.

    Raises StillRunning, OtherRequest, WrongKey.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise WrongKey(_("An Idempotency-Key has 1 to %(most)s characters.") % {"most": LONGEST_KEY})
    IdempotencyKey.objects.filter(caller=caller, key=key, created_at__lte=now - KEPT).delete()
    try:
        with transaction.atomic():
            made = IdempotencyKey.objects.create(caller=caller, key=key, request_hash=hashed, created_at=now)
    except IntegrityError:
        return _known(IdempotencyKey.objects.get(caller=caller, key=key), hashed=hashed, now=now)
    return Claim(id=made.pk, claimed_at=now)


def keep_answer(held: Claim, answer: Answer) -> None:
    """Belongs into the transaction of the write: both happen or neither. StillRunning: the claim was taken over."""
    kept = IdempotencyKey.objects.filter(pk=held.id, created_at=held.claimed_at, status__isnull=True)
    if not kept.update(status=answer.status, content_type=answer.content_type, body=answer.body):
        raise StillRunning(_("This request took too long and was taken over; ask again for its answer."))


def release(held: Claim) -> None:
    """Nothing was written: the same key may be tried again."""
    IdempotencyKey.objects.filter(pk=held.id, created_at=held.claimed_at, status__isnull=True).delete()


def purge_idempotency_keys(*, now: datetime) -> int:
    return IdempotencyKey.objects.filter(created_at__lte=now - KEPT).delete()[0]


def _known(row: IdempotencyKey, *, hashed: str, now: datetime) -> Claim | Answer:
    if row.request_hash != hashed:
        raise OtherRequest(_("This Idempotency-Key was used for another request; a new request needs a new key."))
    if row.status is not None:
        return Answer(status=row.status, content_type=row.content_type, body=bytes(row.body))
    abandoned = IdempotencyKey.objects.filter(pk=row.pk, status__isnull=True, created_at=row.created_at)
    if row.created_at <= now - ABANDONED_AFTER and abandoned.update(created_at=now):
        return Claim(id=row.pk, claimed_at=now)
    raise StillRunning(_("The first request with this Idempotency-Key is still running; ask again in a moment."))
