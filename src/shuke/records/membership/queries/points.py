"""What a person can spend, what waits, what is owed; and what the business owes in points."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from shuke.lib.dates import midnight
from shuke.records.membership.ledger.decide import OpenLot, is_over
from shuke.records.membership.models import Entry, Lot, Member, Plan, Proof
from shuke.records.membership.queries.at_the_till import growth_between, open_lots_and_debts
from shuke.records.stores.queries import business


@dataclass(frozen=True)
class Balance:
    points: int  # can be spent at the moment asked about
    pending: int  # waits for the return window to end
    debt: int  # owed after returns; settled by what is earned next
    next_expiry_at: datetime | None
    next_expiry_points: int


@dataclass(frozen=True)
class MonthLiability:
    month: date | None  # of the last day they can be spent, in the business' time zone; None: never
    points: int
    money: Decimal


def balance_of(member_ids: Collection[int], *, now: datetime) -> Balance:
    """Of the accounts of one purse. Points whose day has come or gone count so, also before the night's rows."""
    return balance_in(*open_lots_and_debts(member_ids), now=now)


def balance_in(lots: Iterable[OpenLot], debts: Iterable[tuple[int, int]], *, now: datetime) -> Balance:
    """As `balance_of`, from what was read already."""
    held = [lot for lot in lots if not is_over(lot, now)]
    come = [lot for lot in held if lot.starts_at <= now]
    ends = min((lot.expires_at for lot in held if lot.expires_at is not None), default=None)
    return Balance(
        points=sum(lot.active for lot in held) + sum(lot.pending for lot in come),
        pending=sum(lot.pending for lot in held if lot.starts_at > now),
        debt=sum(points for _account, points in debts),
        next_expiry_at=ends,
        next_expiry_points=sum(lot.active + lot.pending for lot in held if ends and lot.expires_at == ends),
    )


def points_now(member_ids: Collection[int], *, now: datetime) -> int:
    """`Balance.points` alone, in one query."""
    lots = Lot.objects.filter(_open(), _not_over(now), member__in=member_ids)
    come = Coalesce(Sum("pending", filter=Q(starts_at__lte=now)), 0)
    return int(lots.aggregate(n=Coalesce(Sum("active"), 0) + come)["n"])


def expirations_of(member_ids: Collection[int], *, now: datetime) -> list[tuple[datetime, int]]:
    """(moment, points that are gone then), the nearest first; points without expiry are left out."""
    lots = Lot.objects.filter(_open(), member__in=member_ids, expires_at__gt=now).order_by("expires_at")
    rows = lots.values_list("expires_at").annotate(held=Sum(F("active") + F("pending")))
    return [(at, held) for at, held in rows if at is not None]


def entries_of(member_ids: Collection[int]) -> QuerySet[Entry]:
    """Newest first, with what their rows show: who, where, which order."""
    entries = Entry.objects.filter(member__in=member_ids).select_related("staff", "store", "order", "api_key")
    return entries.order_by("-pk")


def entries_of_members(
    members: QuerySet[Member] | None,
    *,
    kind: str = "",
    source: str = "",
    plan: Plan | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """The ledger of `members` (None: everybody's), newest first, from `since` to before `until`."""
    asked = {"kind": kind, "source": source, "plan": plan, "at__gte": since, "at__lt": until}
    found = Entry.objects.filter(**{name: value for name, value in asked.items() if value})
    if members is not None:
        found = found.filter(member__in=members)
    related = ("member__customer", "staff", "store", "order", "api_key")
    return found.select_related(*related).order_by("-pk")


def growth_of(member_ids: Collection[int], *, until: date, period_days: int) -> int:
    """Growth value of the `period_days` days that end with `until`."""
    return growth_between(member_ids, since=until - timedelta(days=period_days - 1), until=until)


def liability(plan: Plan, *, now: datetime) -> list[MonthLiability]:
    """What the points held would pay, by the month they end in; pending ones count, owed ones do not lessen it."""
    lots = Lot.objects.filter(_open(), _not_over(now), member__plan=plan)
    last_second = ExpressionWrapper(F("expires_at") - timedelta(seconds=1), output_field=DateTimeField())
    months = TruncMonth(last_second, output_field=DateTimeField(), tzinfo=ZoneInfo(business().time_zone))
    rows = lots.annotate(month=months).values_list("month").annotate(n=Sum(F("active") + F("pending")))
    found = [MonthLiability(month.date() if month else None, n, n * plan.point_value) for month, n in rows.order_by()]
    return sorted(found, key=lambda one: one.month or date.max)


def lots_ending_in(month: date) -> QuerySet[Lot]:
    """Those that `liability` counts under the month."""
    zone = business().time_zone
    first, end = (midnight(zone, day.replace(day=1)) for day in (month, month + timedelta(days=32)))
    return Lot.objects.filter(_open(), expires_at__gt=first, expires_at__lte=end)


def latest_proof() -> Proof | None:
    return Proof.objects.order_by("-at", "-pk").first()


def _open() -> Q:
    return Q(active__gt=0) | Q(pending__gt=0)


def _not_over(now: datetime) -> Q:
    return Q(expires_at__isnull=True) | Q(expires_at__gt=now)
