"""What each offer brought, as its row of the page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shuke.actions.offers.models import CALL
from shuke.analytics.response.uplift.together import Whole
from shuke.lib.money import from_minor
from shuke.outcomes.offers import POINTS, OfferOutcome
from shuke.web import figures
from shuke.web.campaigns.drawing import Axis, axis_of, interval
from shuke.web.campaigns.words import profit_words, revenue_words

WIDTH = 240


@dataclass(frozen=True)
class OfferRow:
    offer: OfferOutcome
    name: str
    cost: Decimal | None
    revenue: Decimal | None
    profit: Decimal | None
    drawn: SafeString  # of the profit; where that is not known, of the revenue
    verdict: str


def offer_rows(offers: Sequence[OfferOutcome]) -> list[OfferRow]:
    shown = [(each, whole) for each in offers if (whole := _shown(each)) is not None]
    ends = [_major(each, end) for each, whole in shown for end in (whole.lower, whole.upper)]
    axis = axis_of([float(end) for end in ends if end is not None], width=WIDTH)
    return [_row(each, axis) for each in offers]


def offer_name(offer: OfferOutcome) -> str:
    if offer.given.kind == POINTS:
        points = offer.given.value
        return ngettext("%(points)s point", "%(points)s points", points) % {"points": figures.number(points)}
    if offer.given.kind == CALL:
        return pgettext("offer", "A call")
    return offer.name or _("Deleted meanwhile")


def _row(offer: OfferOutcome, axis: Axis) -> OfferRow:
    return OfferRow(
        offer=offer,
        name=offer_name(offer),
        cost=_major(offer, offer.cost_minor),
        revenue=_major(offer, offer.revenue.total if offer.revenue else None),
        profit=_major(offer, offer.profit.total if offer.profit else None),
        drawn=_drawn(offer, axis),
        verdict=_said(offer),
    )


def _shown(offer: OfferOutcome) -> Whole | None:
    return offer.profit or offer.revenue


def _drawn(offer: OfferOutcome, axis: Axis) -> SafeString:
    if (whole := _shown(offer)) is None:
        return SafeString("")
    total, lower, upper = (float(_major(offer, value) or 0) for value in (whole.total, whole.lower, whole.upper))
    return interval(axis, total, lower=lower, upper=upper, is_grey=whole.verdict == "unclear")


def _said(offer: OfferOutcome) -> str:
    if offer.profit is not None:
        return profit_words(offer.profit.verdict)
    return revenue_words(offer.revenue.verdict if offer.revenue else "unclear")


def _major(offer: OfferOutcome, minor: float | None) -> Decimal | None:
    return None if minor is None else from_minor(round(minor), offer.currency)
