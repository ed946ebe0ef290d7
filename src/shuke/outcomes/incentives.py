"""Who buys only on incentive, written down by every refresh, and what became of them when it ended."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet, Sum

from shuke.actions.segments.models import Segment
from shuke.actions.segments.queries import members_of
from shuke.analytics.response.incentive import FEWEST, needing
from shuke.lib.bulk import insert_rows
from shuke.lib.progress import Report, silent
from shuke.outcomes.models import IncentiveBuyer
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.scores.models import CustomerScore
from shuke.warehouse.tables import open_tables

WINDOW_DAYS = 365
FEWEST_OVER = 20  # people whose incentive ended: of fewer nothing is concluded
COLUMNS = ("customer_id", "orders", "on_incentive", "latest_on", "orders_before", "orders_after", "is_over", "as_of")
OVER = Q(is_over=True)
KEPT = OVER & Q(orders_after__gt=0)
STOPPED = OVER & Q(orders_after=0)


@dataclass(frozen=True)
class Reliance:
    as_of: date | None
    regulars: int  # with FEWEST orders or more in the window
    needing: int
    over: int  # of them: their latest incentive lies far enough back
    kept: int  # of those: bought again without
    orders_before: int  # of those whose incentive is over, in equally many days
    orders_after: int

    @property
    def stopped(self) -> int:
        return self.over - self.kept

    @property
    def share(self) -> float | None:
        return self.needing / self.regulars if self.regulars else None

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.over if self.over else None

    @property
    def is_thin(self) -> bool:
        return self.over < FEWEST_OVER


def run_incentives(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """Everybody who needs an incentive, in the place of those of the refresh before. Twice gives the same rows."""
    with open_tables() as tables:
        lines = tables.lines(as_of=as_of, window_days=WINDOW_DAYS, by="current_key")
        found = needing(lines, as_of=as_of).to_pyarrow().to_pylist()
    rows = [(row["customer_id"], *(row[name] for name in COLUMNS[1:-1]), as_of) for row in found]
    with transaction.atomic():
        IncentiveBuyer.objects.all().delete()
        insert_rows(IncentiveBuyer._meta.db_table, COLUMNS, rows)
    report(f"incentives: {len(rows)} customers buy only on them as of {as_of}")


def reliance_of(*, scope: Scope, segment: Segment | None) -> Reliance:
    """Of everybody, or of those in the segment now."""
    people = _inside(scope, segment)
    buyers = IncentiveBuyer.objects.filter(customer__in=people.values("pk"))
    counts = buyers.aggregate(
        as_of=Max("as_of"),
        needing=Count("pk"),
        over=Count("pk", filter=OVER),
        kept=Count("pk", filter=KEPT),
        before=Sum("orders_before", filter=OVER),
        after=Sum("orders_after", filter=OVER),
    )
    regulars = CustomerScore.objects.filter(orders__gte=FEWEST, customer__in=people.values("pk")).count()
    return Reliance(
        as_of=counts["as_of"], regulars=regulars, needing=counts["needing"], over=counts["over"], kept=counts["kept"],
        orders_before=counts["before"] or 0, orders_after=counts["after"] or 0,
    )  # fmt: skip


def _inside(scope: Scope, segment: Segment | None) -> QuerySet[Customer]:
    return members_of(segment, scope=scope) if segment else Customer.objects.current().visible_to(scope)
