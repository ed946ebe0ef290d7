"""That habits have changed since the run of a quarter before, in a sentence for the pages that lean on a model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.web import figures

WHAT: Mapping[str, Promise] = {
    "bg_nbd": gettext_lazy("how often customers come"),
    "gamma_gamma": gettext_lazy("what a visit is worth"),
}


def value_drift(metrics: Mapping[str, Any], *models: str) -> str:
    """Of the models of visits and spend, or of those named; nothing where none has drifted."""
    rows = [row for row in _drifted(metrics) if row["model"] in (models or WHAT)]
    if not rows:
        return ""
    return _(
        "Drifted since the run of %(day)s: %(what)s. It has left what was likely then, so earlier errors say less "
        "about this forecast."
    ) % {
        "day": _day(rows[0]),
        "what": _(", ").join(dict.fromkeys(str(WHAT[row["model"]]) for row in rows)),
    }


def leaving_drift(metrics: Mapping[str, Any]) -> str:
    """Of the share that leaves."""
    row = next((row for row in _drifted(metrics) if row["model"] == "leaving"), None)
    if row is None:
        return ""
    return _(
        "Drifted since the run of %(day)s: of the customers judged %(before)s left then and %(now)s lately, so earlier "
        "errors say less about this forecast."
    ) % {
        "day": _day(row),
        "before": figures.percent(row["before"], decimals=1),
        "now": figures.percent(row["now"], decimals=1),
    }


def _drifted(metrics: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [row for row in metrics.get("drift", []) if row["drifted"]]


def _day(row: Mapping[str, Any]) -> str:
    return figures.day(date.fromisoformat(row["before_on"]))
