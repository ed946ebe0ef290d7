"""Making good: points, a coupon or a refund, within what a role may give; above it a second person decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Role, Staff
from shuke.records.access.permissions import ROLES_OF
from shuke.records.access.scope import NotAllowed, Scope
from shuke.records.access.services import record_audit
from shuke.records.cases.models import Case, Compensation, Desk
from shuke.records.cases.procedure import require_turn
from shuke.records.cases.queries import desk
from shuke.records.cases.services.history import happened
from shuke.records.cases.services.stamps import done_steps, stamp
from shuke.records.cases.services.talking import locked
from shuke.records.customers.queries import discount_refusal, policy_of, survivor_of
from shuke.records.membership.models import Coupon, Member
from shuke.records.membership.queries.members import people_in
from shuke.records.membership.services import Cause, compensate_points, limit_by_hand
from shuke.records.membership.services.giving import give_code
from shuke.records.stores.queries import business

_MOST_POINTS = 10_000_000


class NothingToGive(ShukeError):
    """A compensation without a value, or for somebody who cannot receive it."""


class NotForThisClass(ShukeError):
    """The policy of the customer's class forbids the coupon to whoever gives it and to all who could approve it."""


class AlreadyDecided(ShukeError):
    """Somebody said yes or no before."""


class SecondPerson(ShukeError):
    """Whoever proposed it, or whose own limit is lower, cannot approve it."""


@dataclass(frozen=True, kw_only=True)
class Gift:
    kind: str
    reason: str  # for the customer
    points: int | None = None
    amount: Decimal | None = None  # of a refund, in the currency of the business
    coupon: Coupon | None = None


@transaction.atomic
def propose(
    *, scope: Scope, now: datetime, case: Case, gift: Gift, random_bytes: Callable[[int], bytes]
) -> Compensation:
    """Given at once within the proposer's limit; above it, or where the policy of the customer's class leaves discounts
    to others, the row waits for a second person.

    Raises OutOfOrder before the apology, NothingToGive, NotForThisClass, CaseOver.
    """
    held = locked(case)
    require_turn("compensation", done_steps(held))
    proposer = _person(scope)
    _require_value(held, gift)
    made = _wished(held, gift, proposer=proposer, now=now)
    if refusal := _class_refusal(made, *sorted(ROLES_OF["cases.approve"]), proposer.role):
        raise NotForThisClass(refusal)
    made.save()
    if not may_give(scope, made):
        made.needs_second = True
        made.save(update_fields=["needs_second"])
        happened(held, "proposed", scope=scope, now=now, facts=_told(made))
        return made
    return _give(made, held, scope=scope, now=now, random_bytes=random_bytes)


@transaction.atomic
def approve(
    *, scope: Scope, now: datetime, compensation: Compensation, random_bytes: Callable[[int], bytes]
) -> Compensation:
    """The second person's yes. Raises SecondPerson, AlreadyDecided."""
    made, held = _waiting(compensation, scope=scope)
    if made.proposed_by_id == scope.staff_id:
        raise SecondPerson(_("You proposed this yourself; somebody else has to approve it."))
    if refusal := _class_refusal(made, scope.role, made.proposed_by.role):
        raise SecondPerson(refusal)
    if not may_give(scope, made):
        raise SecondPerson(_("This is above what your own role may give; the owner has to approve it."))
    return _give(made, held, scope=scope, now=now, random_bytes=random_bytes)


@transaction.atomic
def reject(*, scope: Scope, now: datetime, compensation: Compensation, said: str) -> Compensation:
    """Sends it back; another may be proposed, or the complaint goes on without one."""
    made, held = _waiting(compensation, scope=scope)
    made.state, made.decided_by_id, made.decided_at = Compensation.State.REJECTED, scope.staff_id, now
    made.said = said.strip()[:200]
    made.save(update_fields=["state", "decided_by", "decided_at", "said"])
    happened(held, "rejected", scope=scope, now=now, text=made.said, facts=_told(made))
    return made


@transaction.atomic
def give_nothing(*, scope: Scope, now: datetime, case: Case, why: str) -> None:
    """The complaint goes on without compensation, and says why. Raises OutOfOrder, NothingToGive."""
    held = locked(case)
    if not why.strip():
        raise NothingToGive(_("Write down why nothing is given; it is read later."))
    if held.compensations.filter(state=Compensation.State.PROPOSED).exists():
        raise NothingToGive(_("A compensation waits for approval; it has to be decided first."))
    stamp(held, "compensation", scope=scope, now=now, text=why.strip(), facts={"none": True})


def may_give(scope: Scope, wanted: Compensation) -> bool:
    """Whether the caller's role covers this, together with what the same case was given before, and the policy of the
    customer's class leaves the discount to the caller or to whoever proposed it."""
    if _class_refusal(wanted, scope.role, wanted.proposed_by.role):
        return False
    held = desk()
    if wanted.kind == Compensation.Kind.POINTS:
        limits = [_of_role(scope, held, "points"), *(limit_by_hand(scope, m.plan) for m in _members(wanted.case))]
        known = [Decimal(limit) for limit in limits if limit is not None]
        return not known or _points_of(wanted) <= min(known)
    limit = _of_role(scope, held, "money")
    worth = _money_of(wanted)
    return limit is None or (worth is not None and worth <= limit)


def _class_refusal(wanted: Compensation, *roles: str) -> str:
    """Why none of `roles` may give the coupon to a customer of this class; empty where one of them may."""
    if wanted.coupon is None or wanted.case.customer is None:
        return ""
    policy = policy_of(survivor_of(wanted.case.customer))
    percent = wanted.coupon.value if wanted.coupon.kind == Coupon.Kind.PERCENT else None
    refusals = [discount_refusal(policy, role=role, percent=percent) for role in roles]
    return "" if "" in refusals else refusals[0]


def _of_role(scope: Scope, held: Desk, what: str) -> Decimal | int | None:
    """None: no limit. Whoever is not an agent, a manager or above may give nothing."""
    limits = {
        Role.AGENT.value: getattr(held, f"agent_most_{what}"),
        Role.MANAGER.value: getattr(held, f"manager_most_{what}"),
        Role.OWNER.value: None,
    }
    limit: Decimal | int | None = limits.get(scope.role, 0)
    return limit


def _points_of(wanted: Compensation) -> int:
    before = _before(wanted).filter(kind="points").aggregate(n=Sum("points"))["n"] or 0
    return int(before + (wanted.points or 0))


def _money_of(wanted: Compensation) -> Decimal | None:
    """Refunds and coupons of the case together; None where a coupon has no amount that could be compared."""
    total = Decimal(0)
    for row in (*_before(wanted).exclude(kind="points").select_related("coupon"), wanted):
        if row.coupon is not None and row.coupon.kind != Coupon.Kind.AMOUNT:
            return None
        total += row.amount or (row.coupon.value if row.coupon else Decimal(0))
    return total


def _before(wanted: Compensation) -> QuerySet[Compensation]:
    return Compensation.objects.filter(case=wanted.case_id, state=Compensation.State.GIVEN).exclude(pk=wanted.pk)


def _give(
    made: Compensation, case: Case, *, scope: Scope, now: datetime, random_bytes: Callable[[int], bytes]
) -> Compensation:
    made.state, made.decided_by_id, made.decided_at = Compensation.State.GIVEN, scope.staff_id, now
    if made.kind == Compensation.Kind.POINTS:
        cause = Cause(source="case", key=f"compensation:{made.pk}", reason=made.reason, store=case.store)
        member = _members(case)[0]
        entries = compensate_points(scope=scope, now=now, member=member, points=made.points or 0, cause=cause)
        made.ledger_entry = entries[0]
    elif made.kind == Compensation.Kind.COUPON:
        assert made.coupon is not None
        assert case.customer is not None
        made.coupon_code = give_code(
            scope=scope, now=now, coupon=made.coupon, customer=case.customer, random_bytes=random_bytes
        )
    made.save()
    record_audit(scope=scope, action="case.compensate", at=now, subject=f"case:{case.pk}", facts=_told(made))
    if "compensation" not in done_steps(case):
        stamp(case, "compensation", scope=scope, now=now, text=made.reason, facts=_told(made))
    return made


def _wished(case: Case, gift: Gift, *, proposer: Staff, now: datetime) -> Compensation:
    return Compensation(
        case=case,
        round=case.round,
        kind=gift.kind,
        points=gift.points if gift.kind == "points" else None,
        amount=gift.amount if gift.kind == "refund" else None,
        coupon=gift.coupon if gift.kind == "coupon" else None,
        currency=business().currency if gift.kind == "refund" else "",
        reason=gift.reason.strip(),
        needs_second=False,
        proposed_by=proposer,
        proposed_at=now,
    )


def _waiting(compensation: Compensation, *, scope: Scope) -> tuple[Compensation, Case]:
    scope.require("cases.approve")
    _person(scope)
    held = locked(compensation.case)
    made = Compensation.objects.select_for_update(of=("self",)).select_related("coupon").get(pk=compensation.pk)
    if made.state != Compensation.State.PROPOSED:
        raise AlreadyDecided(_("This compensation was decided already."))
    made.case = held
    return made, held


def _require_value(case: Case, gift: Gift) -> None:
    if not gift.reason.strip():
        raise NothingToGive(_("Write the reason; the customer reads it beside the points or the coupon."))
    if gift.kind != Compensation.Kind.REFUND and case.customer is None:
        raise NothingToGive(_("Say first which customer this is; only a refund can be given to somebody unknown."))
    is_empty = {
        "points": not 0 < (gift.points or 0) <= _MOST_POINTS,
        "coupon": gift.coupon is None,
        "refund": not (gift.amount or 0) > 0,
    }
    if is_empty.get(gift.kind, True):
        raise NothingToGive(_("Say how much: points, a coupon, or an amount above zero."))
    if gift.kind == Compensation.Kind.POINTS and not _members(case):
        raise NothingToGive(_("This customer is no member and has no points; give a refund, or enrol them first."))


def _members(case: Case) -> list[Member]:
    """The accounts of the person, the oldest first."""
    if case.customer_id is None:
        return []
    people = people_in(case.customer.merged_into_id or case.customer_id) if case.customer else set()
    return list(Member.objects.filter(customer__in=people).select_related("plan", "customer").order_by("pk"))


def _person(scope: Scope) -> Staff:
    if scope.staff_id is None:
        raise NotAllowed(_("Only a person may give compensation; sign in."))
    return Staff.objects.get(pk=scope.staff_id)


def _told(made: Compensation) -> dict[str, object]:
    return {
        "compensation": made.pk,
        "what": made.kind,
        "points": made.points,
        "amount": str(made.amount) if made.amount is not None else None,
        "coupon": made.coupon.code if made.coupon else None,
    }
