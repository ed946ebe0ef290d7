"""What was changed, for other programs."""

from dataclasses import asdict
from datetime import date
from typing import Any

from ninja import Router, Schema

from shuke.actions.campaigns.services.states import require_everywhere
from shuke.analytics.response.uplift.together import Whole
from shuke.outcomes.models import Outcome
from shuke.outcomes.offers import offers_brought
from shuke.records.access.decorators import ApiRequest, api_operation

router = Router(tags=["outcomes"])


class OutcomeOut(Schema):
    kind: str
    key: str  # "38:test", "38:roll_out"
    name: str
    from_on: date
    until_on: date
    treated: int
    held: int
    cost_minor: int | None  # null: not known
    currency: str
    effect: dict[str, Any]  # rows response, revenue, profit (where known): difference, total, intervals; in minor units
    as_of: date
    refusal: str


class OfferOut(Schema):
    key: str  # "coupon:3", "points:500", "template:12", "call:0"
    name: str  # of the coupon or template
    outcomes: list[str]  # "campaign 38:test": what was added up
    treated: int
    cost_minor: int | None  # null: of one of them it is not known
    currency: str
    revenue: dict[str, Any] | None  # total, lower, upper, verdict; null: of one of them it is not known
    profit: dict[str, Any] | None


@router.get("/outcomes/offers", response=list[OfferOut], summary="What each offer changed, wherever it was made")
@api_operation("marketing.view")
def list_offers(request: ApiRequest) -> list[OfferOut]:
    require_everywhere(request.scope)
    return [
        OfferOut(
            key=each.given.key,
            name=each.name,
            outcomes=[f"{one.kind} {one.key}" for one in each.outcomes],
            treated=each.treated,
            cost_minor=each.cost_minor,
            currency=each.currency,
            revenue=_told(each.revenue),
            profit=_told(each.profit),
        )
        for each in offers_brought()
    ]


def _told(whole: Whole | None) -> dict[str, Any] | None:
    return None if whole is None else {**asdict(whole), "verdict": whole.verdict}


@router.get("/outcomes", response=list[OutcomeOut], summary="What campaigns changed, beside those held out")
@api_operation("marketing.view")
def list_outcomes(request: ApiRequest) -> list[Outcome]:
    """The latest 500."""
    require_everywhere(request.scope)
    return list(Outcome.objects.all()[:500])
