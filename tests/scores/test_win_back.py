"""What may be spent on bringing a customer back, and how."""

from typing import Any

import pytest

from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.win_back import Approach, WinBackTerms, terms_of

TERMS = WinBackTerms(margin_share=0.4, win_back_share=0.25, offer_from_minor=50_000, person_from_minor=200_000)


def score(**facts: Any) -> CustomerScore:
    return CustomerScore(**{"spend_minor": 0, **facts})


def test_the_cap_is_a_share_of_a_years_margin() -> None:
    assert TERMS.cap_minor(score(staying_spend_minor=100_000)) == 10_000


def test_nothing_may_be_spent_on_whom_a_greeting_must_do() -> None:
    assert TERMS.cap_minor(score(staying_spend_minor=49_999)) == 0


def test_without_a_forecast_the_year_before_stands_for_the_year_to_come() -> None:
    assert TERMS.cap_minor(score(spend_minor=50_000)) == 5_000


@pytest.mark.parametrize(
    ("year_minor", "approach"),
    [(200_000, Approach.PERSON), (199_999, Approach.OFFER), (50_000, Approach.OFFER), (49_999, Approach.WORD)],
)
def test_efforts_differ_by_what_the_customer_would_bring(year_minor: int, approach: Approach) -> None:
    assert TERMS.approach(score(staying_spend_minor=year_minor)) == approach


def test_more_returned_than_bought_leaves_nothing_to_spend() -> None:
    assert (TERMS.cap_minor(score(spend_minor=-900)), TERMS.approach(score(spend_minor=-900))) == (0, Approach.WORD)


def test_without_margin_nothing_that_costs_is_offered() -> None:
    free = WinBackTerms(margin_share=0.0, win_back_share=0.25, offer_from_minor=1, person_from_minor=2)

    assert free.approach(score(staying_spend_minor=1_000_000)) == Approach.WORD


def test_margin_and_share_are_those_of_the_run() -> None:
    run = ModelRun(metrics={"value": {"margin_share": 0.3}}, parameters={"win_back_share": 0.1})
    ours = terms_of(run, win_back_share=0.5, offer_from_minor=1, person_from_minor=2)
    simple = terms_of(None, win_back_share=0.5, offer_from_minor=1, person_from_minor=2)

    assert (ours.margin_share, ours.win_back_share) == (0.3, 0.1)
    assert (simple.margin_share, simple.win_back_share) == (1.0, 0.5)
