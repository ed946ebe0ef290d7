"""Thresholds are stored with each run and read back."""

import json

from shuke.analytics.worth.lifecycle import StageRules
from shuke.analytics.worth.rfm import RfmCuts, RfmHigh
from shuke.analytics.worth.settings import WorthSettings

CUTS = RfmCuts((30, 60, 90, 180), (10, 5, 3, 2), (1000, 500, 200, 100), high=RfmHigh(60, 5, 500))


def test_settings_survive_a_trip_through_json() -> None:
    chosen = WorthSettings(rfm_method="thresholds", rfm_cuts=CUTS, stage=StageRules(new_days=30), abc_a_share=0.7)

    assert WorthSettings.from_dict(json.loads(json.dumps(chosen.as_dict()))) == chosen


def test_settings_of_an_older_run_take_defaults_for_what_they_lack() -> None:
    assert WorthSettings.from_dict({"window_days": 180}) == WorthSettings(window_days=180)
    assert WorthSettings.from_dict({}) == WorthSettings()
