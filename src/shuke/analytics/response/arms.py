"""Who is tested, who is held out and who waits: the members of a campaign drawn into its arms."""

from typing import Final

import numpy as np
import pandas as pd

from shuke.analytics.response.cells import BadSample
from shuke.analytics.response.frames import BadTable

TEST: Final = "test"
HELD: Final = "held"
REST: Final = "rest"


def draw(
    customers: pd.DataFrame, *, step: int, hold_out_share: float, random_state: np.random.Generator
) -> "pd.Series[str]":
    """Held out at random, and of the others every `step`-th.

    Args:
        customers: one row per customer in the order in which they are counted off: by cell, then by customer id as
            text, so that the sample takes each cell in proportion.
        step: every how many customers one is tested; 1 tests everybody who is not held out.
        hold_out_share: of the customers that get nothing, 0 or more and below 1; rounded to whole customers.
        random_state: draws who is held out, and the first of the sample.

    Returns:
        `test`, `held` or `rest`, indexed as `customers`.

    Raises:
        BadTable: a customer stands in two rows.
        BadSample: no such step or share.

    Source: Hughes, "Strategic Database Marketing": 800,000 customers, 40,000 to test, every 20th.
    """
    if customers.index.has_duplicates:
        raise BadTable("Some customers stand in the table twice; keep one row each.")
    if step < 1 or not 0 <= hold_out_share < 1:
        raise BadSample(
            f"Every {step}th and {hold_out_share} held out cannot be drawn; "
            "give a step from 1 and a share from 0 to below 1."
        )
    drawn = np.full(len(customers), REST, dtype=object)
    held = random_state.permutation(len(customers))[: round(len(customers) * hold_out_share)]
    drawn[held] = HELD
    others = np.flatnonzero(drawn != HELD)
    drawn[others[int(random_state.integers(step)) :: step]] = TEST
    return pd.Series(drawn, index=customers.index)
