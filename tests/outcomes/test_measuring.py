"""Intervals that hold the truth, on campaigns drawn as campaigns draw them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from shuke.analytics.response import arms
from shuke.analytics.response.uplift import effect
from shuke.outcomes.measuring import effect_of, effects_by_group
from shuke.outcomes.treatments import PerBuyer, Treatment

pytestmark = pytest.mark.sqlite_only

RUNS = 500
BASE, ADDED = 0.06, 0.04  # buy anyway; buy because of it
COST_MINOR, NET_MINOR = 62.0, 3500.0


def campaign(members: int, rng: np.random.Generator) -> tuple[Treatment, pd.DataFrame]:
    """Everybody is tested who is not held out: a fifth."""
    people = pd.DataFrame({"cell": np.sort(rng.integers(111, 556, members))})
    arm = arms.draw(people, step=1, hold_out_share=0.2, random_state=rng)
    is_treated = (arm == arms.TEST).to_numpy()
    buys = rng.random(members) < BASE + ADDED * is_treated
    table = pd.DataFrame({"is_treated": is_treated, "begins_on": date(2026, 3, 2)})
    treatment = Treatment(
        kind="campaign",
        key="1:test",
        name="Simulated",
        members=table.assign(group=np.arange(members) % 2),
        days=14,
        cost_minor=COST_MINOR * is_treated.sum(),
        earned=PerBuyer(NET_MINOR),
    )
    bought = pd.DataFrame({"orders": 1, "spend_minor": 5000}, index=np.flatnonzero(buys))
    return treatment, bought


@pytest.mark.parametrize("members", [500, 2_000])
def test_the_interval_holds_the_true_effect_in_at_least_93_of_100_campaigns(
    members: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effect, "DRAWS", 200)  # of the revenue, whose interval is not looked at here
    rng = np.random.default_rng(members)
    held = []
    for _ in range(RUNS):
        found = effect_of(*campaign(members, rng), random_state=rng)
        truths = {"response": ADDED, "profit": ADDED * NET_MINOR - COST_MINOR}
        held.append([found[name]["lower"] <= truth <= found[name]["upper"] for name, truth in truths.items()])

    assert (np.mean(held, axis=0) >= 0.93).all()


def test_the_effect_is_that_of_all_who_were_treated() -> None:
    treatment, bought = campaign(4_000, np.random.default_rng(1))

    found = effect_of(treatment, bought, random_state=np.random.default_rng(2))

    assert found["response"]["total"] == pytest.approx(found["response"]["difference"] * treatment.treated)
    assert found["profit"]["difference"] == pytest.approx(found["response"]["difference"] * NET_MINOR - COST_MINOR)


def test_groups_are_measured_apart_where_both_sides_are_large_enough() -> None:
    treatment, bought = campaign(4_000, np.random.default_rng(3))

    found = effects_by_group(treatment, bought, random_state=np.random.default_rng(4))

    assert set(found) == {"0", "1"}
    assert sum(group["sizes"]["treated"] for group in found.values()) == treatment.treated


def test_a_group_too_small_to_measure_is_left_out() -> None:
    treatment, bought = campaign(100, np.random.default_rng(5))

    assert effects_by_group(treatment, bought, random_state=np.random.default_rng(6)) == {}
