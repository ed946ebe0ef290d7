"""Scores, forecasts, runs and the churn board for other programs."""

from datetime import date

import pytest
from django.test import override_settings
from tests.records import make
from tests.records.api_client import Api
from tests.scores.shop import AS_OF, score_of

from shuke.records.access.models import AuditEntry, Role
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore, FittedModel, ModelRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def test_scores_of_a_customer_say_as_of_when_by_which_run_and_why() -> None:
    told = Api(Role.ANALYST).get("/customers/SLIPPING/scores").json()

    score = score_of("SLIPPING")
    assert (told["as_of"], told["run"], told["stage"]) == (AS_OF.isoformat(), score.run_id, "declining")
    assert told["spend_minor"] == score.spend_minor
    assert told["why"] == score.why


def test_the_front_line_reads_scores_without_money() -> None:
    told = Api(Role.FRONT_LINE).get("/customers/WEEKLY/scores").json()

    assert told["orders"] == score_of("WEEKLY").orders
    assert {name for name, value in told.items() if name.endswith("_minor") and value is not None} == set()


def test_what_was_not_forecast_is_null() -> None:
    told = Api(Role.ANALYST).get("/customers/WEEKLY/forecast").json()

    assert (told["probability_alive"], told["lifetime_value_minor"], told["leaving_why"]) == (None, None, [])


def test_customers_without_a_run_or_of_other_stores_are_not_found() -> None:
    make.customer(number="UNSEEN")
    hill = Store.objects.get(code="HILL")

    assert Api(Role.ANALYST).get("/customers/UNSEEN/scores").status_code == 404
    assert Api(Role.ANALYST, hill).get("/customers/WEEKLY/scores").status_code == 404


def test_lists_are_paged_within_ones_stores() -> None:
    hill = Store.objects.get(code="HILL")
    caller = Api(Role.ANALYST, hill)

    first = caller.get("/scores", limit=3).json()
    rest = caller.get("/scores", limit=3, starting_after=first["next_cursor"]).json()

    names = [each["customer"] for page in (first, rest) for each in page["data"]]
    assert sorted(names) == ["LOST", "MONTHLY", "NEW", "PROSPECT"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert len(caller.get("/forecasts").json()["data"]) == 4


@pytest.mark.parametrize("path", ["/scores", "/forecasts", "/runs", "/runs/1", "/lifetime-value", "/churn-board"])
def test_figures_of_all_customers_are_not_for_the_front_line(path: str) -> None:
    assert Api(Role.FRONT_LINE).get(path).status_code == 403


def test_reading_many_is_audited() -> None:
    run = ModelRun.objects.latest("pk")
    like = score_of("PROSPECT")
    for number in range(20):
        like.pk = make.customer(number=f"P{number}").pk
        like.run = run
        like.save(force_insert=True)

    Api(Role.ANALYST).get("/scores", limit=50)

    assert AuditEntry.objects.get(action="customers.read").facts["customers"] == CustomerScore.objects.count()


def test_a_run_shows_its_card_with_models_and_intervals() -> None:
    run = ModelRun.objects.filter(kind=ModelRun.Kind.SCORES).latest("pk")
    interval = {"name": "r", "estimate": 0.24, "lower": 0.2, "upper": None}
    FittedModel.objects.create(
        run=run, name="bg_nbd", as_of=date(2026, 2, 20), rows=2357, document={}, intervals=[interval]
    )
    caller = Api(Role.ANALYST)

    listed = caller.get("/runs").json()["data"]
    card = caller.get(f"/runs/{run.pk}").json()

    assert run.pk in {each["id"] for each in listed}
    assert card["parameters"] == run.parameters
    assert card["metrics"]["churn_bands"] == run.metrics["churn_bands"]
    assert card["models"][0]["intervals"] == [interval]
    assert caller.get("/runs/999999").status_code == 404


def test_the_board_counts_those_with_a_probability_once() -> None:
    told = Api(Role.ANALYST).get("/churn-board").json()

    known = CustomerScore.objects.filter(churn_probability__isnull=False)
    assert sum(cell["customers"] for cell in told["cells"]) == known.count()
    assert told["foretold_by"] == "simple"
    assert len(told["risk_from"]) == len(told["worth_from_minor"]) == 3


def test_a_shop_too_thin_to_forecast_has_no_lifetime_value() -> None:
    assert Api(Role.ANALYST).get("/lifetime-value").status_code == 422


def test_before_the_first_run_there_is_no_board(tmp_path: object) -> None:
    CustomerScore.objects.all().delete()
    ModelRun.objects.update(error="broke")

    with override_settings(DATA=tmp_path):
        assert Api(Role.ANALYST).get("/churn-board").status_code == 422
