"""Lifetime value: how it is spread, what it is made of, how far it can be wrong (docs/models/value.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from shuke.records.access.scope import Scope
from shuke.scores.models import CustomerScore, ModelRun
from shuke.warehouse.read import LifetimeClass, Lifetimes
from shuke.web import figures
from shuke.web.insight import doors, queries
from shuke.web.insight.charts import Chart, Sheet, hundredths

SHOWN = 25


@dataclass(frozen=True)
class ClassRow:
    name: str
    customers: int
    customer_share: float
    value_minor: int
    value_share: float
    url: str


@dataclass(frozen=True)
class Influence:
    """Those whom another customer brought. They are customers too: their value is part of the total, once.

    Those without a forecast are no part of it."""

    brought: int
    worth_minor: int  # their margin so far and to come


@dataclass(frozen=True)
class Worth:
    """The total told apart: narrow = revenue + loyalty, broad = past + narrow."""

    whole: Lifetimes
    influence: Influence

    @property
    def revenue_minor(self) -> int:
        return self.whole.value_minor - self.whole.later_minor

    @property
    def broad_minor(self) -> int:
        return self.whole.past_minor + self.whole.value_minor

    @property
    def mean_minor(self) -> int:
        return round(self.whole.value_minor / self.whole.customers)

    @property
    def best_tenth_share(self) -> float | None:
        return self.whole.best_tenth_minor / self.whole.value_minor if self.whole.value_minor > 0 else None

    def share(self, amount_minor: int) -> float | None:
        """Of the broad value."""
        return amount_minor / self.broad_minor if self.broad_minor > 0 else None

    @property
    def shares(self) -> dict[str, float | None]:
        parts = {"revenue": self.revenue_minor, "loyalty": self.whole.later_minor, "past": self.whole.past_minor}
        return {name: self.share(amount) for name, amount in parts.items()}


@dataclass(frozen=True)
class KnownError:
    """How wrong the same models were about the latest 90 days, asked on what was known before them."""

    predicted_minor: float
    actual_minor: float
    value_minor: int

    @property
    def share(self) -> float:
        return self.predicted_minor / self.actual_minor - 1

    @property
    def text(self) -> str:
        return f"{figures.number(self.share * 100, decimals=1, signed=True)}%"

    @property
    def bounds_minor(self) -> tuple[int, int]:
        """Where the total lies if it is as wrong, either way."""
        width = abs(self.value_minor * self.share)
        return round(self.value_minor - width), round(self.value_minor + width)


def influence_of(scope: Scope) -> Influence:
    brought = queries.scores(scope).filter(
        customer__referred_by__isnull=False, customer__merged_into__isnull=True, lifetime_value_minor__isnull=False
    )
    sums = brought.aggregate(brought=Count("pk"), past=Sum("past_margin_minor"), future=Sum("lifetime_value_minor"))
    return Influence(sums["brought"], (sums["past"] or 0) + (sums["future"] or 0))


def error_of(forecast: ModelRun | None, value_minor: int) -> KnownError | None:
    """None where the history before the latest 90 days was too short to be asked."""
    judged: Mapping[str, Any] | None = forecast.metrics["value"]["spend"] if forecast else None
    if not judged or judged["actual"] <= 0:
        return None
    return KnownError(judged["predicted"], judged["actual"], value_minor)


def classes_of(found: Lifetimes, *, currency: str) -> tuple[ClassRow, ...]:
    return tuple(_row(each, found, currency) for each in found.classes)


def _row(each: LifetimeClass, whole: Lifetimes, currency: str) -> ClassRow:
    first, until = (figures.major(bound, currency) for bound in (each.from_minor, each.until_minor))
    return ClassRow(
        name=_name(each, currency),
        customers=each.customers,
        customer_share=each.customers / whole.customers,
        value_minor=each.value_minor,
        value_share=each.value_minor / whole.value_minor if whole.value_minor > 0 else 0.0,
        url=doors.customers(lifetime_value=doors.span(first, until)),
    )


def _name(each: LifetimeClass, currency: str) -> str:
    """Upper ends are one minor unit below the next amount, and are named by it."""
    first = figures.money_text(figures.major(each.from_minor, currency), currency)
    if each.from_minor is None:
        return _("nothing")
    if each.until_minor is None:
        return _("%(amount)s and more") % {"amount": first}
    until = figures.money_text(figures.major(each.until_minor + 1, currency), currency)
    if each.from_minor == 1:
        return _("below %(amount)s") % {"amount": until}
    return f"{first} – {until}"


def spread_chart(rows: tuple[ClassRow, ...], *, currency: str) -> Chart:
    heads = [_("Lifetime value"), _("Customers"), _("Share of customers, %"), _("Value"), _("Share of value, %")]
    return Chart(
        sheet=Sheet(
            "lifetime-value",
            heads,
            [
                (
                    row.name,
                    row.customers,
                    hundredths(row.customer_share),
                    figures.major(row.value_minor, currency),
                    hundredths(row.value_share),
                )
                for row in rows
            ],
        ),
        kind="bars",
        title=_("Share of customers and of value, by lifetime value"),
        data={
            "names": [row.name for row in rows],
            "series": [
                {"name": _("Customers"), "values": [round(row.customer_share * 100, 1) for row in rows], "muted": True},
                {"name": _("Value"), "values": [round(row.value_share * 100, 1) for row in rows]},
            ],
            "suffix": "%",
        },
    )


@dataclass(frozen=True)
class Person:
    score: CustomerScore

    @property
    def next_year_minor(self) -> int:
        return (self.score.lifetime_value_minor or 0) - (self.score.lifetime_later_minor or 0)

    @property
    def broad_minor(self) -> int:
        return (self.score.lifetime_value_minor or 0) + (self.score.past_margin_minor or 0)


def worth_most(scope: Scope) -> list[Person]:
    known = queries.scores(scope).filter(lifetime_value_minor__isnull=False)
    return [Person(score) for score in known.order_by("-lifetime_value_minor", "-customer")[:SHOWN]]
