"""Pairs of kinds as pictures: a map of the most connected ones, and a network of the strongest pairs."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from shuke.report.page.shades import steps_of
from shuke.warehouse.category_pairs import CategoryPair, CategoryPairsFound
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.web import figures
from shuke.web.insight.baskets import Choice, Named, Names, PairRow, named, together
from shuke.web.insight.charts import Chart, Sheet

KINDS_ON_MAP = 14
PAIRS_IN_NETWORK = 40


@dataclass(frozen=True)
class MapCell:
    pair: CategoryPair | None  # None: not among the pairs kept
    shade: int  # 0–6 by correlation
    words: str = ""


@dataclass(frozen=True)
class MapRow:
    kind: Named
    cells: tuple[MapCell | None, ...]  # None: the kind itself


@dataclass(frozen=True)
class KindMap:
    kinds: tuple[Named, ...]
    rows: tuple[MapRow, ...]
    steps: tuple[float, ...]  # correlations where shades 1–6 begin


def map_of(found: CategoryPairsFound, choice: Choice, names: Names = named) -> KindMap:
    """The kinds that the strongest pairs shown name most often, each beside each, neighbours by their family."""
    counted: Counter[str] = Counter()
    for row in together(found, choice):
        counted.update((row.pair.category_a, row.pair.category_b))
    paths = sorted((path for path, _count in counted.most_common(KINDS_ON_MAP)), key=lambda path: names(path).path)
    pairs = {
        frozenset((pair.category_a, pair.category_b)): pair
        for pair in found.pairs
        if pair.is_together and pair.orders_together >= choice.least_orders
    }
    inside = [pair.phi for key, pair in pairs.items() if key <= set(paths)]
    steps = steps_of(inside)
    rows = tuple(
        MapRow(
            names(one), tuple(_cell(pairs.get(frozenset((one, other))), one, other, steps, names) for other in paths)
        )
        for one in paths
    )
    return KindMap(tuple(map(names, paths)), rows, steps)


def _cell(pair: CategoryPair | None, one: str, other: str, steps: Sequence[float], names: Names) -> MapCell | None:
    if one == other:
        return None
    if pair is None:
        return MapCell(None, 0)
    return MapCell(pair, bisect_right(steps, pair.phi), _words(pair, names))


def _words(pair: CategoryPair, names: Names) -> str:
    """“Milk and Bananas: 9,000 orders, 1.4 times as often as by chance”."""
    return _("%(one)s and %(other)s: %(orders)s orders, %(lift)s times as often as by chance") % {
        "one": names(pair.category_a).name,
        "other": names(pair.category_b).name,
        "orders": figures.number(pair.orders_together),
        "lift": figures.number(pair.lift, decimals=1),
    }


def network_of(found: CategoryPairsFound, choice: Choice, names: Names = named) -> Chart:
    """Dots by their orders, pairs as lines by their correlation; the table beside it says the same."""
    rows = together(found, choice, names)[:PAIRS_IN_NETWORK]
    orders = {}
    for row in rows:
        orders[row.a] = round(row.pair.orders_together / row.pair.confidence_ab)
        orders[row.b] = round(row.pair.orders_together / row.pair.confidence_ba)
    families = sorted({_family(kind) for kind in orders})
    heads = [_("One"), _("Other"), _("Orders together"), _("Lift"), _("Correlation")]
    cells = [
        (row.a.path, row.b.path, row.pair.orders_together, round(row.pair.lift, 2), round(row.pair.phi, 3))
        for row in rows
    ]
    return Chart(
        sheet=Sheet("baskets-network", heads, cells),
        kind="network",
        title=_("Kinds bought together as a network; the table says the same in figures"),
        data={
            "nodes": [_node(kind, count, families) for kind, count in orders.items()],
            "links": [_link(row) for row in rows],
            "words": {"orders": _("Orders"), "lift": _("Lift"), "phi": _("Correlation")},
        },
        size="tall",
    )


def _link(row: PairRow) -> dict[str, object]:
    pair = row.pair
    return {"source": row.a.path, "target": row.b.path, "phi": round(pair.phi, 3), "lift": round(pair.lift, 2)}


def _node(kind: Named, orders: int, families: Sequence[str]) -> dict[str, object]:
    url = f"{reverse('insight_wants')}?{kind.query}"
    return {"id": kind.path, "name": kind.name, "orders": orders, "family": families.index(_family(kind)), "url": url}


def _family(kind: Named) -> str:
    return kind.path.partition(SEPARATOR)[0]
