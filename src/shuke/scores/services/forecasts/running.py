"""The recorded run of the forecasts, before the scores: what it fitted, how right it was, what it wrote."""

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.lifetime.estimator import Estimator
from shuke.analytics.lifetime.outlook import OutlookSettings
from shuke.lib.money import exponent
from shuke.lib.progress import Report, silent
from shuke.scores.models import FittedModel, ModelRun
from shuke.scores.services.forecasts.drift import drift_of
from shuke.scores.services.forecasts.leaving import LeavingForecast, document_of, forecast_leaving
from shuke.scores.services.forecasts.network import network_of
from shuke.scores.services.forecasts.recorded import leaving_verdict, orders_verdict
from shuke.scores.services.forecasts.setting import current_outlook
from shuke.scores.services.forecasts.value import ValueForecast, forecast_value
from shuke.scores.services.runs import finish, recorded_step
from shuke.warehouse.forecasts import MONEY, Forecasts
from shuke.warehouse.tables import Tables

FUTURE = ("probability_alive", "expected_orders_90", "expected_orders_365")


def run_forecasts(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun:
    """Forecast value and leaving as of `as_of`; where there is too little to learn from, the run says so and the
    simple rule stands. A second run of the same day over the same records gives the same figures."""
    settings = current_outlook()
    with recorded_step(
        kind=ModelRun.Kind.FORECAST, as_of=as_of, now=now, engine=engine, parameters=settings.as_dict()
    ) as (tables, run, watch):
        forecasts = Forecasts(tables.folder)
        value = forecast_value(tables, as_of=as_of, settings=_in_minor(settings, tables), watch=watch)
        leaving = forecast_leaving(tables, as_of=as_of, corrects=settings.corrects, watch=watch)
        models = _fitted_models(run, value, leaving)
        with watch.step("judge_recorded"):
            run.metrics = {
                "value": _about_value(value, settings, orders_verdict(tables, forecasts, as_of=as_of)),
                "leaving": _about_leaving(leaving, settings, leaving_verdict(tables, forecasts, as_of=as_of)),
                "drift": drift_of(models, leaving.holdout, as_of=as_of),
            }
        with watch.step("write_forecasts"):
            run.metrics["network"] = _write(forecasts, value, leaving, as_of=as_of)
        FittedModel.objects.bulk_create(models)
        run.rows = {**run.rows, "customers": len(value.frame)}
        finish(run, watch, now=now)
    report(f"forecasts: {_told(value, leaving)} as of {as_of}")
    return run


def _in_minor(settings: OutlookSettings, tables: Tables) -> OutlookSettings:
    """The cost to serve is set in whole units of the currency; the warehouse counts minor ones."""
    cost = settings.cost_to_serve_per_year * 10 ** exponent(tables.manifest.currency)
    return OutlookSettings(**{**settings.as_dict(), "cost_to_serve_per_year": cost})


def _fitted_models(run: ModelRun, value: ValueForecast, leaving: LeavingForecast) -> list[FittedModel]:
    found = []
    if value.models is not None:
        pair = (value.models.buying, value.models.spend)
        found = [_of_estimator(run, model) for model in pair if model is not None]
    if leaving.model is not None:
        found += [
            FittedModel(
                run=run, name=name, as_of=run.as_of, rows=leaving.model.rows_, document=document_of(leaving.model, name)
            )
            for name in leaving.model.fitted_
        ]
    return found


def _of_estimator(run: ModelRun, model: Estimator) -> FittedModel:
    rows = model.intervals().reset_index(names="name").to_dict("records")
    intervals = [{key: _plain(figure) for key, figure in row.items()} for row in rows]
    return FittedModel(
        run=run,
        name=model.model,
        as_of=run.as_of,
        rows=model.customers_,
        document=model.as_document(),
        intervals=intervals,
    )


def _plain(figure: Any) -> Any:
    """JSON knows no infinity: a bound that is none is left open."""
    return figure if isinstance(figure, str) or np.isfinite(figure) else None


def _about_value(value: ValueForecast, settings: OutlookSettings, recorded: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "gate": value.gate.as_dict(),
        "orders": value.orders.as_dict() if value.orders else None,
        "spend": value.spend.as_dict() if value.spend else None,
        "correction": value.correction,
        "is_corrected": settings.corrects,
        "margin_share": value.margin_share,
        "remark": value.models.remark if value.models else "",
        "recorded": recorded,
    }


def _about_leaving(
    leaving: LeavingForecast, settings: OutlookSettings, recorded: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "gate": leaving.gate.as_dict(),
        "chosen": leaving.model.chosen_ if leaving.model else "",
        "holdout": leaving.holdout,
        "shift": leaving.shift,
        "is_corrected": settings.corrects,
        "recorded": recorded,
    }


def _write(forecasts: Forecasts, value: ValueForecast, leaving: LeavingForecast, *, as_of: date) -> dict[str, Any]:
    """The day's file; without anything foretold there is none. Returns what the network came to."""
    if value.models is None and leaving.model is None:
        forecasts.forget(as_of)
        return {}
    network, in_circles = network_of(value.frame["spend"])
    frame = value.frame.reindex(columns=["first_on", *FUTURE, *MONEY])
    frame["network"] = network.reindex(frame.index)
    frame = frame.join(leaving.frame)
    frame["leaving_probability"] = frame["leaving_probability"].astype("float64")
    forecasts.write(_typed(frame).rename_axis("customer_id").reset_index(), as_of=as_of)
    return {"customers": int((network > 0).sum()), "in_circles": in_circles}


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns without any value keep their type."""
    return frame.astype(
        {**dict.fromkeys((*FUTURE, *MONEY), "float64"), "leaving_by": "string", "leaving_why": "string"}
    )


def _told(value: ValueForecast, leaving: LeavingForecast) -> str:
    gates = [gate.said for gate in (value.gate, leaving.gate) if gate.said]
    return " ".join(gates) or f"{len(value.frame)} customers"
