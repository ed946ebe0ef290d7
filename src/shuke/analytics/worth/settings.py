"""Every threshold of the counting scores in one frozen record that can be stored with a run."""

from dataclasses import asdict, dataclass, field
from typing import Any

from shuke.analytics.worth.lifecycle import StageRules
from shuke.analytics.worth.pyramid import ChampionRules, SpikeRules
from shuke.analytics.worth.quadrant import QuadrantRules
from shuke.analytics.worth.rfm import Method, Monetary, RfmCuts, RfmHigh
from shuke.analytics.worth.rhythm import RhythmRules
from shuke.analytics.worth.risk import ChurnRules

RULES: dict[str, type[Any]] = {
    "spike": SpikeRules,
    "champion": ChampionRules,
    "quadrant": QuadrantRules,
    "rhythm": RhythmRules,
    "stage": StageRules,
    "churn": ChurnRules,
}


@dataclass(frozen=True)
class WorthSettings:
    """Every threshold, with the defaults of docs/definitions.md; stored with each run by `as_dict`."""

    window_days: int = 365
    rfm_method: Method = "independent"
    rfm_monetary: Monetary = "spend"
    rfm_cuts: RfmCuts | None = None
    abc_a_share: float = 0.80
    abc_b_share: float = 0.95
    pyramid_shares: tuple[float, float, float] = (0.01, 0.05, 0.20)
    spike: SpikeRules = field(default_factory=SpikeRules)
    champion: ChampionRules = field(default_factory=ChampionRules)
    quadrant: QuadrantRules = field(default_factory=QuadrantRules)
    rhythm: RhythmRules = field(default_factory=RhythmRules)
    stage: StageRules = field(default_factory=StageRules)
    churn: ChurnRules = field(default_factory=ChurnRules)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "WorthSettings":
        """Back from `as_dict`, also after a trip through JSON; settings it lacks take their defaults."""
        given = dict(stored)
        cuts = given.pop("rfm_cuts", None)
        rules = {name: kind(**given.pop(name)) for name, kind in RULES.items() if name in given}
        shares = tuple(given.pop("pyramid_shares", cls.pyramid_shares))
        return cls(**given, **rules, pyramid_shares=shares, rfm_cuts=_cuts(cuts) if cuts else None)


def _cuts(stored: dict[str, Any]) -> RfmCuts:
    points = {name: tuple(stored[name]) for name in ("recency_days", "orders", "spend")}
    high = stored.get("high")
    return RfmCuts(**points, high=RfmHigh(**high) if high else None)
