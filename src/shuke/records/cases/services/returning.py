"""Words to the customer that did not reach them: the case says so, and goes on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.queries import MESSAGE_KEYS
from shuke.records.cases.services.history import save, write
from shuke.records.cases.services.promising import CLOCK, run_clock
from shuke.records.cases.services.talking import reopen_row, run_again
from shuke.records.messages.models import NOT_ARRIVED, MessageSend, State
from shuke.records.messages.queries import not_arrived

# What came back later than this is history: nobody waits for it any more.
LOOKED_BACK = timedelta(days=14)
_AT_ONCE = 500


def take_back(*, scope: Scope, now: datetime) -> int:
    """Writes every lost message of a case into it, once; how many."""
    told = Entry.objects.filter(source_key=Concat(Value("message:"), _text("pk"), Value(":"), OuterRef("state")))
    lost = not_arrived(since=now - LOOKED_BACK).filter(~Exists(told), thread__startswith="case:")
    ids = list(lost.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_take(pk, scope=scope, now=now) for pk in ids)


@transaction.atomic
def _take(pk: int, *, scope: Scope, now: datetime) -> bool:
    send = MessageSend.objects.get(pk=pk)
    case = _held(int(send.thread.partition(":")[2]))
    key = f"message:{send.pk}:{send.state}"
    if case is None or Entry.objects.filter(source_key=key).exists():
        return False
    facts = {"message": send.pk, "channel": send.channel, "state": send.state, "reason": send.reason}
    write(case, Entry.Kind.EVENT, scope=scope, now=now, code="undelivered", facts=facts, source_key=key)
    words = _words_of(send)
    if words is not None and _goes_another_way(words):
        return True
    run_again(case, now=now)
    if words is not None and send.state != State.HELD:
        _unanswered(case, words, scope=scope, now=now)
    return True


def _unanswered(case: Case, words: Entry, *, scope: Scope, now: datetime) -> None:
    """What the customer never got is no answer: neither the first one, nor the last word of a case."""
    later = case.entries.filter(kind__in=(Entry.Kind.OUT, Entry.Kind.CALL), pk__gt=words.pk)
    if case.first_replied_at == words.at and not later.exists():
        case.first_replied_at = None
        run_clock(case, now=now)
        save(case, now, "first_replied_at", *CLOCK)
    if case.status == Case.Status.CLOSED and case.kind != Case.Kind.COMPLAINT:
        reopen_row(case, scope=scope, now=now, why="undelivered")


def _words_of(send: MessageSend) -> Entry | None:
    """The words it carried; None for what nobody wrote, such as that a mail arrived."""
    what, _colon, number = send.key.rpartition(":")
    return Entry.objects.filter(pk=number).first() if what in MESSAGE_KEYS.values() else None


def _goes_another_way(words: Entry) -> bool:
    """Whether another message carries the same words, and is not lost as far as is known."""
    keys = [f"{key}:{words.pk}" for key in MESSAGE_KEYS.values()]
    return MessageSend.objects.filter(key__in=keys).exclude(state__in=(*NOT_ARRIVED, State.CANCELLED)).exists()


def _held(number: int) -> Case | None:
    """The case, or the one it became part of, until the transaction ends."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("customer")
    found = cases.filter(pk=number).first()
    return cases.get(pk=found.merged_into_id) if found is not None and found.merged_into_id else found


def _text(column: str) -> Cast:
    return Cast(OuterRef(column), CharField())
