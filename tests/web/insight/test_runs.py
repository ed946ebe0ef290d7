"""One recorded run, made ready to be read."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import override

import shuke
from shuke.analytics.worth.settings import WorthSettings
from shuke.scores.models import ModelRun
from shuke.warehouse.category_pairs import LEVELS
from shuke.web.insight.runs import STEPS, RunRow, judged_of, row_of

STARTED = datetime(2026, 11, 18, 20, 10, tzinfo=UTC)
FORECAST = {
    "forecast_on": "2026-07-31",
    "horizon_days": 90,
    "customers": 30,
    "predicted": 0.056,
    "actual": 0.057,
    "bands": [
        {"band": "over_4", "customers": 10, "predicted": 0.211, "actual": 0.252},
        {"band": "up_to_1", "customers": 20, "predicted": 0.018, "actual": 0.013},
    ],
}


def run(**facts: Any) -> ModelRun:
    defaults = {"as_of": date(2026, 11, 18), "started_at": STARTED, "finished_at": STARTED + timedelta(seconds=46)}
    return ModelRun(**{**defaults, **facts})


def read(**facts: Any) -> RunRow:
    return row_of(run(**facts), ZoneInfo("Asia/Shanghai"))


def test_a_run_without_a_forecast_to_judge_says_nothing() -> None:
    assert judged_of(run()) is None


def test_a_forecast_stands_beside_what_happened_least_overdue_first() -> None:
    judged = judged_of(run(metrics={"forecast": FORECAST}))

    assert judged is not None
    assert (judged.forecast_on, judged.everybody.customers) == (date(2026, 7, 31), 30)
    assert [band.band for band in judged.bands] == ["up_to_1", "over_4"]


def test_an_error_is_predicted_less_actual_in_points() -> None:
    judged = judged_of(run(metrics={"forecast": FORECAST}))

    assert judged is not None
    assert [band.error_text for band in judged.bands] == ["+0.5", "−4.1"]


def test_a_run_tells_its_start_in_the_shops_zone_and_how_long_it_took() -> None:
    row = read()

    assert (row.started, row.took, row.is_unfinished) == ("19 Nov 2026 04:10", "46 s", False)


def test_a_run_that_broke_has_no_length() -> None:
    row = read(finished_at=None, error="KeyError: 'x'")

    assert (row.took, row.is_unfinished) == ("—", True)


def test_a_run_that_scored_nobody_of_today_has_no_customers() -> None:
    row = read(rows={"orders": 155_848})

    assert (row.customers, row.orders) == (None, 155_848)


def test_steps_come_longest_first_under_their_words() -> None:
    row = read(seconds={"judge": 0.95, "analyse": 36.2, "unheard_of": 1.0})

    assert row.steps == (
        ("Working out the scores", 36.2),
        ("unheard_of", 1.0),
        ("Comparing old forecasts with what happened", 0.95),
    )


def test_settings_stand_in_words_and_units() -> None:
    given = {"window_days": 365, "stage": {"lost_days": 90}, "pyramid_shares": [0.01, 0.05], "unheard_of": {"x": 1}}

    assert read(parameters=given).settings == (
        ("Window of the scores", "365 days"),
        ("Stage: lost from so many silent days on", "90 days"),
        ("Pyramid: where its levels end", "1%, 5%"),
        ("unheard_of.x", "1"),
    )


def test_how_right_next_baskets_were_stands_beside_the_simple_rule() -> None:
    part = {"customers": 1000, "recall": 0.17, "ndcg": 0.16}
    held_out = {"everything": part, "simple": {**part, "recall": 0.145}, "repeat": part, "explore": None}

    (sheet,) = read(metrics={"held_out": held_out}).held_out

    assert [row[1:3] for row in sheet.rows] == [("1,000", "0.170"), ("1,000", "0.145"), ("1,000", "0.170")]
    assert "most often" in sheet.rows[1][0]
    assert read(metrics={"held_out": None}).held_out == ()


def test_a_setting_that_is_on_or_off_is_said_in_words() -> None:
    assert read(parameters={"corrects": True}).settings == (("Forecasts are corrected by their latest error", "yes"),)

    with override("zh-hans"):
        assert [value for _name, value in read(parameters={"corrects": True, "x": False}).settings] == ["是", "否"]


def test_every_setting_of_the_scores_has_words() -> None:
    shown = read(parameters=WorthSettings().as_dict()).settings

    assert [name for name, _ in shown if name.islower()] == []
    assert ("RFM: how codes are cut", "each by itself") in shown
    assert ("RFM: cuts of one's own", "none") in shown


def test_every_step_of_a_recorded_run_has_words() -> None:
    sources = [path.read_text() for path in Path(shuke.__file__).parent.rglob("*.py")]
    recorded = [text for text in sources if "Stopwatch()" not in text or "recorded_run" in text]
    steps = {name for text in recorded for name in re.findall(r'\.step\("(\w+)"\)', text)}

    assert len(steps) > 20
    assert steps | {f"pairs_{level}" for level in LEVELS} == STEPS.keys()
