"""Words of a case: ours to the customer, theirs to us, notes and calls among colleagues."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.text import without_nul
from shuke.records.access.scope import Scope
from shuke.records.cases.files import GivenFile, checked
from shuke.records.cases.models import Case, Entry, Step
from shuke.records.cases.procedure import WROTE, next_step
from shuke.records.cases.services.history import happened, save, tell, write
from shuke.records.cases.services.mailing import mail_entry, post_back, text_entry, ways_of
from shuke.records.cases.services.opening import NewCase, NothingSaid, open_case
from shuke.records.cases.services.promising import CLOCK, PROMISED, promise, resume, run_clock
from shuke.records.cases.services.stamps import done_steps, stamp


class CaseOver(ShukeError):
    """The case is closed or part of another one."""


@transaction.atomic
def reply(
    *,
    scope: Scope,
    now: datetime,
    case: Case,
    text: str,
    files: Sequence[GivenFile] = (),
    is_question: bool = False,
    is_final: bool = False,
    by_email: bool = False,
    by_sms: bool = False,
    is_told: bool = True,
) -> Entry:
    """Words to the customer. `is_question` stops the clock until they answer; `is_final` is a complaint's answer.

    `by_email` sends them too, with their files, in the conversation by mail where there is one, `by_sms` as a short
    message; words in a chat go back to it by the webhook in any case. Words that leave no way and that nobody told the
    customer (`is_told`) are no answer yet: they stop no clock.

    Raises CaseOver, NothingSaid, FileRefused, and OutOfOrder for a final answer before its turn.
    """
    held = locked(case)
    said, given = _said(text), checked(files)
    if is_final:
        stamp(held, "reply", scope=scope, now=now)
    is_answer = is_told or _leaves(held, by_email=by_email, by_sms=by_sms)
    entry = write(held, Entry.Kind.OUT, scope=scope, now=now, text=said, files=given, code="final" if is_final else "",
                  facts={} if is_answer else {"untold": True})  # fmt: skip
    if is_answer and held.first_replied_at is None:
        _first_reply(held, scope=scope, now=now)
    if by_email:
        mail_entry(entry, scope=scope, now=now)
    if by_sms:
        text_entry(entry, scope=scope, now=now)
    post_back(entry, scope=scope, now=now)
    tell(held, "replied" if is_answer else "noted", scope=scope, now=now)
    if is_question and is_answer:
        wait_for_customer(scope=scope, now=now, case=held)
    return entry


@transaction.atomic
def add_note(*, scope: Scope, now: datetime, case: Case, text: str, files: Sequence[GivenFile] = ()) -> Entry:
    """For colleagues only; on a closed case too."""
    entry = write(case, Entry.Kind.NOTE, scope=scope, now=now, text=_said(text), files=checked(files))
    tell(case, "noted", scope=scope, now=now)
    return entry


@transaction.atomic
def add_call(*, scope: Scope, now: datetime, case: Case, text: str, is_reached: bool) -> Entry:
    """A telephone call with its outcome; reaching the customer is a first answer."""
    held = locked(case)
    entry = write(held, Entry.Kind.CALL, scope=scope, now=now, text=_said(text), facts={"reached": is_reached})
    if is_reached and held.first_replied_at is None:
        _first_reply(held, scope=scope, now=now)
    tell(held, "called", scope=scope, now=now, facts={"reached": is_reached})
    return entry


@transaction.atomic
def take_in(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    new: NewCase,
    into: Case | None = None,
    replies_to: Sequence[str] = (),
    is_automatic: bool = False,
) -> Case | None:
    """What arrived from outside: into the case it answers, else into a new one.

    `into` names that case where it is known; `replies_to` holds the keys of earlier messages; a `thread_key` finds
    the live case of a conversation. What is automatic is noted where it belongs and opens nothing (None): two machines
    never talk to each other through us. The same `source_key` twice changes nothing.
    """
    known = Entry.objects.filter(source_key=new.source_key).select_related("case").first() if new.source_key else None
    if known is not None:
        return known.case
    case = into or _answered(new, replies_to)
    if case is None:
        return None if is_automatic else open_case(scope=scope, now=now, origin=origin, new=new)
    if is_automatic:
        write(case, Entry.Kind.NOTE, scope=scope, now=now, code="automatic", text=new.text, source_key=new.source_key,
              facts=new.facts)  # fmt: skip
        return case
    return hear(scope=scope, now=now, case=case, new=new)


def hear(*, scope: Scope, now: datetime, case: Case, new: NewCase) -> Case:
    """The customer's next words: a waiting case runs again, a closed one is opened again."""
    held = _lock(case)
    write(held, Entry.Kind.IN, scope=scope, now=now, text=_said(new.text), files=checked(new.files),
          source_key=new.source_key, facts=new.facts)  # fmt: skip
    tell(held, "heard", scope=scope, now=now)
    run_again(held, now=now)
    if held.status == Case.Status.CLOSED:
        reopen_row(held, scope=scope, now=now, why=WROTE)
    return held


@transaction.atomic
def wait_for_customer(*, scope: Scope, now: datetime, case: Case) -> None:
    """Stops the clock. Waiting already changes nothing."""
    held = locked(case)
    if held.status == Case.Status.WAITING:
        return
    held.status, held.paused_at = Case.Status.WAITING, now
    run_clock(held, now=now)
    save(held, now, "status", "paused_at", *CLOCK)
    happened(held, "waiting", scope=scope, now=now)


@transaction.atomic
def go_on(*, scope: Scope, now: datetime, case: Case) -> None:
    """Ends the waiting by hand: the customer answered another way."""
    held = locked(case)
    if run_again(held, now=now):
        happened(held, "resumed", scope=scope, now=now)


def run_again(case: Case, *, now: datetime) -> bool:
    """The clock of a case under lock runs again; whether it stood."""
    if case.status != Case.Status.WAITING:
        return False
    resume(case, now=now)
    save(case, now, "status", "paused_at", *PROMISED)
    return True


def reopen_row(case: Case, *, scope: Scope, now: datetime, why: str) -> None:
    """A case under lock runs again from now on; a complaint begins a new round of its procedure."""
    case.status, case.closed_at, case.paused_at = Case.Status.OPEN, None, None
    if case.kind == Case.Kind.COMPLAINT:
        # A round that was put back keeps its stamps, and its number.
        begun = Step.objects.filter(case=case).aggregate(latest=Max("round"))["latest"]
        case.round = max(case.round, begun or 0) + 1
    promise(case, start=now)
    save(case, now, "status", "closed_at", "paused_at", "round", *PROMISED)
    happened(case, "reopened", scope=scope, now=now, facts={"why": why, "round": case.round})
    if case.kind == Case.Kind.COMPLAINT:
        stamp(case, "received", scope=scope, now=now)


def locked(case: Case) -> Case:
    """The live case, held until the transaction ends. Raises CaseOver."""
    held = _lock(case)
    if held.merged_into_id is not None:
        told = {"number": held.pk, "whole": held.merged_into_id}
        raise CaseOver(_("Case %(number)d became part of case %(whole)d; go on there.") % told)
    if not held.is_live:
        raise CaseOver(_("Case %(number)d is closed; open it again first.") % {"number": held.pk})
    return held


def _lock(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("customer").get(pk=case.pk)


def _leaves(case: Case, *, by_email: bool, by_sms: bool) -> bool:
    ways = ways_of(case)
    return bool(ways.conversation or (by_email and ways.email) or (by_sms and ways.phone))


def _first_reply(case: Case, *, scope: Scope, now: datetime) -> None:
    case.first_replied_at = now
    run_clock(case, now=now)
    save(case, now, "first_replied_at", *CLOCK)
    if case.kind == Case.Kind.COMPLAINT and next_step(done_steps(case)) == "received":
        stamp(case, "received", scope=scope, now=now)


def _answered(new: NewCase, replies_to: Sequence[str]) -> Case | None:
    keys = [key for key in replies_to if key]
    entry = Entry.objects.filter(source_key__in=keys).select_related("case").order_by("-pk").first() if keys else None
    if entry is not None:
        return entry.case.merged_into or entry.case
    if not new.thread_key:
        return None
    of_thread = Case.objects.filter(channel=new.channel, thread_key=new.thread_key)
    found = of_thread.exclude(status=Case.Status.CLOSED).order_by("-pk").first()
    return (found.merged_into or found) if found else None


def _said(text: str) -> str:
    said = without_nul(text).strip()
    if not said:
        raise NothingSaid(_("Write what it is about; a few words are enough."))
    return said[:20_000]
