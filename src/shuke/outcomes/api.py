"""What was changed, for other programs."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from shuke.actions.campaigns.services.states import require_everywhere
from shuke.outcomes.models import Outcome
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
    cost_minor: int
    currency: str
    effect: dict[str, Any]  # rows response, revenue, profit: difference and total with intervals; money in minor units
    as_of: date
    refusal: str


@router.get("/outcomes", response=list[OutcomeOut], summary="What campaigns changed, beside those held out")
@api_operation("marketing.view")
def list_outcomes(request: ApiRequest) -> list[Outcome]:
    """The latest 500."""
    require_everywhere(request.scope)
    return list(Outcome.objects.all()[:500])
