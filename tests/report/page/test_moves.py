"""Moves from stage to stage."""

import pandas as pd
import pytest

from shuke.report.page.moves import SHOWN, MoveCell, moves_of

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def customers() -> pd.DataFrame:
    rows = [("stable", "stable"), ("stable", "declining"), ("declining", "stable"), (None, "new")]
    return pd.DataFrame(
        {"stage_before": [b for b, _ in rows], "stage": [a for _, a in rows], "spend": [40, 30, 20, 10]}
    )


def test_moves_are_coloured_by_where_they_lead(customers: pd.DataFrame) -> None:
    stable, declining, arrivals = moves_of(customers).rows

    assert stable.cells[SHOWN.index("stable")] == MoveCell("1", "50%", "same")
    assert stable.cells[SHOWN.index("declining")] == MoveCell("1", "50%", "bad")
    assert declining.cells[SHOWN.index("stable")] == MoveCell("1", "100%", "good")
    assert arrivals.cells[SHOWN.index("new")] == MoveCell("1", "", "new")


def test_more_declining_is_no_good_news(customers: pd.DataFrame) -> None:
    more = customers.assign(stage="declining")

    declining = moves_of(more).totals[SHOWN.index("declining")]

    assert (declining.change, declining.hue) == (3, "worse")


def test_totals_are_shares_of_customers_and_spend(customers: pd.DataFrame) -> None:
    stable = moves_of(customers).totals[SHOWN.index("stable")]

    assert (stable.customers, stable.customer_share, stable.spend_share) == ("2", "50%", "60%")
