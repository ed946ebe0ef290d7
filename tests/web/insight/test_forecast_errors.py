"""Predicted − actual by tenth and by quarter of the first order, and what a recorded forecast came to."""

from typing import Any

from tests.web.insight.test_forecast_runs import metrics

from shuke.scores.models import ModelRun
from shuke.web.insight.forecast_errors import by_group, said_of
from shuke.web.insight.forecast_runs import cards_of

VERDICT: dict[str, Any] = {
    "customers": 2447, "predicted": 31692.0, "actual": 31390.0,
    "deciles": [{"name": "1", "customers": 245, "predicted": 1.35, "actual": 2.27}],
    "cohorts": [{"name": "2025-4", "customers": 2104, "predicted": 14.04, "actual": 13.96}],
}  # fmt: skip
RECORDED = {**VERDICT, "forecast_on": "2026-08-17", "horizon_days": 90}


def test_errors_are_told_by_tenth_and_by_quarter() -> None:
    tenths, quarters = by_group("visits", VERDICT)

    assert tenths.rows == [("1", "245", "1.35", "2.27", "−0.92")]
    assert quarters.rows == [("Q4 2025", "2,104", "14.04", "13.96", "+0.08")]


def test_a_verdict_without_groups_has_no_tables() -> None:
    assert by_group("visits", {}) == ()


def test_a_recorded_forecast_says_its_day_and_its_error() -> None:
    assert "Recorded on 17 Aug 2026" in said_of("recorded-visits", RECORDED)
    assert "predicted − actual +302" in said_of("recorded-visits", RECORDED)
    assert "were expected not to come in 90 days" in said_of("recorded-leavers", RECORDED)
    assert said_of("recorded-visits", None) == ""


def test_the_cards_of_a_run_carry_them() -> None:
    given = metrics()
    given["value"] |= {"orders": {**given["value"]["orders"], **VERDICT}, "recorded": RECORDED}
    given["leaving"]["recorded"] = RECORDED

    value, leaving = cards_of(ModelRun(metrics=given), ())

    assert len(value.groups) == len(value.recorded_groups) == len(leaving.recorded_groups) == 2
    assert value.recorded.startswith("Recorded on")
    names = [sheet.name for sheet in (*value.groups, *value.recorded_groups, *leaving.recorded_groups)]
    assert len(set(names)) == 6
