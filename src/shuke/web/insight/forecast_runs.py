"""A run of the forecasts, answering for itself: its gate, its error beside the simple rule, its parameters, drift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.lib.money import exponent
from shuke.scores.models import FittedModel, ModelRun
from shuke.web import figures
from shuke.web.insight import forecast_errors as errors
from shuke.web.insight import forecast_notes as notes
from shuke.web.insight.charts import Chart, Sheet
from shuke.web.insight.drift import leaving_drift, value_drift

MODEL_NAMES: Mapping[str, Promise] = {
    "bg_nbd": gettext_lazy("How often they come (BG/NBD)"),
    "gamma_gamma": gettext_lazy("What a visit is worth (Gamma-Gamma)"),
    "points": gettext_lazy("Card of points"),
    "boosting": gettext_lazy("Boosted trees"),
    "simple": gettext_lazy("Simple rule"),
}


@dataclass(frozen=True)
class Beside:
    """The model's figures and those of the simple rule, one row each."""

    name: str
    is_offered: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One forecast of the run, under its title; `groups` are the same people by tenth of the forecast and by when they
    first came, `recorded` what an earlier run really said, beside what happened since."""

    title: str
    said: str  # whether it could be made, and what it says of its error
    heads: tuple[str, ...] = ()
    rows: tuple[Beside, ...] = ()
    chart: Chart | None = None
    corrected: str = ""
    drift: str = ""
    groups: tuple[Sheet, ...] = ()
    recorded: str = ""
    recorded_groups: tuple[Sheet, ...] = ()


@dataclass(frozen=True)
class Parameter:
    model: str
    name: str
    estimate: float
    lower: float | None
    upper: float | None
    has_drifted: bool
    before: float | None


def cards_of(run: ModelRun, models: Sequence[FittedModel]) -> tuple[Card, ...]:
    """Of a run and what it fitted. Empty for a run that forecast nothing because it is of another kind, or broke."""
    about = run.metrics
    if "value" not in about:
        return ()
    visits, leaving = _visits_card(about), _leaving_card(about)
    judged = about["value"].get("spend") if visits.rows else None
    spend = (_spend_card(about, judged, models, run.currency),) if judged else ()
    return (visits, *spend, leaving, *_network_cards(about.get("network", {})))


def parameters_of(run: ModelRun, models: Sequence[FittedModel]) -> list[Parameter]:
    drift = {(row["model"], row["name"]): row for row in run.metrics.get("drift", [])}
    return [
        _parameter(model, row, drift.get((model.name, row["name"]), {})) for model in models for row in model.intervals
    ]


def _parameter(model: FittedModel, row: Mapping[str, Any], drift: Mapping[str, Any]) -> Parameter:
    return Parameter(
        model=str(MODEL_NAMES[model.name]),
        name=row["name"],
        estimate=row["estimate"],
        lower=row["lower"],
        upper=row["upper"],
        has_drifted=drift.get("drifted", False),
        before=drift.get("before"),
    )


def _visits_card(metrics: Mapping[str, Any]) -> Card:
    about, title = metrics["value"], _("How often customers will come")
    orders = about["orders"]
    if not about["gate"]["passed"] or orders is None:
        return Card(title, refusal_of(about["gate"]))
    error = orders["predicted"] / orders["actual"] - 1 if orders["actual"] else 0.0
    said = _(
        "Asked on what was known 90 days before, it foretold %(said)s visits of %(customers)s customers; they made "
        "%(made)s, an error of %(error)s."
    ) % {
        "customers": figures.number(orders["customers"]),
        "said": figures.number(orders["predicted"]),
        "made": figures.number(orders["actual"]),
        "error": _points(error),
    }
    heads = (_("Visits said"), _("Visits made"), _("Correlation"), _("Mean error a customer"))
    model = _visits(orders, "", orders["actual"])
    simple = _visits(orders, "simple_", orders["actual"])
    rows = (Beside(str(MODEL_NAMES["bg_nbd"]), True, model), Beside(str(MODEL_NAMES["simple"]), False, simple))
    chart = _chart("visits-by-tenth", _("Visits said and made, by tenth of the forecast"), orders["deciles"])
    return Card(
        title,
        said,
        heads,
        rows,
        chart,
        _correction(about["correction"] - 1, about["is_corrected"]),
        value_drift(metrics, "bg_nbd"),
        groups=errors.by_group("visits", orders),
        **_recorded("recorded-visits", about),
    )


def _recorded(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    found = about.get("recorded")
    return {"recorded": errors.said_of(name, found), "recorded_groups": errors.by_group(name, found or {})}


def _visits(orders: Mapping[str, Any], prefix: str, actual: float) -> tuple[str, ...]:
    return (
        figures.number(orders[f"{prefix}predicted"]),
        figures.number(actual),
        figures.number(orders[f"{prefix}correlation"], decimals=3),
        figures.number(orders[f"{prefix}mean_error"], decimals=2),
    )


def _spend_card(
    metrics: Mapping[str, Any], judged: Mapping[str, Any], models: Sequence[FittedModel], currency: str
) -> Card:
    spend = _in_major(judged, currency)
    error = spend["predicted"] / spend["actual"] - 1 if spend["actual"] > 0 else 0.0
    said = _(
        "Asked on what was known 90 days before, %(customers)s customers were foretold to spend %(said)s; they spent "
        "%(made)s, an error of %(error)s."
    ) % {
        "customers": figures.number(spend["customers"]),
        "said": figures.money_text(spend["predicted"], currency),
        "made": figures.money_text(spend["actual"], currency),
        "error": _points(error),
    }
    rows = tuple(
        Beside(str(MODEL_NAMES[name]), name == "gamma_gamma", _spent(spend, prefix, currency))
        for name, prefix in (("gamma_gamma", ""), ("simple", "simple_"))
    )
    return Card(
        _("What customers will bring"),
        " ".join([said, *notes.assumed(models)]),
        (_("Spend said"), _("Spend made"), _("Correlation"), _("Mean error a customer")),
        rows,
        _chart("spend-by-tenth", _("Spend said and made, by tenth of the forecast"), spend["deciles"]),
        drift=value_drift(metrics, "gamma_gamma"),
        groups=errors.by_group("spend", spend),
    )


def _in_major(judged: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """What was judged in minor units, its groups too."""
    amounts = {name for name in judged if name.endswith(("predicted", "actual", "mean_error"))}
    held = {name: _major(value, currency) if name in amounts else value for name, value in judged.items()}
    ways = {way: [_in_major(group, currency) for group in judged.get(way, ())] for way in ("deciles", "cohorts")}
    return held | {way: groups for way, groups in ways.items() if groups}


def _major(amount_minor: float | None, currency: str) -> float | None:
    """Means of a customer keep the fractions of a minor unit."""
    return None if amount_minor is None else amount_minor / 10 ** exponent(currency)


def _spent(spend: Mapping[str, Any], prefix: str, currency: str) -> tuple[str, ...]:
    return (
        figures.money_text(spend[f"{prefix}predicted"], currency),
        figures.money_text(spend["actual"], currency),
        figures.number(spend[f"{prefix}correlation"], decimals=3),
        figures.money_text(spend[f"{prefix}mean_error"], currency, exact=True),
    )


def _leaving_card(metrics: Mapping[str, Any]) -> Card:
    about, title = metrics["leaving"], _("Who is leaving")
    judged = about["holdout"]
    if judged is None:
        return Card(title, refusal_of(about["gate"]))
    said = _("Said of %(customers)s customers: %(predicted)s will not come in %(days)s days. %(actual)s did not.") % {
        "customers": figures.number(judged["customers"]),
        "predicted": figures.percent(judged["predicted"], decimals=1),
        "days": judged["window_days"],
        "actual": figures.percent(judged["base"], decimals=1),
    }
    heads = (_("Ranking (AUC)"), _("Confidence interval"), _("Calibration error"))
    rows = tuple(
        Beside(str(MODEL_NAMES[name]), name == about["chosen"], _ranked(row)) for name, row in judged["models"].items()
    )
    chart = _leavers_chart(judged["deciles"])
    shown = {"drift": leaving_drift(metrics), **_recorded("recorded-leavers", about)}
    if not about["gate"]["passed"]:
        return Card(title, f"{refusal_of(about['gate'])} {said}", heads, rows, chart, **shown)
    corrected = _("Because of this, the odds of leaving are multiplied by %(factor)s.") if about["is_corrected"] else ""
    factor = figures.number(2.718281828 ** about["shift"], decimals=2)
    fed_back = corrected % {"factor": factor} if corrected else _not_applied()
    return Card(title, said, heads, rows, chart, fed_back, **shown)


def _network_cards(network: Mapping[str, Any]) -> tuple[Card, ...]:
    said = notes.brought_by(network)
    return (Card(_("Whom customers brought"), said),) if said else ()


def _leavers_chart(deciles: Sequence[Mapping[str, float]]) -> Chart:
    groups = [
        {"name": str(place), "predicted": group["expected"] * 100, "actual": group["happened"] * 100}
        for place, group in enumerate(deciles, start=1)
    ]
    return _chart("leavers-by-tenth", _("Leavers said and seen, % by tenth of the forecast"), groups)


def _ranked(row: Mapping[str, float]) -> tuple[str, ...]:
    bounds = tuple(figures.number(row[bound], decimals=3) for bound in ("lower", "upper"))
    return (
        figures.number(row["auc"], decimals=3),
        "–".join(bounds),
        figures.number(row["calibration_error"], decimals=3),
    )


def _correction(share: float, is_corrected: bool) -> str:
    if not is_corrected:
        return _not_applied()
    return _("Because of this, today's forecast is corrected by %(share)s.") % {"share": _points(share)}


def _points(share: float) -> str:
    return f"{figures.number(share * 100, decimals=1, signed=True)}%"


def _not_applied() -> str:
    return _("The correction is switched off.")


def refusal_of(gate: Mapping[str, Any]) -> str:
    """Why nothing is foretold, or nothing judged, by the gate that a run recorded."""
    if gate["passed"] or gate["code"] == "not_judged":
        return _("Too little history yet to judge the forecast.")
    if gate["code"] == "too_thin":
        return _("Too thin to say: 500 buyers and 180 days of sales are needed. The simple rule is shown instead.")
    if gate["code"] == "most_leave":
        return _(
            "More than half stay away so long in this trade (%(share)s of the customers judged, for %(days)s days), "
            "which is no sign of leaving: the simple rule stands."
        ) % {"share": figures.percent(gate["base"]), "days": gate["window_days"]}
    if gate["code"] == "not_better":
        return _("The model ranks later customers no better than the simple rule, which is shown instead.")
    return _("The data do not settle the model. The simple rule is shown instead.")


def _chart(name: str, title: str, groups: Sequence[Mapping[str, Any]]) -> Chart:
    said = [round(group["predicted"], 1) for group in groups]
    happened = [round(group["actual"], 1) for group in groups]
    names = [group["name"] for group in groups]
    series = [{"name": _("Said"), "values": said, "muted": True}, {"name": _("Happened"), "values": happened}]
    sheet = Sheet(name, [_("Tenth"), _("Said"), _("Happened")], list(zip(names, said, happened, strict=True)))
    return Chart(sheet=sheet, kind="bars", title=title, data={"names": names, "series": series}, size="low")
