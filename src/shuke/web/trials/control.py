"""A control test as its page shows it: what contact changed, and which rule says whom to contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shuke.lib.money import from_minor
from shuke.scores.trials.models import ControlTest
from shuke.web import figures
from shuke.web.insight.charts import Chart, Sheet, hundredths
from shuke.web.trials.words import FEATURES, LEARNERS, OUTCOMES

MONEY = ("revenue", "profit")
PER = 1000  # customers


@dataclass(frozen=True)
class EffectRow:
    name: str
    treated: str  # mean of a customer
    control: str
    difference: str
    interval: str
    total: str  # of all contacted
    total_interval: str
    verdict: str  # gain, loss, unclear


def effect_rows(test: ControlTest, *, currency: str) -> list[EffectRow]:
    """Money is left out where the reader sees none."""
    effect = test.found["effect"]
    return [_row(key, effect[key], currency) for key in OUTCOMES if key in effect and (currency or key not in MONEY)]


def _row(key: str, found: Mapping[str, Any], currency: str) -> EffectRow:
    mean = _money(currency) if key in MONEY else _points
    total = _money(currency, exact=False) if key in MONEY else _count
    return EffectRow(
        name=str(OUTCOMES[key]),
        treated=mean(found["treated"], False),
        control=mean(found["control"], False),
        difference=mean(found["difference"], True),
        interval=_span(mean, found["lower"], found["upper"]),
        total=total(found["total"], True),
        total_interval=_span(total, found["total_lower"], found["total_upper"]),
        verdict=found["verdict"],
    )


def _money(currency: str, *, exact: bool = True) -> Any:
    def said(minor: float | None, signed: bool) -> str:
        amount = None if minor is None else from_minor(round(minor), currency)
        return figures.money_text(amount, currency, exact=exact, signed=signed)

    return said


def _points(share: float | None, signed: bool) -> str:
    if share is None:
        return figures.NOTHING
    said = figures.percent(share, decimals=1)
    return f"+{said}" if signed and share > 0 else said


def _count(value: float | None, signed: bool) -> str:
    return figures.number(None if value is None else round(value), signed=signed)


def _span(said: Any, lower: float | None, upper: float | None) -> str:
    return (
        figures.NOTHING
        if lower is None
        else _("%(low)s to %(high)s")
        % {
            "low": said(lower, True),
            "high": said(upper, True),
        }
    )


@dataclass(frozen=True)
class LearnerRow:
    name: str
    qini: float  # answers won per thousand customers, beside drawing at random
    lower: float
    upper: float
    is_winner: bool


def learner_rows(test: ControlTest) -> list[LearnerRow]:
    winner = test.found["winner"]
    return [_learner(key, row, is_winner=key == winner) for key, row in test.found["contest"].items()]


def _learner(key: str, row: Mapping[str, float], *, is_winner: bool) -> LearnerRow:
    qini, lower, upper = (row[name] * PER for name in ("qini", "lower", "upper"))
    return LearnerRow(str(LEARNERS[key]), qini, lower, upper, is_winner)


def variable_name(test: ControlTest) -> str:
    variable = test.found["variable"]
    return str(FEATURES[variable]) if variable else ""


def curve_chart(test: ControlTest) -> Chart | None:
    """Gain by share of customers reached, of each learner and by chance."""
    curve = test.found["curve"]
    if not curve:
        return None
    names = {**{key: str(name) for key, name in LEARNERS.items()}, "random": _("By chance")}
    shares = [figures.percent(share) for share in curve["share"]]
    series = [
        {"name": name, "values": [hundredths(gain) for gain in curve[key]], "muted": key == "random"}
        for key, name in names.items()
    ]
    heads = [_("Customers reached"), *(_("%(name)s, answers of 100") % {"name": name} for name in names.values())]
    rows = list(zip(shares, *(each["values"] for each in series), strict=True))
    title = _("Answers won by contacting the best-placed customers first")
    return Chart(
        sheet=Sheet("qini", heads, rows),
        kind="curves",
        title=title,
        data={"names": shares, "series": series, "prefix": "", "suffix": "", "unnamed": True},
    )
