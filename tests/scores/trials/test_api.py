import json
from datetime import date
from typing import Any

import pytest
from tests.records import make
from tests.scores.trials import given
from tests.web.conftest import client_of

from shuke.jobs.models import Job
from shuke.records.customers.models import Tag
from shuke.scores.trials.models import CellTable, ControlTest
from shuke.scores.trials.services.soon import TASK

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

TABLE = {
    "name": "Bread", "begins_on": "2026-02-01", "days": 28, "step": 4, "cost_per_piece": "0.62",
    "net_revenue_per_sale": "35",
}  # fmt: skip
TEST = {
    "name": "Bread", "begins_on": "2026-02-01", "days": 28, "treated": "A", "control": "B", "cost_per_piece": "0.62",
    "margin_share": "0.3",
}  # fmt: skip


def send(role: str, method: str, address: str, body: object = None) -> tuple[int, Any]:
    text = "" if body is None else json.dumps(body)
    answer = client_of(make.staff(role)).generic(method, f"/api/v1{address}", text, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_hughes_s_example_breaks_even_at_1_77_per_cent() -> None:
    address = "/break-even?cost_per_piece=0.62&net_revenue_per_sale=35"
    _status, plain = send("analyst", "GET", address)
    _status, tested = send("analyst", "GET", f"{address}&pieces=1000&responses=20")

    assert plain["rate"] == pytest.approx(0.017714, abs=1e-6)
    assert plain["index"] is None
    assert (tested["response_rate"], tested["profit"]) == (0.02, pytest.approx(80))


def test_a_cell_table_is_asked_for_read_and_forgotten() -> None:
    status, made = send("analyst", "POST", "/cell-tables", TABLE)

    assert (status, made["chosen"], Job.objects.filter(task=TASK).count()) == (202, [], 1)
    assert send("analyst", "GET", f"/cell-tables/{made['id']}")[1]["results"] is None
    assert [each["name"] for each in send("marketer", "GET", "/cell-tables")[1]] == ["Bread"]
    assert send("analyst", "DELETE", f"/cell-tables/{made['id']}") == (204, None)
    assert not CellTable.objects.exists()


def test_results_are_told_cell_by_cell_with_forecast_and_actual() -> None:
    table, _people = given.stored(rolled_out_on=date(2026, 3, 1))
    _status, told = send("analyst", "GET", f"/cell-tables/{table.pk}")

    assert told["chosen"] == ["555"]
    assert [row["cell"] for row in told["results"]["rows"]] == ["555", "333", "111"]
    assert told["results"]["actual_profit"] == pytest.approx(175)
    assert told["results"]["forecast"]["pieces"] == 150


def test_the_sample_is_listed_within_ones_stores() -> None:
    table, _people = given.stored()
    address = f"/cell-tables/{table.pk}/customers"

    assert [each["customer"] for each in send("analyst", "GET", f"{address}?is_tested=true")[1]] == ["SILENT", "TESTED"]
    assert [each["customer"] for each in send("analyst", "GET", f"{address}?cell=555&after=TESTED")[1]] == ["WAITING"]
    elsewhere = client_of(make.staff("analyst", make.store("HILL")))
    assert elsewhere.get(f"/api/v1{address}").json() == []


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"step": 0}, {"answer": "product", "key": "?"}, {"begins_on": "0001-01-01"}, {"name": " "}]
)
def test_what_cannot_be_counted_is_refused(wrong: dict[str, object]) -> None:
    assert send("analyst", "POST", "/cell-tables", {**TABLE, **wrong})[0] == 422


def test_costs_change_and_the_day_of_the_roll_out_is_told() -> None:
    table, _people = given.stored(run=given.run_on())

    status, told = send("owner", "PATCH", f"/cell-tables/{table.pk}", {"rolled_out_on": "2026-03-01"})
    assert (status, told["rolled_out_on"], told["cost_per_piece"]) == (202, "2026-03-01", "0.5000")
    _status, told = send("owner", "PATCH", f"/cell-tables/{table.pk}", {"cost_per_piece": "9"})
    assert (told["rolled_out_on"], told["chosen"]) == ("2026-03-01", ["555"])  # who was mailed was mailed
    _status, told = send("owner", "PATCH", f"/cell-tables/{table.pk}", {"rolled_out_on": None})
    assert (told["rolled_out_on"], told["chosen"]) == (None, [])
    assert Job.objects.filter(task=TASK).exists()
    assert send("marketer", "PATCH", f"/cell-tables/{table.pk}", {})[0] == 403


def test_a_comparison_is_asked_for_read_and_forgotten() -> None:
    for name in ("A", "B"):
        Tag.objects.create(name=name)
    status, made = send("analyst", "POST", "/control-tests", TEST)

    assert (status, made["treated"], made["found"]) == (202, "A", {})
    assert send("analyst", "POST", "/control-tests", {**TEST, "control": "A"})[0] == 422
    assert send("analyst", "POST", "/control-tests", {**TEST, "control": "C"})[0] == 422
    assert len(send("analyst", "GET", "/control-tests")[1]) == 1
    assert send("analyst", "DELETE", f"/control-tests/{made['id']}")[0] == 204
    assert not ControlTest.objects.exists()


def test_who_works_in_some_stores_is_told_why_there_is_nothing() -> None:
    answer = client_of(make.staff("analyst", make.store("HILL"))).get("/api/v1/cell-tables")

    assert answer.status_code == 403
    assert "over all stores" in answer.json()["detail"]


def test_a_marketer_reads_and_a_cashier_does_not() -> None:
    assert send("marketer", "POST", "/cell-tables", TABLE)[0] == 403
    assert send("cashier", "GET", "/control-tests")[0] == 403
