"""Members and their points as the pages list them: a fixed number of queries, however many there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Entry, Lot, Member, Plan, Proof, Tier
from shuke.records.membership.queries import MonthLiability, accounts_of, liability


@dataclass(frozen=True)
class MemberRow:
    member: Member
    points: int
    pending: int
    owed: int


@dataclass(frozen=True)
class PlanRow:
    plan: Plan
    members: int  # of the reader's stores
    tiers: Sequence[Tier]  # each with its count, `held`
    months: Sequence[MonthLiability]

    @property
    def points(self) -> int:
        return sum(month.points for month in self.months)

    @property
    def money(self) -> Decimal:
        return sum((month.money for month in self.months), Decimal(0))

    @property
    def url(self) -> str:
        return f"{reverse('membership')}?plan={self.plan.pk}"

    @property
    def shares(self) -> list[tuple[MonthLiability, str, float]]:
        """Each month with the door to those whose points it takes, and its share of the largest."""
        most = max((month.points for month in self.months), default=0)
        return [(month, f"{self.url}&expires={_expiry(month)}", month.points / most) for month in self.months]


@dataclass(frozen=True)
class Finding:
    text: str
    ids: Sequence[int]
    has_more: bool


def accounts_seen_by(scope: Scope) -> QuerySet[Member]:
    """Every account of the people seen, also under records merged into theirs."""
    records = Customer.objects.of_people_visible_to(scope)
    accounts = Member.objects.filter(customer__in=records)
    return accounts.select_related("customer__merged_into", "plan", "tier", "home_store")


def members_seen_by(scope: Scope) -> QuerySet[Member]:
    """Each once a plan: of several accounts the one that stands for the person, as `leader_of` chooses it."""
    person = OuterRef("customer__merged_into")
    own, older = Q(customer=person), Q(customer__merged_into=person, pk__lt=OuterRef("pk"))
    stands_behind = Exists(Member.objects.filter(own | older, plan=OuterRef("plan")))
    return accounts_seen_by(scope).exclude(Q(customer__merged_into__isnull=False) & stands_behind)


def member_rows(members: Sequence[Member], *, now: datetime) -> list[MemberRow]:
    """What each may spend: the accounts of records merged into theirs are of the same purse."""
    purses = _purses(members)
    ids = {pk for purse in purses.values() for pk in purse}
    points, pending = _points(ids, now=now)
    owed = dict(Entry.objects.filter(~Q(debt=0), member__in=ids).order_by().values_list("member").annotate(Sum("debt")))
    return [
        MemberRow(member, *(sum(held.get(pk, 0) for pk in purses[member.pk]) for held in (points, pending, owed)))
        for member in members
    ]


def _purses(members: Sequence[Member]) -> dict[int, list[int]]:
    """{member: the accounts spent together with it}; one query."""
    people = {member.pk: member.customer.merged_into_id or member.customer_id for member in members}
    held: dict[tuple[int, int], list[int]] = {}
    if members:
        for person, account in accounts_of({member.plan_id for member in members}, set(people.values())):
            held.setdefault((account.plan_id, person), []).append(account.pk)
    return {member.pk: held[member.plan_id, people[member.pk]] for member in members}


def plan_rows(members: QuerySet[Member], *, sees_money: bool, now: datetime) -> list[PlanRow]:
    """What is owed in points is the whole business's, shown to those who see its money."""
    counts = dict(members.order_by().values_list("plan").annotate(n=Count("pk")))
    held = dict(members.order_by().values_list("tier").annotate(n=Count("pk")))
    rows = []
    for plan in Plan.objects.prefetch_related("tiers"):
        tiers = list(plan.tiers.all())
        for tier in tiers:
            tier.held = held.get(tier.pk, 0)  # type: ignore[attr-defined]
            tier.url = f"{reverse('membership')}?tier={tier.pk}"  # type: ignore[attr-defined]
        months = liability(plan, now=now) if sees_money else []
        rows.append(PlanRow(plan, counts.get(plan.pk, 0), tiers, months))
    return rows


def findings_of(proof: Proof | None) -> list[Finding]:
    """What the latest proof did not find in order, in words."""
    if proof is None or proof.is_green:
        return []
    words = {
        "lot_differs": _("a lot holds something else than its moves say"),
        "entry_uncovered": _("a row is not covered by its lots"),
        "move_of_another": _("a row moved points of another account"),
        "balance_differs": _("an account differs from its rows, or is below zero"),
        "reversed_too_far": _("more was reversed than there was"),
        "return_not_mirrored": _("an order came back, its points did not"),
        "growth_not_mirrored": _("an order came back and kept its growth value"),
    }
    return [Finding(words[found["code"]], found["ids"], found["has_more"]) for found in proof.findings]


def _expiry(month: MonthLiability) -> str:
    return f"{month.month:%Y-%m}" if month.month else "never"


def _points(member_ids: Collection[int], *, now: datetime) -> tuple[dict[int, int], dict[int, int]]:
    over = Q(expires_at__isnull=False, expires_at__lte=now)
    lots = Lot.objects.filter(Q(active__gt=0) | Q(pending__gt=0), ~over, member__in=member_ids)
    points: dict[int, int] = {}
    pending: dict[int, int] = {}
    for pk, active, waiting, starts_at in lots.values_list("member", "active", "pending", "starts_at"):
        has_come = starts_at <= now
        points[pk] = points.get(pk, 0) + active + waiting * has_come
        pending[pk] = pending.get(pk, 0) + waiting * (not has_come)
    return points, pending
