"""Scores, forecasts, runs and the churn board for other programs."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from tests.records import make
from tests.records.api_client import Api
from tests.scores.shop import AS_OF, score_of

from shuke.records.access.models import AuditEntry, Role
from shuke.records.customers.models import Customer
from shuke.records.departures.services import record_departure
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


OF_ALL = ["/scores", "/forecasts", "/runs", "/runs/1", "/lifetime-value", "/churn-board", "/win-back"]


@pytest.mark.parametrize("path", OF_ALL)
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


@pytest.mark.parametrize("path", ["/runs", "/runs/1"])
def test_runs_tell_of_all_stores_and_are_not_for_a_key_of_some(path: str) -> None:
    told = Api(Role.ANALYST, Store.objects.get(code="HILL")).get(path)

    assert told.status_code == 403
    assert "holds in every store" in told.json()["detail"]


def test_the_board_counts_those_with_a_probability_once() -> None:
    told = Api(Role.ANALYST).get("/churn-board").json()

    known = CustomerScore.objects.filter(churn_probability__isnull=False)
    assert sum(cell["customers"] for cell in told["cells"]) == known.count()
    assert told["foretold_by"] == "simple"
    assert len(told["risk_from"]) == len(told["worth_from_minor"]) == 3


@pytest.fixture
def at_risk() -> None:
    """In a shop this small only LOST has a probability of its own."""
    CustomerScore.objects.filter(customer__number="SLIPPING").update(churn_probability=0.4, value_at_risk_minor=9900)


@pytest.mark.usefixtures("at_risk")
def test_the_win_back_list_says_cap_way_and_cause() -> None:
    lost = Customer.objects.get(number="LOST")
    record_departure(
        scope=make.scope(Role.AGENT), now=make.NOW, origin="test", customer=lost, cause="price",
        noted_on=AS_OF, countermeasure="offer", taken_on=AS_OF,
    )  # fmt: skip

    told = {row["customer"]: row for row in Api(Role.ANALYST).get("/win-back").json()["data"]}

    assert set(told) == {"SLIPPING", "LOST"}
    slipping, gone = told["SLIPPING"], told["LOST"]
    caps = {"person": 0.25, "offer": 0.25, "word": 0.0}
    assert slipping["cap_minor"] == round(slipping["year_spend_minor"] * caps[slipping["approach"]])
    assert (slipping["stage"], slipping["cause"], slipping["outcome"]) == ("declining", None, None)
    assert (slipping["churn_probability"], slipping["value_at_risk_minor"]) == (0.4, 9900)
    assert (gone["cause"], gone["countermeasure"], gone["taken_on"]) == ("price", "offer", AS_OF.isoformat())


@pytest.mark.usefixtures("at_risk")
def test_the_win_back_list_is_paged_by_what_is_at_risk_and_asked_by_approach() -> None:
    caller = Api(Role.ANALYST)
    everybody = caller.get("/win-back").json()["data"]

    first = caller.get("/win-back", limit=1).json()
    second = caller.get("/win-back", limit=1, starting_after=first["next_cursor"]).json()

    risks = [row["value_at_risk_minor"] for row in everybody]
    assert risks == sorted(risks, reverse=True)
    assert [*first["data"], *second["data"]] == everybody
    for approach in ("person", "offer", "word"):
        asked = caller.get("/win-back", approach=approach).json()["data"]
        assert asked == [row for row in everybody if row["approach"] == approach]
    assert caller.get("/win-back", approach="beg").status_code == 422


@pytest.mark.usefixtures("at_risk")
def test_the_win_back_list_keeps_to_ones_stores_and_to_those_who_may_be_approached() -> None:
    hill = Store.objects.get(code="HILL")

    assert [row["customer"] for row in Api(Role.ANALYST, hill).get("/win-back").json()["data"]] == ["LOST"]

    Customer.objects.filter(number="LOST").update(is_do_not_contact=True)
    assert [row["customer"] for row in Api(Role.ANALYST).get("/win-back").json()["data"]] == ["SLIPPING"]
    came = Customer.objects.get(number="SLIPPING")
    make.order(came, hill, AS_OF + timedelta(days=1), (make.product(), 1, "20"))
    assert Api(Role.ANALYST).get("/win-back").json()["data"] == []
    assert Api(Role.ANALYST).post("/win-back").status_code == 405


def test_a_shop_too_thin_to_forecast_has_no_lifetime_value() -> None:
    assert Api(Role.ANALYST).get("/lifetime-value").status_code == 422


def test_before_the_first_run_there_is_no_board(tmp_path: object) -> None:
    CustomerScore.objects.all().delete()
    ModelRun.objects.update(error="broke")

    with override_settings(DATA=tmp_path):
        assert Api(Role.ANALYST).get("/churn-board").status_code == 422
