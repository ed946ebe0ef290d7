"""Which cells to mail after the test, what that should bring and what it brought (docs/models/response.md)."""

from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from shuke.analytics.response.breakeven import Terms
from shuke.analytics.response.frames import BadTable, check_level, counts, numbers, to_mail
from shuke.analytics.response.shrinkage import ShrunkRates


@dataclass(frozen=True)
class Forecast:
    """What a mailing should bring."""

    pieces: int
    responses: float
    profit: float
    profit_lower: float
    profit_upper: float


def choose(
    rates: pd.DataFrame, pieces: "pd.Series[int]", *, terms: Terms, min_probability: float = 0.0
) -> pd.DataFrame:
    """Roll out to the cells expected above break-even.

    Args:
        rates: `rate` and `probability_above` by cell, from `ShrunkRates.rates` at the break-even rate of `terms`.
            Measured rates would choose the lucky cells and promise too much.
        pieces: customers of each cell still to be mailed.
        terms: cost per piece and net revenue per sale.
        min_probability: chance of lying above break-even that a cell must also have; 0 takes every cell that is
            expected to earn, more trades profit for fewer losing cells.

    Returns:
        `pieces, rate, probability_above, expected_responses, expected_profit` (in the unit of `terms`, also of cells
        that are not chosen), `is_chosen`; best rate first.

    Raises:
        BadTable: a cell to mail has no rate; pieces are no counts.
    """
    missing = pieces.index.difference(rates.index)
    if len(missing):
        raise BadTable(f"{len(missing)} cells to mail have no rate (first: {missing[0]}); test them or leave them out.")
    found = pd.DataFrame({"pieces": to_mail(pieces)}, index=pieces.index)
    found["rate"] = rates["rate"]
    found["probability_above"] = rates["probability_above"]
    found["expected_responses"] = found["rate"] * found["pieces"]
    found["expected_profit"] = terms.profit(found["pieces"], found["expected_responses"])
    found["is_chosen"] = (found["rate"] > terms.breakeven_rate) & (found["probability_above"] >= min_probability)
    return found.sort_values("rate", ascending=False, kind="stable")


def forecast(tested: ShrunkRates, pieces: "pd.Series[int]", *, terms: Terms, level: float = 0.95) -> Forecast:
    """Profit of mailing the given pieces, with the interval in which the actual profit should fall.

    Args:
        tested: fitted on the test.
        pieces: to be sent, by cell, such as those chosen by `choose`.
        terms: cost per piece and net revenue per sale.
        level: of the interval, a share; it holds what is not known of the rates, and chance.

    Raises:
        BadTable: a cell was not in the test; no such level.
    """
    check_level(level)
    predicted = tested.predict(pieces)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * predicted.variance**0.5
    sent = float(pieces.sum())
    least, most = max(predicted.expected - reach, 0.0), min(predicted.expected + reach, sent)
    return Forecast(
        pieces=round(sent),
        responses=predicted.expected,
        profit=terms.profit(sent, predicted.expected),
        profit_lower=terms.profit(sent, least),
        profit_upper=terms.profit(sent, most),
    )


def compare(choice: pd.DataFrame, results: pd.DataFrame, *, terms: Terms) -> pd.DataFrame:
    """Forecast profit beside actual, for the cells that were mailed.

    Args:
        choice: from `choose`.
        results: `pieces, responses` by cell, and `margin` where it is known (earned before the cost of the pieces);
            without it each response earns the net revenue of `terms`.
        terms: cost per piece and net revenue per sale.

    Returns:
        `pieces, responses, rate, expected_rate, expected_profit` (of the pieces really sent), `actual_profit,
        difference` (actual − expected), indexed as `results`.

    Raises:
        BadTable: see `frames.counts`; a cell of the results was not among those to choose from.
    """
    pieces, responses = counts(results)
    missing = results.index.difference(choice.index)
    if len(missing):
        raise BadTable(f"{len(missing)} cells of the results had no forecast (first: {missing[0]}); leave them out.")
    found = pd.DataFrame({"pieces": pieces, "responses": responses}, index=results.index)
    found["rate"] = found["responses"] / found["pieces"].where(found["pieces"] > 0)
    found["expected_rate"] = choice["rate"]
    found["expected_profit"] = terms.profit(found["pieces"], found["pieces"] * found["expected_rate"])
    found["actual_profit"] = terms.profit(found["pieces"], found["responses"])
    if "margin" in results.columns:
        found["actual_profit"] = numbers(results, "margin") - found["pieces"] * float(terms.cost_per_piece)
    found["difference"] = found["actual_profit"] - found["expected_profit"]
    return found
