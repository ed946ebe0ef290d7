"""Cases as the API tells them."""

from shuke.records.cases.models import Case, Compensation, Entry, Improvement, Step
from shuke.records.cases.procedure import next_step
from shuke.records.cases.queries import tail_of
from shuke.records.cases.schemas import (
    CaseCompensationOut,
    CaseEntryOut,
    CaseOut,
    CaseReplyOut,
    CaseStepOut,
    CaseWithHistory,
    ImprovementOut,
)
from shuke.records.cases.services import done_steps


def case_out(case: Case) -> CaseOut:
    return CaseOut(
        id=case.pk,
        kind=case.kind,
        channel=case.channel,
        status=case.status,
        priority=case.priority,
        subject=case.subject,
        customer=case.customer.number if case.customer else None,
        store=case.store.code if case.store else None,
        owner=case.owner.username if case.owner else None,
        category=case.category.path if case.category else None,
        opened_at=case.opened_at,
        first_due_at=case.first_due_at,
        first_replied_at=case.first_replied_at,
        resolve_due_at=case.resolve_due_at,
        closed_at=case.closed_at,
    )


def case_now(pk: int) -> CaseOut:
    """As it stands after what was done to it, which may have given it to somebody else."""
    return case_out(Case.objects.select_related("customer", "store", "owner", "category").get(pk=pk))


def case_with_history(case: Case) -> CaseWithHistory:
    """`case` as `queries.case_in` finds it."""
    done = done_steps(case)
    gifts = case.compensations.select_related("coupon", "proposed_by", "decided_by").order_by("pk")
    return CaseWithHistory(
        **case_out(case).dict(),
        steps=sorted(done),
        next_step=next_step(done) if case.kind == Case.Kind.COMPLAINT else None,
        round=case.round,
        cause=case.cause.path if case.cause else None,
        praised=case.praised.username if case.praised else None,
        answer=case.answer,
        merged_into=case.merged_into_id,
        tags=list(case.tags.values_list("name", flat=True)),
        orders=list(case.orders.order_by("pk").values_list("pk", flat=True)),
        compensations=[compensation_out(gift) for gift in gifts],
        entries=[entry_out(entry) for entry in tail_of(case)],
    )


def entry_out(entry: Entry) -> CaseEntryOut:
    staff = entry.staff.username if entry.staff else None
    return CaseEntryOut(id=entry.pk, kind=entry.kind, code=entry.code, at=entry.at, staff=staff, text=entry.text)


def reply_out(entry: Entry) -> CaseReplyOut:
    return CaseReplyOut(**entry_out(entry).dict(), is_answer=not entry.facts.get("untold"))


def step_out(step: Step) -> CaseStepOut:
    staff = step.staff.username if step.staff else None
    return CaseStepOut(step=step.step, round=step.round, at=step.at, staff=staff, text=step.text)


def compensation_out(made: Compensation) -> CaseCompensationOut:
    return CaseCompensationOut(
        id=made.pk,
        kind=made.kind,
        points=made.points,
        amount=made.amount,
        currency=made.currency,
        coupon=made.coupon.code if made.coupon else None,
        reason=made.reason,
        state=made.state,
        proposed_by=made.proposed_by.username,
        decided_by=made.decided_by.username if made.decided_by else None,
        said=made.said,
    )


def improvement_out(made: Improvement) -> ImprovementOut:
    return ImprovementOut(
        id=made.pk,
        case=made.case_id or 0,
        cause=made.cause.path,
        text=made.text,
        owner=made.owner.username,
        due_on=made.due_on,
        done_on=made.done_on,
    )
