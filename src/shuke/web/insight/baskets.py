"""What is bought together and apart, as a page shows it: at a level, sorted, narrowed, with names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.catalog.models import Product
from shuke.warehouse.category_pairs import LEVELS, CategoryPair, CategoryPairsFound, Level
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths
from shuke.web.wants.subject import of_product

SORTS: dict[str, Promise] = {
    "lift": gettext_lazy("Lift"),
    "phi": gettext_lazy("Correlation"),
    "orders": gettext_lazy("Orders together"),
}
LEVEL_NAMES: dict[Level, Promise] = {
    "department": gettext_lazy("Departments"),
    "category": gettext_lazy("Kinds"),
    "product": gettext_lazy("Products"),
}
LEAST_ORDERS = (0, 200, 500, 1000, 5000)
SHOWN = 50


@dataclass(frozen=True)
class Choice:
    sort: str
    least_orders: int
    level: Level = "category"


@dataclass(frozen=True)
class Named:
    name: str  # the last step of the path
    within: str  # the way to it; empty at the top
    product: str = ""  # of a product: what the page of who would want it knows it by

    @property
    def path(self) -> str:
        return f"{self.within}{SEPARATOR}{self.name}" if self.within else self.name

    @property
    def query(self) -> str:
        """Of the page of who would want it."""
        return urlencode({"of": self.product} if self.product else {"path": self.path})

    @property
    def parent(self) -> str:
        return self.within.rpartition(SEPARATOR)[2]


Names = Callable[[str], Named]


def named(path: str) -> Named:
    within, _separator, name = path.rpartition(SEPARATOR)
    return Named(name, within)


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
    return Choice(sort=sort if sort in SORTS else "phi", least_orders=allowed.get(least, 0), level=level_of(query))


def level_of(query: Mapping[str, str]) -> Level:
    levels: dict[str, Level] = {level: level for level in LEVELS}
    return levels.get(query.get("level", ""), "category")


def together(found: CategoryPairsFound, choice: Choice, names: Names = named) -> list[PairRow]:
    pairs = [pair for pair in found.pairs if pair.is_together and pair.orders_together >= choice.least_orders]
    pairs.sort(key=lambda pair: (-_sorted_by(pair, choice.sort), pair.category_a, pair.category_b))
    return _rows(pairs[:SHOWN], names)


def apart(found: CategoryPairsFound, names: Names = named) -> list[PairRow]:
    """Those furthest from chance first."""
    pairs = [pair for pair in found.pairs if not pair.is_together]
    return _rows(sorted(pairs, key=lambda pair: (pair.phi, pair.category_a, pair.category_b))[:SHOWN], names)


def place(found: CategoryPairsFound, names: Names = named) -> list[PairRow]:
    """To stand side by side: those that bring most first, without those that bring nothing."""
    return _rows(_best(found, "place_sales_minor"), names)


def bundles(found: CategoryPairsFound, names: Names = named) -> list[PairRow]:
    """To sell as a set, only those that bring more than the discount costs."""
    return _rows(_best(found, "bundle_net_minor"), names)


def offered(found: CategoryPairsFound, names: Names = named) -> list[OfferRow]:
    """What to offer the buyer of something, both directions of every pair, most sales first."""
    rows = [
        OfferRow(names(bought), names(other), confidence, sales)
        for pair in found.pairs
        for bought, other, confidence, sales in (
            (pair.category_a, pair.category_b, pair.confidence_ab, pair.offer_ab_sales_minor),
            (pair.category_b, pair.category_a, pair.confidence_ba, pair.offer_ba_sales_minor),
        )
        if sales is not None and sales > 0
    ]
    return sorted(rows, key=lambda row: (-row.sales_minor, row.bought.name, row.offered.name))[:SHOWN]


def names_of(found: CategoryPairsFound, level: Level) -> Names:
    """How the sides of the pairs are called: a kind by its path; a product by its name and code, as long as the
    catalogue knows it."""
    if level != "product":
        return named
    codes = {code for pair in found.pairs for code in (pair.category_a, pair.category_b)}
    products = Product.objects.filter(code__in=codes).select_related("category")
    known = {product.code: _of_product(product) for product in products}
    return lambda code: known.get(code) or Named(code, "")


def _of_product(product: Product) -> Named:
    name = f"{product.name} · {product.code}" if product.name not in ("", product.code) else product.code
    return Named(name, product.category.path if product.category else "", of_product(product).key)


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
    return Sheet(name, heads, [_cells(row) for row in rows])


def place_sheet(rows: Sequence[PairRow], *, currency: str) -> Sheet:
    heads = [_("One"), _("Other"), _("Orders together"), _("Extra sales in a year")]
    cells = [
        (
            row.a.path,
            row.b.path,
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


def _cells(row: PairRow) -> tuple[str | int | float | Decimal | None, ...]:
    pair = row.pair
    return (
        row.a.path,
        row.b.path,
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


def _rows(pairs: Sequence[CategoryPair], names: Names) -> list[PairRow]:
    return [PairRow(names(pair.category_a), names(pair.category_b), pair) for pair in pairs]
