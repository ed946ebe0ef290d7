"""How unevenly customers bring money: the curve, and A, B and C (docs/definitions.md, ABC)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.lib.money import from_minor
from shuke.warehouse.read import Group, Pareto, ParetoPoint
from shuke.web.insight.charts import Chart, Sheet

CLASSES = ("A", "B", "C")


@dataclass(frozen=True)
class AbcRow:
    key: str
    customers: int
    customer_share: float
    spend_minor: int
    spend_share: float
    mean_minor: int | None
    active_share: float | None


@dataclass(frozen=True)
class Concentration:
    """The curve in words: few customers bring most of the money."""

    share_bringing_80: float
    gini: float
    first_fifth: ParetoPoint | None  # what the first 20 % of the customers bring
    customers: int
    points: tuple[ParetoPoint, ...]


def concentration_of(pareto: Pareto) -> Concentration | None:
    """None when nobody bought in the window."""
    if not pareto.points:
        return None
    return Concentration(
        share_bringing_80=pareto.share_bringing_80,
        gini=pareto.gini,
        first_fifth=next((point for point in pareto.points if point.customer_share >= 0.2), None),
        customers=pareto.points[-1].customers,
        points=tuple(pareto.points),
    )


def abc_of(groups: Sequence[Group]) -> tuple[AbcRow, ...]:
    """A, B and C over those with a purchase in the window; shares are of these."""
    by_key = {group.key: group for group in groups if group.key in CLASSES}
    customers = sum(group.customers for group in by_key.values())
    spend_minor = sum(group.spend_minor for group in by_key.values())
    return tuple(_row(by_key[key], customers, spend_minor) for key in CLASSES if key in by_key)


def _row(group: Group, customers: int, spend_minor: int) -> AbcRow:
    return AbcRow(
        key=group.key,
        customers=group.customers,
        customer_share=group.customers / customers if customers else 0.0,
        spend_minor=group.spend_minor,
        spend_share=group.spend_minor / spend_minor if spend_minor else 0.0,
        mean_minor=round(group.spend_minor / group.customers) if group.customers else None,
        active_share=group.customers_active / group.customers if group.customers else None,
    )


def curve_chart(found: Concentration, *, currency: str) -> Chart:
    """Share of the spend by share of the customers; the grey line is what it were if all spent alike."""
    points = [(0.0, 0.0), *((point.customer_share, point.spend_share) for point in found.points)]
    return Chart(
        sheet=Sheet(
            "pareto",
            [_("Share of customers, %"), _("Share of spend, %"), _("Customers"), _("Spend")],
            [
                (
                    round(point.customer_share * 100, 1),
                    round(point.spend_share * 100, 2),
                    point.customers,
                    from_minor(point.spend_minor, currency),
                )
                for point in found.points
            ],
        ),
        kind="shares",
        title=_("Share of spend brought by the best customers"),
        data={
            "points": [[round(x * 100, 2), round(y * 100, 2)] for x, y in points],
            "marks": _marks(found),
            "across": _("Share of customers"),
            "up": _("Share of spend"),
            "even": _("if all spent alike"),
        },
        size="high",
    )


def _marks(found: Concentration) -> list[dict[str, object]]:
    share = round(found.share_bringing_80 * 100, 1)
    return [{"x": share, "y": 80, "text": _("%(share)s%% of customers bring 80%%") % {"share": f"{share:g}"}}]
