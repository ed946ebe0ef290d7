"""What a programme brought, in words: who was looked after beside who was held out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.actions.care.models import CareProgramme
from shuke.outcomes.care import WINDOW_DAYS
from shuke.outcomes.models import Outcome
from shuke.web import figures

# People on either side below which nothing is concluded, whatever the interval says.
ENOUGH = 100
_VERDICTS: Mapping[str, Promise] = {
    "gain": gettext_lazy("It brings customers back: the whole interval lies above zero."),
    "loss": gettext_lazy("It does harm: fewer come than of those held out."),
    "unclear": gettext_lazy("No difference that chance would not make."),
}


@dataclass(frozen=True)
class Brought:
    outcome: Outcome
    sentence: str
    interval: str
    verdict: str
    is_thin: bool


def brought_by(programme: CareProgramme) -> Brought | None:
    """As of the latest refresh; None before the first that had somebody to compare."""
    outcome = Outcome.objects.filter(kind=Outcome.Kind.CARE, key=str(programme.pk)).first()
    if outcome is None or not outcome.effect:
        return None
    response: Mapping[str, Any] = outcome.effect["response"]
    is_thin = min(outcome.treated, outcome.held) < ENOUGH
    said = {
        "served": figures.percent(response["treated"]),
        "held": figures.percent(response["control"]),
        "days": figures.days(WINDOW_DAYS),
    }
    points = {name: _points(response[name]) for name in ("difference", "lower", "upper")}
    thin = _("Too few yet to tell: at least %(count)s people are needed on either side.") % {"count": ENOUGH}
    return Brought(
        outcome=outcome,
        sentence=_("%(served)s of those looked after bought within %(days)s, %(held)s of those held out.") % said,
        interval=_("Difference %(difference)s points, 95%% interval %(lower)s to %(upper)s.") % points,
        verdict=thin if is_thin else str(_VERDICTS[response["verdict"]]),
        is_thin=is_thin,
    )


def _points(share: float) -> str:
    return figures.number(share * 100, decimals=1, signed=True)
