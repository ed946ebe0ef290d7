"""Predicted − actual of a run's forecasts: by tenth of the forecast, by quarter of the first order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shuke.web import figures
from shuke.web.insight.charts import Sheet

DECIMALS = {"visits": 2, "spend": 2, "recorded-visits": 2, "recorded-leavers": 3}


def by_group(name: str, verdict: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """A table for each way of grouping that the verdict holds; the figures are means of a customer."""
    decimals = DECIMALS[name]
    ways = (("deciles", _("Tenth of the forecast")), ("cohorts", _("First order in")))
    return tuple(
        Sheet(
            f"{name}-{way}",
            [head, _("Customers"), _("Predicted"), _("Actual"), _("Predicted − actual")],
            [_row(way, group, decimals) for group in verdict[way]],
        )
        for way, head in ways
        if verdict.get(way)
    )


def _row(way: str, group: Mapping[str, Any], decimals: int) -> tuple[str, ...]:
    error = group["predicted"] - group["actual"]
    return (
        _quarter(group["name"]) if way == "cohorts" else group["name"],
        figures.number(group["customers"]),
        figures.number(group["predicted"], decimals=decimals),
        figures.number(group["actual"], decimals=decimals),
        figures.number(error, decimals=decimals, signed=True),
    )


def _quarter(name: str) -> str:
    """“2025-4” of the verdict."""
    year, _separator, quarter = name.partition("-")
    return _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}


def said_of(name: str, verdict: Mapping[str, Any] | None) -> str:
    """How wrong a forecast was that an earlier run wrote down; empty until its days are over."""
    if not verdict:
        return ""
    said = {
        "day": figures.day(date.fromisoformat(verdict["forecast_on"])),
        "days": verdict["horizon_days"],
        "customers": figures.number(verdict["customers"]),
        "predicted": figures.number(verdict["predicted"]),
        "actual": figures.number(verdict["actual"]),
        "error": figures.number(verdict["predicted"] - verdict["actual"], signed=True),
    }
    if name == "recorded-leavers":
        return (
            _(
                "Recorded on %(day)s: of %(customers)s customers %(predicted)s were expected not to come in "
                "%(days)s days, %(actual)s did not; predicted − actual %(error)s."
            )
            % said
        )
    return (
        _(
            "Recorded on %(day)s: %(customers)s customers were expected to come %(predicted)s times in %(days)s days, "
            "they came %(actual)s times; predicted − actual %(error)s."
        )
        % said
    )
