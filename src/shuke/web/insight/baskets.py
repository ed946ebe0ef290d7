"""Kinds of product bought together and apart, as a page shows them: sorted, narrowed, with names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.warehouse.category_pairs import CategoryPair, CategoryPairsFound
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths

SORTS: dict[str, Promise] = {
    "lift": gettext_lazy("Lift"),
    "phi": gettext_lazy("Correlation"),
    "orders": gettext_lazy("Orders together"),
}
LEAST_ORDERS = (0, 200, 500, 1000, 5000)
SHOWN = 50


@dataclass(frozen=True)
class Choice:
    sort: str
    least_orders: int


@dataclass(frozen=True)
class Named:
    name: str  # the last step of the path
    within: str  # the way to it; empty at the top

    @property
    def path(self) -> str:
        return f"{self.within}{SEPARATOR}{self.name}" if self.within else self.name

    @property
    def parent(self) -> str:
        return self.within.rpartition(SEPARATOR)[2]


@dataclass(frozen=True)
class PairRow:
    a: Named
    b: Named
    pair: CategoryPair


@dataclass(frozen=True)
class OfferRow:
    bought: Named
    offered: Named
    confidence: float
    sales_minor: int


def choice_of(query: Mapping[str, str]) -> Choice:
    """What the address asks for; what it cannot mean is the default."""
    sort = query.get("sort", "")
    least = query.get("orders", "")
    allowed = {str(count): count for count in LEAST_ORDERS}
    return Choice(sort=sort if sort in SORTS else "phi", least_orders=allowed.get(least, 0))


def together(found: CategoryPairsFound, choice: Choice) -> list[PairRow]:
    pairs = [pair for pair in found.pairs if pair.is_together and pair.orders_together >= choice.least_orders]
    pairs.sort(key=lambda pair: (-_sorted_by(pair, choice.sort), pair.category_a, pair.category_b))
    return _rows(pairs[:SHOWN])


def apart(found: CategoryPairsFound) -> list[PairRow]:
    """Those furthest from chance first."""
    pairs = [pair for pair in found.pairs if not pair.is_together]
    return _rows(sorted(pairs, key=lambda pair: (pair.phi, pair.category_a, pair.category_b))[:SHOWN])


def place(found: CategoryPairsFound) -> list[PairRow]:
    """To stand side by side: those that bring most first, without those that bring nothing."""
    return _rows(_best(found, "place_sales_minor"))


def bundles(found: CategoryPairsFound) -> list[PairRow]:
    """To sell as a set, only those that bring more than the discount costs."""
    return _rows(_best(found, "bundle_net_minor"))


def offered(found: CategoryPairsFound) -> list[OfferRow]:
    """What to offer the buyer of something, both directions of every pair, most sales first."""
    rows = [
        OfferRow(named(bought), named(other), confidence, sales)
        for pair in found.pairs
        for bought, other, confidence, sales in (
            (pair.category_a, pair.category_b, pair.confidence_ab, pair.offer_ab_sales_minor),
            (pair.category_b, pair.category_a, pair.confidence_ba, pair.offer_ba_sales_minor),
        )
        if sales is not None and sales > 0
    ]
    return sorted(rows, key=lambda row: (-row.sales_minor, row.bought.name, row.offered.name))[:SHOWN]


def named(path: str) -> Named:
    within, _separator, name = path.rpartition(SEPARATOR)
    return Named(name, within)


def pairs_sheet(name: str, rows: Sequence[PairRow]) -> Sheet:
    heads = [
        _("One"),
        _("Other"),
        _("Orders together"),
        _("Expected by chance"),
        _("Share of orders, %"),
        _("With the other, of those with the one, %"),
        _("With the one, of those with the other, %"),
        _("Lift"),
        _("Correlation"),
        _("Share of false finds up to here"),
    ]
    return Sheet(name, heads, [_cells(row.pair) for row in rows])


def place_sheet(rows: Sequence[PairRow], *, currency: str) -> Sheet:
    heads = [_("One"), _("Other"), _("Orders together"), _("Extra sales in a year")]
    cells = [
        (
            row.pair.category_a,
            row.pair.category_b,
            row.pair.orders_together,
            figures.major(row.pair.place_sales_minor, currency),
        )
        for row in rows
    ]
    return Sheet("baskets-place", heads, cells)


def offers_sheet(rows: Sequence[OfferRow], *, currency: str) -> Sheet:
    heads = [_("Who buys"), _("Offer"), _("Buys both anyway, %"), _("Extra sales in a year")]
    cells = [
        (row.bought.path, row.offered.path, hundredths(row.confidence), figures.major(row.sales_minor, currency))
        for row in rows
    ]
    return Sheet("baskets-offers", heads, cells)


def _cells(pair: CategoryPair) -> tuple[str | int | float | Decimal | None, ...]:
    return (
        pair.category_a,
        pair.category_b,
        pair.orders_together,
        round(pair.expected_orders, 1),
        hundredths(pair.support),
        hundredths(pair.confidence_ab),
        hundredths(pair.confidence_ba),
        round(pair.lift, 3),
        round(pair.phi, 4),
        float(f"{pair.q_value:.3g}"),
    )


def _best(found: CategoryPairsFound, name: str) -> list[CategoryPair]:
    worth = [pair for pair in found.pairs if (getattr(pair, name) or 0) > 0]
    return sorted(worth, key=lambda pair: (-getattr(pair, name), pair.category_a, pair.category_b))[:SHOWN]


def _sorted_by(pair: CategoryPair, sort: str) -> float:
    return {"lift": pair.lift, "phi": pair.phi, "orders": float(pair.orders_together)}[sort]


def _rows(pairs: Sequence[CategoryPair]) -> list[PairRow]:
    return [PairRow(named(pair.category_a), named(pair.category_b), pair) for pair in pairs]
