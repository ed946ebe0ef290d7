"""A run of the forecasts says whether it could be made, how it erred and how far its parameters are known."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.insight import rows

from shuke.records.access.models import Role
from shuke.scores.models import FittedModel, ModelRun
from shuke.web.insight.forecast_runs import cards_of

GROUP = {"name": "1", "customers": 250, "predicted": 1.25, "actual": 2.0}
ORDERS = {
    "customers": 2447, "predicted": 31692.1, "actual": 31390.0, "correlation": 0.836, "mean_error": 4.435,
    "simple_predicted": 31493.8, "simple_correlation": 0.827, "simple_mean_error": 4.545, "deciles": [GROUP],
}  # fmt: skip
AUC = {"auc": 0.864, "lower": 0.844, "upper": 0.885, "calibration_error": 0.021}
HOLDOUT = {
    "customers": 2249, "window_days": 42, "base": 0.0876, "predicted": 0.0851,
    "models": {"points": AUC, "simple": {**AUC, "auc": 0.62}},
    "deciles": [{"customers": 225, "expected": 0.01, "happened": 0.02}],
}  # fmt: skip
PASSED = {"passed": True, "code": "", "said": ""}
THIN = {"passed": False, "code": "too_thin", "said": "Too thin …", "buyers": 12, "history_days": 40}


def metrics(*, gate: dict[str, Any] = PASSED, is_corrected: bool = True) -> dict[str, Any]:
    value = {"gate": gate, "orders": ORDERS, "correction": 0.99, "is_corrected": is_corrected}
    holdout = HOLDOUT if gate["passed"] else None
    leaving = {"gate": gate, "chosen": "points", "holdout": holdout, "shift": 0.04, "is_corrected": is_corrected}
    return {
        "value": value,
        "leaving": leaving,
        "drift": [{"model": "bg_nbd", "name": "a", "before": 0.03, "before_on": "2026-08-15", "drifted": True}],
    }


def test_the_model_stands_beside_the_simple_rule_with_its_error() -> None:
    value, leaving = cards_of(ModelRun(metrics=metrics()), ())

    assert "31,692 visits of 2,447 customers" in value.said
    assert "+1.0%" in value.said
    assert [row.cells[2] for row in value.rows] == ["0.836", "0.827"]
    assert [(row.is_offered, row.cells[0]) for row in leaving.rows] == [(True, "0.864"), (False, "0.620")]
    assert "8.5% will not come in 42 days. 8.8% did not." in leaving.said


def test_what_was_fed_back_is_said_and_so_is_that_it_is_off() -> None:
    assert "corrected by −1.0%" in cards_of(ModelRun(metrics=metrics()), ())[0].corrected
    assert {card.corrected for card in cards_of(ModelRun(metrics=metrics(is_corrected=False)), ())} == {
        "The correction is switched off."
    }


def test_too_thin_is_a_sentence_without_figures() -> None:
    for card in cards_of(ModelRun(metrics=metrics(gate=THIN)), ()):
        assert card.said.startswith("Too thin to say")
        assert (card.rows, card.chart) == ((), None)


def test_a_model_that_ranks_no_better_is_shown_with_its_figures_and_not_offered() -> None:
    gate = {"passed": False, "code": "not_better", "said": ""}
    given = metrics()
    given["leaving"] |= {"gate": gate, "chosen": "", "shift": 0.0}
    card = cards_of(ModelRun(metrics=given), ())[1]

    assert card.said.startswith("The model ranks later customers no better than the simple rule")
    assert card.rows != ()
    assert [row.name for row in card.rows if row.is_offered] == []


def test_where_most_stay_away_anyway_the_card_says_that_the_simple_rule_stands() -> None:
    gate = {"passed": False, "code": "most_leave", "said": "", "base": 0.713, "window_days": 42}
    given = metrics()
    given["leaving"] |= {"gate": gate, "chosen": "", "shift": 0.0}
    card = cards_of(ModelRun(metrics=given), ())[1]

    assert card.said.startswith("More than half stay away so long in this trade (71% of the customers judged, for 42")
    assert [row.name for row in card.rows if row.is_offered] == []


def test_whom_customers_brought_is_told_with_the_circles_that_are_left_out() -> None:
    assert len(cards_of(ModelRun(metrics=metrics()), ())) == 2

    network = {"customers": 3, "in_circles": ["A7", "B9"]}
    card = cards_of(ModelRun(metrics={**metrics(), "network": network}), ())[-1]

    assert "3 customers brought others" in card.said
    assert "A7, B9" in card.said


def test_other_runs_have_no_cards() -> None:
    assert cards_of(ModelRun(metrics={"forecast": None}), ()) == ()


def test_spend_has_a_card_of_its_own_with_what_its_model_takes_for_granted() -> None:
    given = metrics()
    given["value"]["spend"] = {
        **ORDERS, "predicted": 113_249_900.0, "actual": 115_983_100.0, "mean_error": 2_050.4,
        "simple_predicted": 120_000_000.0, "simple_mean_error": 3_000.0,
    }  # fmt: skip
    notes = {"correlation": 0.114, "left_out": 3.0}

    visits, spend, leaving = cards_of(
        ModelRun(metrics=given, currency="USD"), [FittedModel(name="gamma_gamma", document={"notes": notes})]
    )

    assert "2,447 customers were foretold to spend $1,132,499; they spent $1,159,831, an error of −2.4%" in spend.said
    assert "correlate by 0.11" in spend.said
    assert "Left out: 3 customers" in spend.said
    assert spend.rows[0].cells == ("$1,132,499", "$1,159,831", "0.836", "$20.50")
    assert spend.groups[0].rows[0][2:4] == ("0.01", "0.02")
    assert [card.title for card in (visits, spend, leaving)] == [
        "How often customers will come", "What customers will bring", "Who is leaving"
    ]  # fmt: skip


def test_a_drift_is_said_on_the_card_of_its_model() -> None:
    given = metrics()
    visits, leaving = cards_of(ModelRun(metrics=given), ())

    assert visits.drift.startswith("Drifted since the run of 15 Aug 2026: how often customers come.")
    assert leaving.drift == ""

    base = {"model": "leaving", "name": "base", "before": 0.0876, "now": 0.121, "before_on": "2026-08-15"}
    given["drift"] = [{**base, "drifted": True}]
    visits, leaving = cards_of(ModelRun(metrics=given), ())
    assert visits.drift == ""
    assert "8.8% left then and 12.1% lately" in leaving.drift


@pytest.mark.django_db
def test_the_page_shows_intervals_and_drift(client: Client, django_assert_max_num_queries: Any) -> None:
    run = rows.run(kind=ModelRun.Kind.FORECAST, metrics=metrics())
    interval = {"name": "a", "estimate": 0.193, "lower": 0.014, "upper": None}
    FittedModel.objects.create(
        run=run, name="bg_nbd", as_of=date(2026, 11, 15), rows=2469, document={}, intervals=[interval]
    )
    client.force_login(rows.staff(Role.ANALYST))

    with django_assert_max_num_queries(8):
        page = client.get(reverse("insight_run", args=[run.pk])).content.decode()

    assert "0.193" in page
    assert "0.014–—" in page
    assert "drifted" in page
    assert "Drifted since the run of 15 Aug 2026" in page
