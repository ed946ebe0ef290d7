"""The people behind the figures, best or most pressing first, within one's stores."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from django.db.models import Count, Q, QuerySet, Sum

from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.report.attention import SLIPPING, Candidate, most_pressing
from shuke.scores.models import CustomerScore
from shuke.web.words import Reason, products_named

CODES = range(1, 6)


def scores(scope: Scope) -> QuerySet[CustomerScore]:
    rows = CustomerScore.objects.select_related("customer")
    return rows if scope.store_ids is None else rows.filter(home_store__in=scope.store_ids)


def in_cell(r: int, code: int, *, column: Literal["f", "fm"], scope: Scope) -> QuerySet[CustomerScore]:
    """Who stands in one cell of the RFM map, most spend first."""
    rows = scores(scope).filter(in_window=True, r=r)
    rows = rows.filter(f=code) if column == "f" else rows.filter(_has_fm(code))
    return rows.order_by("-spend_minor", "customer__number")


def _has_fm(code: int) -> Q:
    """⌊(F + M) ÷ 2 + ½⌋ is `code`, as pairs of codes: an index over F and M can serve it."""
    pairs = [(f, m) for f in CODES for m in CODES if (f + m + 1) // 2 == code]
    return reduce(or_, (Q(f=f, m=m) for f, m in pairs))


def who_moved(before: str, after: str, *, scope: Scope) -> QuerySet[CustomerScore]:
    """From one stage at the end of the month before to another, most value at risk first."""
    rows = scores(scope).filter(previous_stage=before, stage=after)
    return rows.order_by("-value_at_risk_minor", "customer__number")


def slipping_away(*, scope: Scope) -> QuerySet[CustomerScore]:
    return scores(scope).filter(stage=SLIPPING)


@dataclass(frozen=True)
class Sums:
    customers: int
    value_at_risk_minor: int


def sums_of(people: QuerySet[CustomerScore]) -> Sums:
    found = people.aggregate(customers=Count("pk"), at_risk=Sum("value_at_risk_minor"))
    return Sums(found["customers"], found["at_risk"] or 0)


def first_of(people: QuerySet[CustomerScore], *, count: int) -> list[CustomerScore]:
    """Whom to act on first, by the rule of `most_pressing`. Only those who can be among them are read."""
    columns = ("customer__number", "value_at_risk_minor", "spend_minor", "pk")
    keys, candidates = {}, []
    for number, at_risk, spend, pk in _foremost(people, count).values_list(*columns):
        keys[number] = pk
        candidates.append(Candidate(number, at_risk, spend))
    first = [keys[candidate.number] for candidate in most_pressing(candidates, count=count)]
    found = people.in_bulk(first)
    return [found[pk] for pk in first]


def _foremost(people: QuerySet[CustomerScore], count: int) -> QuerySet[CustomerScore]:
    """At least the first `count`: all whose amount reaches that of the last of them, equals too."""
    at_risk = _amounts(people, "value_at_risk_minor", count)
    if len(at_risk) == count:
        return people.filter(value_at_risk_minor__gte=at_risk[-1])
    unknown = people.filter(value_at_risk_minor__isnull=True)
    spent = _amounts(unknown, "spend_minor", count - len(at_risk))
    reaches = Q(value_at_risk_minor__isnull=False)
    return people.filter(
        reaches | Q(value_at_risk_minor__isnull=True, spend_minor__gte=spent[-1]) if spent else reaches
    )


def _amounts(people: QuerySet[CustomerScore], column: str, count: int) -> list[int]:
    known = people.filter(**{f"{column}__isnull": False})
    return list(known.order_by(f"-{column}").values_list(column, flat=True)[:count])


def spikes(*, scope: Scope) -> QuerySet[CustomerScore]:
    """Whom one order or one month put into the upper levels."""
    return scores(scope).filter(is_spike=True).order_by("-spend_minor", "customer__number")


def spikes_risen_to_vip(*, scope: Scope) -> tuple[int, int]:
    """How many came up into VIP since the end of last month, and how many of them by one large order."""
    risen = scores(scope).filter(pyramid_level="vip").exclude(previous_level="vip")
    return risen.count(), risen.filter(is_spike=True).count()


def small_champions(*, scope: Scope) -> QuerySet[CustomerScore]:
    """Small customers overall who are among the best buyers of a product."""
    rows = scores(scope).filter(pyramid_level="small").exclude(champion_product="")
    return rows.order_by("-spend_minor", "customer__number")


def product_names(reasons: Iterable[Reason]) -> dict[str, str]:
    """Names of the products that reasons speak of, in one query."""
    codes = products_named(reasons)
    return dict(Product.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
