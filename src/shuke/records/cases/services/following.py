"""After the answer: is the customer satisfied with the handling? A no opens the case again."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.cases.models import Case, Entry, Improvement, Topic
from shuke.records.cases.procedure import next_step, require_turn
from shuke.records.cases.services.history import save, tell, write
from shuke.records.cases.services.stamps import NoComplaint, done_steps, stamp
from shuke.records.cases.services.talking import locked, reopen_row, run_again, wait_for_customer
from shuke.records.surveys.models import Ask
from shuke.records.surveys.services import answer, ask

YES, NO, SILENT = "yes", "no", "silent"
UNSATISFIED = "unsatisfied"  # why a case was opened again


class NoCause(ShukeError):
    """Learning needs a cause."""


@transaction.atomic
def ask_about(*, scope: Scope, now: datetime, case: Case, new_secret: Callable[[], str]) -> Ask:
    """The question about the handling of this round, with its link; put after the answer. Raises OutOfOrder, CaseOver.

    Once it is put, the clock stands until it is answered. Put again it is the same question, and stops nothing.
    """
    if case.kind != Case.Kind.COMPLAINT:
        raise NoComplaint(_("Only a complaint is followed up; change the kind of the case first."))
    held = locked(case)
    require_turn("follow_up", done_steps(held))
    if (known := asked(held)) is not None:
        return known
    wait_for_customer(scope=scope, now=now, case=held)
    return ask(now=now, about=_about(held), customer=held.customer, new_secret=new_secret)


def asked(case: Case) -> Ask | None:
    return Ask.objects.filter(about=_about(case)).first()


@transaction.atomic
def take_answer(*, scope: Scope, now: datetime, question: Ask, is_satisfied: bool, wish: str) -> Case:
    """What the customer said by the link; the case it is part of now. Raises AlreadyAnswered.

    A no opens that round again even where a colleague had given up waiting for it, and a closed case in any round.
    """
    said = answer(now=now, question=question, is_satisfied=is_satisfied, wish=wish)
    number, round_asked = _named(said)
    case, outcome = _whole(number), YES if is_satisfied else NO
    is_its_round = case.pk == number and case.round == round_asked
    if is_its_round and next_step(done_steps(case)) == "follow_up":
        _followed(case, outcome, said.wish, by="link", scope=scope, now=now)
        return case
    facts = {"satisfied": outcome}
    run_again(case, now=now)
    write(case, Entry.Kind.EVENT, scope=scope, now=now, code="answered", text=said.wish, facts=facts)
    tell(case, "followed_up", scope=scope, now=now, facts=facts)
    if outcome == NO and (is_its_round or not case.is_live):
        reopen_row(case, scope=scope, now=now, why=UNSATISFIED)
    return case


def opened_again_by(question: Ask) -> bool:
    """Whether the answer opened the case again; a no about a round that is over long ago finds it open already."""
    if question.answered_at is None:
        return False
    number, _round = _named(question)
    mine = Q(case=number) | Q(case__merged_from=number)
    return Entry.objects.filter(mine, code="reopened", facts__why=UNSATISFIED, at=question.answered_at).exists()


@transaction.atomic
def follow_up(*, scope: Scope, now: datetime, case: Case, outcome: str, text: str) -> Case:
    """Asked in person: "yes", "no", or "silent" when nobody could be reached. Raises OutOfOrder."""
    held = _locked(case.pk)
    if outcome not in (YES, NO, SILENT):
        raise NoComplaint(_("Say whether the customer is satisfied, not satisfied, or could not be reached."))
    _followed(held, outcome, text.strip(), by="person", scope=scope, now=now)
    return held


@transaction.atomic
def learn(
    *,
    scope: Scope,
    now: datetime,
    case: Case,
    cause: Topic,
    text: str,
    owner: Staff | None = None,
    due_on: date | None = None,
) -> Improvement | None:
    """What caused it, and what is changed by whom until when; without a change `text` says why none is needed."""
    held = _locked(case.pk)
    if cause.tree != Topic.Tree.CAUSE:
        raise NoCause(_("Choose a cause from the tree of causes."))
    if not text.strip():
        raise NoCause(_("Write what is changed, or why nothing has to be."))
    held.cause = cause
    save(held, now, "cause")
    stamp(held, "learned", scope=scope, now=now, text=text.strip(), facts={"cause": cause.pk})
    if owner is None or due_on is None:
        return None
    return Improvement.objects.create(
        case=held, cause=cause, text=text.strip()[:300], owner=owner, due_on=due_on, made_at=now
    )


@transaction.atomic
def finish_improvement(*, scope: Scope, now: datetime, improvement: Improvement, done_on: date) -> None:
    """Done. Twice changes nothing."""
    if Improvement.objects.filter(pk=improvement.pk, done_on__isnull=True).update(done_on=done_on):
        record_audit(scope=scope, action="improvement.done", at=now, subject=f"improvement:{improvement.pk}")


def _followed(case: Case, outcome: str, text: str, *, by: str, scope: Scope, now: datetime) -> None:
    run_again(case, now=now)
    stamp(case, "follow_up", scope=scope, now=now, text=text, facts={"satisfied": outcome, "by": by})
    tell(case, "followed_up", scope=scope, now=now, facts={"satisfied": outcome})
    if outcome == NO:
        reopen_row(case, scope=scope, now=now, why=UNSATISFIED)


def _about(case: Case) -> str:
    return f"case:{case.pk}:{case.round}"


def _named(question: Ask) -> tuple[int, int]:
    """The number of the case and its round."""
    number, round_asked = question.about.split(":")[1:]
    return int(number), int(round_asked)


def _whole(number: int) -> Case:
    """The case, or the one it became part of."""
    held = _locked(number)
    return _locked(held.merged_into_id) if held.merged_into_id else held


def _locked(pk: int) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("customer").get(pk=pk)
