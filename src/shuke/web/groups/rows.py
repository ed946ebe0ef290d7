"""What the pages of groups show, as plain values: counted within the reader's stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from shuke.analytics.groups.choosing import STABLE_FROM
from shuke.analytics.groups.profiles import CLEARLY, NAMED
from shuke.records.access.scope import Scope
from shuke.scores.groups.models import CustomerGroup, CustomerRule, Group, Grouping
from shuke.scores.models import CustomerScore
from shuke.web.groups import words

WIDEST = 1.5  # spreads that fill half of a bar
CLEAR_SILHOUETTE = 0.25  # below, groups are cuts through a crowd rather than islands (Kaufman & Rousseeuw 1990)


@dataclass(frozen=True)
class Bar:
    """One column of a group beside everybody."""

    column: str
    name: str
    here: str
    usual: str
    lean: float  # −1 to 1: to the right is more than everybody
    is_clear: bool


@dataclass(frozen=True)
class GroupRow:
    group: Group
    name: str  # given by a person, else what sets it apart
    says: str  # what sets it apart
    customers: int
    customer_share: float
    spend_minor: int
    spend_share: float
    bars: tuple[Bar, ...]

    @property
    def mean_minor(self) -> int | None:
        return round(self.spend_minor / self.customers) if self.customers else None

    @property
    def is_solid(self) -> bool:
        return (self.group.solidity or 0.0) >= STABLE_FROM


def group_name(group: Group) -> str:
    """As a person named it; else its number and what sets it apart most."""
    if group.name:
        return group.name
    said = _said(group.profile)
    return words.listed(said[:2]) if said else _("Group %(number)s") % {"number": group.number}


def grouping_name(grouping: Grouping) -> str:
    return grouping.name or _("How customers buy")


def group_rows(grouping: Grouping, *, scope: Scope, currency: str) -> list[GroupRow]:
    """Groups that are, largest first; customers and spend of the reader's stores."""
    groups = list(grouping.groups.filter(place__isnull=False))
    counted = _counted(grouping, groups, scope)
    customers = sum(count for count, _spend in counted.values())
    spend = sum(spent for _count, spent in counted.values())
    rows = [
        GroupRow(
            group=group,
            name=group_name(group),
            says=words.listed(_said(group.profile)),
            customers=counted[group.pk][0],
            customer_share=counted[group.pk][0] / customers if customers else 0.0,
            spend_minor=counted[group.pk][1],
            spend_share=counted[group.pk][1] / spend if spend else 0.0,
            bars=tuple(bars_of(group, currency=currency)),
        )
        for group in groups
    ]
    return sorted(rows, key=lambda row: (-row.customers, row.group.number))


def _counted(grouping: Grouping, groups: list[Group], scope: Scope) -> dict[int, tuple[int, int]]:
    if scope.store_ids is None:
        return {group.pk: (group.customers, group.spend_minor) for group in groups}
    spend = CustomerScore.objects.filter(customer=OuterRef("customer")).values("spend_minor")
    members = members_within(grouping, scope).annotate(spend=Subquery(spend)).order_by()
    rows = members.values("group").annotate(count=Count("pk"), spent=Sum("spend"))
    found = {row["group"]: (row["count"], row["spent"] or 0) for row in rows}
    return {group.pk: found.get(group.pk, (0, 0)) for group in groups}


def members_within(grouping: Grouping, scope: Scope) -> QuerySet[CustomerGroup]:
    members = CustomerGroup.objects.filter(grouping=grouping)
    return members if scope.store_ids is None else members.filter(customer__home_store__in=scope.store_ids)


def bars_of(group: Group, *, currency: str) -> list[Bar]:
    """Every column compared, the furthest from everybody first; amounts only for those who see money."""
    return [
        _bar(reason["facts"], currency=currency)
        for reason in group.profile
        if currency or words.unit_of(reason["facts"]["feature"]) != "money"
    ]


def _bar(facts: Mapping[str, Any], *, currency: str) -> Bar:
    column, spreads = facts["feature"], facts["spreads"]
    return Bar(
        column=column,
        name=words.column_name(column),
        here=words.value_text(column, facts["here"], currency=currency),
        usual=words.value_text(column, facts["all"], currency=currency),
        lean=max(-1.0, min(1.0, spreads / WIDEST)),
        is_clear=abs(spreads) >= CLEARLY,
    )


def _said(profile: list[dict[str, Any]]) -> list[str]:
    """The differences worth saying; at least the largest."""
    clear = [reason for reason in profile if abs(reason["facts"]["spreads"]) >= CLEARLY][:NAMED]
    return [words.difference_words(reason) for reason in clear or profile[:1]]


@dataclass(frozen=True)
class Option:
    """One number of groups that was tried."""

    count: int
    silhouette: float | None
    stability: float
    is_chosen: bool

    @property
    def is_stable(self) -> bool:
        return self.stability >= STABLE_FROM


@dataclass(frozen=True)
class Fit:
    """How the groups were found, and whether to trust them."""

    fitted_on: date
    options: tuple[Option, ...]
    columns: int
    left_out: tuple[str, ...]  # said the same of everybody

    @property
    def chosen(self) -> Option:
        return next(option for option in self.options if option.is_chosen)

    @property
    def is_clear(self) -> bool:
        return (self.chosen.silhouette or 0.0) >= CLEAR_SILHOUETTE


def fit_of(grouping: Grouping) -> Fit | None:
    if not grouping.fit or grouping.fitted_on is None:
        return None
    kept = grouping.fit
    chosen = kept["chosen"]["count"]
    return Fit(
        fitted_on=grouping.fitted_on,
        options=tuple(
            Option(option["count"], option["silhouette"], option["stability"], option["count"] == chosen)
            for option in kept["options"]
        ),
        columns=len(kept["scaling"]["columns"]),
        left_out=tuple(words.column_name(name) for name in kept["scaling"]["constant"]),
    )


def rule_counts(rule_set_id: int, today: list[int], *, scope: Scope) -> list[int]:
    """Customers whom each rule holds for today."""
    if scope.store_ids is None:
        return today
    members = CustomerRule.objects.filter(rule_set=rule_set_id, customer__home_store__in=scope.store_ids)
    found = dict(members.order_by().values("place").annotate(count=Count("pk")).values_list("place", "count"))
    return [found.get(place, 0) for place in range(len(today))]


@dataclass(frozen=True)
class ProfileLine:
    """One column across groups."""

    name: str
    usual: str
    cells: tuple[Bar | None, ...]


def profile_of(rows: list[GroupRow]) -> tuple[ProfileLine, ...]:
    """Every column compared, the one that separates groups most first."""
    held = [{bar.column: bar for bar in row.bars} for row in rows]
    reach = {
        column: max(abs(bars[column].lean) for bars in held if column in bars)
        for column in dict.fromkeys(column for bars in held for column in bars)
    }
    return tuple(
        _line(column, [bars.get(column) for bars in held]) for column in sorted(reach, key=lambda name: -reach[name])
    )


def _line(column: str, cells: list[Bar | None]) -> ProfileLine:
    known = next(cell for cell in cells if cell is not None)
    return ProfileLine(name=words.column_name(column), usual=known.usual, cells=tuple(cells))
