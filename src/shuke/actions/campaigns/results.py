"""What a counted campaign says: its cells, what each way of rolling out should bring, and what it brought."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries.planning import terms_of
from shuke.analytics.response import rollout
from shuke.analytics.response.breakeven import Terms
from shuke.analytics.response.shrinkage import ShrunkRates
from shuke.scores.trials.results import CellResults, results_of_cells

Choice = Campaign.RollOut


@dataclass(frozen=True)
class Option:
    """A roll-out that can be chosen. Money is in the unit of the costs."""

    choice: Campaign.RollOut
    cells: tuple[str, ...]
    pieces: int
    cost: float
    answers: float
    profit: float
    lower: float  # of 95 %
    upper: float

    @property
    def forecast(self) -> dict[str, Any]:
        """As it is kept when this one is chosen."""
        names = ("pieces", "cost", "answers", "profit", "lower", "upper")
        return {"cells": list(self.cells), **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True)
class Part:
    """The test, or the roll-out, as it went."""

    customers: int  # drawn or chosen
    pieces: int  # that left
    answers: int
    spend_minor: int  # of those who answered
    cost: float
    profit: float

    @property
    def rate(self) -> float | None:
        return self.answers / self.pieces if self.pieces else None


def cells_of_test(campaign: Campaign) -> CellResults | None:
    """Rates by cell after the test; None before a piece left."""
    if not _has_pieces(campaign):
        return None
    return results_of_cells(campaign.counted["cells"], terms=terms_of(campaign), step=campaign.test_step)


def options_of(campaign: Campaign) -> list[Option]:
    """Everyone, the cells expected to pay, the cells that surely do; empty before a piece left, or without a test."""
    if not _has_pieces(campaign) or not campaign.is_tested:
        return []
    terms = terms_of(campaign)
    cells = pd.DataFrame(campaign.counted["cells"]).set_index("cell")
    left = cells["customers"] - cells["pieces"]
    tested = ShrunkRates().fit(cells)
    rates = tested.rates(breakeven_rate=terms.breakeven_rate)
    chosen = {
        Choice.EVERYONE: left.index,
        Choice.EXPECTED: rates.index[rates["rate"] > terms.breakeven_rate],
        Choice.SURE: rates.index[rates["lower"] > terms.breakeven_rate],
    }
    return [_option(choice, left.loc[cells], tested, terms) for choice, cells in chosen.items()]


def part_of(campaign: Campaign, name: str) -> Part | None:
    """`test` or `roll_out` as counted latest."""
    found = campaign.counted.get(name)
    return Part(**found) if found else None


def _option(choice: Campaign.RollOut, left: "pd.Series[int]", tested: ShrunkRates, terms: Terms) -> Option:
    found = rollout.forecast(tested, left, terms=terms)
    return Option(
        choice=choice,
        cells=tuple(str(cell) for cell in left.index),
        pieces=found.pieces,
        cost=found.pieces * float(terms.cost_per_piece),
        answers=found.responses,
        profit=found.profit,
        lower=found.profit_lower,
        upper=found.profit_upper,
    )


def _has_pieces(campaign: Campaign) -> bool:
    return any(cell["pieces"] for cell in campaign.counted.get("cells", ()))
