"""One recorded run, made ready to be read: steps by length, settings by name, forecasts beside what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.report.words import keys_of
from shuke.scores.models import ModelRun
from shuke.scores.queries import forecast_behind
from shuke.web import figures
from shuke.web.insight.charts import Sheet
from shuke.web.insight.held_out import held_out_of
from shuke.web.insight.setting_words import setting_name, setting_value


@dataclass(frozen=True)
class Forecast:
    """How many of a band were said to stay away, and how many did. Shares, 0–1."""

    band: str
    customers: int
    predicted: float
    actual: float

    @property
    def error(self) -> float:
        """Predicted − actual."""
        return self.predicted - self.actual

    @property
    def error_text(self) -> str:
        """In percentage points."""
        return figures.number(self.error * 100, decimals=1, signed=True)


@dataclass(frozen=True)
class Judged:
    """The latest forecast whose time is over, beside what happened."""

    forecast_on: date
    horizon_days: int
    everybody: Forecast
    bands: tuple[Forecast, ...]


def judged_of(run: ModelRun) -> Judged | None:
    found = run.metrics.get("forecast")
    if not found:
        return None
    return Judged(
        forecast_on=date.fromisoformat(found["forecast_on"]),
        horizon_days=found["horizon_days"],
        everybody=Forecast("", found["customers"], found["predicted"], found["actual"]),
        bands=tuple(Forecast(**row) for row in _in_order(found["bands"])),
    )


@dataclass(frozen=True)
class Foretold:
    """What stands behind the value at risk when it is not the simple rule."""

    run: ModelRun
    window_days: int  # the model says who will not come in these days


def foretold_by(scores: ModelRun) -> Foretold | None:
    run = forecast_behind(scores)
    return Foretold(run, run.metrics["leaving"]["holdout"]["window_days"]) if run else None


def _in_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Least overdue first."""
    return sorted(rows, key=lambda row: keys_of("overdue_band").index(row["band"]))


COUNTED: Mapping[str, Promise] = {
    "orders": _("Orders"),
    "lines": _("Order lines"),
    "customers": _("Customers"),
    "trials": _("Tests"),
    "segments": _("Segments"),
    "members": _("Customers in segments"),
    "foretold": _("Products foretold"),
    "wanted": _("Rows of who would want what"),
    "pairs_department": _("Pairs of departments kept"),
    "pairs_category": _("Pairs of kinds kept"),
    "pairs_product": _("Pairs of products kept"),
}
STEPS: Mapping[str, Promise] = {
    "analyse": _("Working out the scores"),
    "snapshot": _("Writing the snapshot"),
    "judge": _("Comparing old forecasts with what happened"),
    "groups": _("Finding groups"),
    "segments": _("Counting segments"),
    "rules": _("Learning rules"),
    "likeness": _("Comparing customers with groups"),
    "fit_baskets": _("Learning what is bought next"),
    "foretell": _("Foretelling next baskets"),
    "want": _("Finding who would want what"),
    "best_sellers": _("Finding what each store sells best"),
    "judge_baskets": _("Judging on the latest basket"),
    "pairs_department": _("Pairing departments"),
    "pairs_category": _("Pairing kinds of product"),
    "pairs_product": _("Pairing products"),
    "classes": _("Handing the value classes to the records"),
    "cells": _("Counting cells"),
    "control": _("Comparing with the control group"),
    "read_histories": _("Reading what everybody bought"),
    "fit_value": _("Fitting visits and spend"),
    "judge_value": _("Judging the forecast on the latest 90 days"),
    "forecast_value": _("Forecasting visits and value"),
    "read_snapshots": _("Reading earlier days"),
    "learn_leaving": _("Learning who leaves"),
    "judge_leaving": _("Judging who left"),
    "ask_leaving": _("Asking who is leaving now"),
    "judge_recorded": _("Comparing recorded forecasts"),
    "write_forecasts": _("Writing the forecasts"),
    "stage": _("Making the rows ready"),
    "replace": _("Replacing the scores"),
    "changes": _("Writing down who moved"),
}


@dataclass(frozen=True)
class RunRow:
    run: ModelRun
    started: str  # in the business's time zone
    took: str
    counted: tuple[tuple[str, int], ...]  # what it read and scored
    steps: tuple[tuple[str, float], ...]  # the longest first
    settings: tuple[tuple[str, str], ...]
    judged: Judged | None
    held_out: tuple[Sheet, ...]  # of next baskets

    @property
    def customers(self) -> int | None:
        """How many it scored; None for a run that scores nobody of today, or that broke before."""
        count: int | None = self.run.rows.get("customers")
        return count

    @property
    def orders(self) -> int | None:
        count: int | None = self.run.rows.get("orders")
        return count

    @property
    def is_unfinished(self) -> bool:
        return self.run.finished_at is None


def row_of(run: ModelRun, zone: ZoneInfo) -> RunRow:
    return RunRow(
        run=run,
        started=figures.moment(run.started_at, zone),
        took=figures.duration(run.finished_at - run.started_at if run.finished_at else None),
        counted=tuple((str(COUNTED.get(name, name)), count) for name, count in run.rows.items()),
        steps=tuple(
            (str(STEPS.get(name, name)), seconds)
            for name, seconds in sorted(run.seconds.items(), key=lambda step: -step[1])
        ),
        settings=tuple(_flat(run.parameters)),
        judged=judged_of(run),
        held_out=held_out_of(run),
    )


def _flat(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings in words, each known by its path: “rhythm.min_own_gaps”."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        path = f"{prefix}{name}"
        rows += (
            _flat(value, f"{path}.")
            if isinstance(value, Mapping)
            else [(setting_name(path), setting_value(path, value))]
        )
    return rows
