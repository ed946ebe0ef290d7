"""The thresholds of the scores: what holds, and how to set it."""

from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from shuke.analytics.worth.lifecycle import StageRules
from shuke.analytics.worth.pyramid import ChampionRules, SpikeRules
from shuke.analytics.worth.quadrant import QuadrantRules
from shuke.analytics.worth.rfm import Method, Monetary
from shuke.analytics.worth.rhythm import RhythmRules
from shuke.analytics.worth.settings import WorthSettings
from shuke.lib.http import Strict
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.scores.services import current_settings, set_thresholds

router = Router(tags=["scores"])


class HighMarks(Strict):
    """From where on R, F and M count as high in the eight classes."""

    recency_days: int
    orders: int
    spend: int


FourPoints = Annotated[list[int], Field(min_length=4, max_length=4)]


class CutPoints(Strict):
    """From the point that earns a 5 to the one that earns a 2; spend in minor units of the business's currency."""

    recency_days: FourPoints
    orders: FourPoints
    spend: FourPoints
    high: HighMarks | None = None


class SpikeThresholds(Strict):
    order_share: float = SpikeRules.order_share
    period_days: int = SpikeRules.period_days


class ChampionThresholds(Strict):
    buyers_share: float = ChampionRules.buyers_share
    min_buyers: int = ChampionRules.min_buyers
    own_share: float = ChampionRules.own_share


class QuadrantThresholds(Strict):
    high_percentile: float = QuadrantRules.high_percentile
    trend_days: int = QuadrantRules.trend_days


class RhythmThresholds(Strict):
    min_own_gaps: int = RhythmRules.min_own_gaps
    group_weight: int = RhythmRules.group_weight
    store_min_customers: int = RhythmRules.store_min_customers
    abnormal_below: float = RhythmRules.abnormal_below
    closed_from_orders: int = RhythmRules.closed_from_orders


class StageThresholds(Strict):
    lost_ratio: float = StageRules.lost_ratio
    lost_days: int = StageRules.lost_days
    new_days: int = StageRules.new_days
    falling_orders: int = StageRules.falling_orders
    falling_share: float = StageRules.falling_share
    forming_orders: int = StageRules.forming_orders


class Thresholds(Strict):
    window_days: int = WorthSettings.window_days
    rfm_method: Method = WorthSettings.rfm_method
    rfm_monetary: Monetary = WorthSettings.rfm_monetary
    rfm_cuts: CutPoints | None = None
    abc_a_share: float = WorthSettings.abc_a_share
    abc_b_share: float = WorthSettings.abc_b_share
    pyramid_shares: Annotated[list[float], Field(min_length=3, max_length=3)] = list(WorthSettings.pyramid_shares)
    spike: SpikeThresholds = SpikeThresholds()
    champion: ChampionThresholds = ChampionThresholds()
    quadrant: QuadrantThresholds = QuadrantThresholds()
    rhythm: RhythmThresholds = RhythmThresholds()
    stage: StageThresholds = StageThresholds()


@router.get("/score-settings", response=Thresholds, summary="The thresholds of the scores")
@api_operation("runs.view")
def get_thresholds(request: ApiRequest) -> dict[str, Any]:
    """Those of the next refresh; `parameters` of a run are those it used."""
    return _told(current_settings())


@router.put("/score-settings", response=Thresholds, summary="Set the thresholds of the scores")
@api_operation("settings.manage")
def put_thresholds(request: ApiRequest, body: Thresholds) -> dict[str, Any]:
    """What is left out takes its default. The next refresh uses them; days gone by keep the scores they were given."""
    return _told(set_thresholds(scope=request.scope, thresholds=body.model_dump(), now=timezone.now()))


def _told(settings: WorthSettings) -> dict[str, Any]:
    return {name: value for name, value in settings.as_dict().items() if name in Thresholds.model_fields}
