"""The way of a file from the browser into the records."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.records import make
from tests.web.imports.uploading import SALES, Begin, SignIn, upload
from tests.web.insight import rows as scores

from shuke.intake.models import ImportRun, RememberedMapping
from shuke.intake.services import compare_import
from shuke.jobs.models import Job
from shuke.jobs.worker import drain
from shuke.records.access.models import Role
from shuke.records.customers.models import Customer, CustomField
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store
from shuke.web.imports import tasks
from shuke.web.imports.services import correct_cell
from shuke.web.imports.standing import Phase, standing_of


def page(client: Client, run: ImportRun, query: str = "") -> str:
    answer = client.get(f"/imports/{run.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_wizard_shows_what_the_file_is_what_it_becomes_and_what_would_happen(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    shown = page(owner, run)

    assert "Import 2 lines" in shown
    assert "2026-02-31" in shown
    assert "“two” is not a number" in shown
    assert '<option value="ordered_at" selected>' in shown
    assert not Order.objects.exists()


def test_an_import_brings_in_the_good_lines_and_keeps_the_others(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    owner.post(f"/imports/{run.pk}/start/")
    drain()

    assert sorted(Order.objects.values_list("source_key", flat=True)) == ["R1", "R4"]
    shown = page(owner, run)
    assert f"/imports/{run.pk}/rows/orders/created/" in shown
    assert "no such day" in shown


def test_a_double_click_starts_one_import(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    owner.post(f"/imports/{run.pk}/start/")
    owner.post(f"/imports/{run.pk}/start/")
    drain()
    owner.post(f"/imports/{run.pk}/start/")

    assert Job.objects.filter(task__endswith=".run_import").count() == 1
    assert Order.objects.count() == 2


def test_the_refused_rows_come_back_as_a_file(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    answer = owner.get(f"/imports/{run.pk}/refused/")

    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == f"line,column,value,reason,{SALES[0]}"
    assert [line.split(",")[:3] for line in lines[1:]] == [["3", "quantity", "two"], ["4", "order date", "2026-02-31"]]
    assert "sales-refused.csv" in answer["Content-Disposition"]


def test_the_refused_rows_put_right_can_be_imported_as_they_are(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    refused = owner.get(f"/imports/{run.pk}/refused/").getvalue().decode("utf-8-sig")
    put_right = refused.replace(",two,64.00", ",2,64.00").replace(",2026-02-31,C2", ",2026-02-28,C2")

    again = begin(owner, *put_right.splitlines(), name="sales-refused.csv")
    owner.post(f"/imports/{again.pk}/start/")
    drain()

    assert sorted(Order.objects.values_list("source_key", flat=True)) == ["R2", "R3"]


def test_another_column_is_another_dry_run(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    places = {f"column-{place}": field for place, field in enumerate(fields_of(run))}

    answer = owner.post(
        f"/imports/{run.pk}/columns/",
        {**places, "column-3": ""},
        headers={"HX-Request": "true", "HX-Trigger-Name": "column-3"},
    )

    assert "customer_card" not in ImportRun.objects.get(pk=run.pk).mapping["columns"]
    assert standing_of(ImportRun.objects.get(pk=run.pk)).phase is Phase.CHECKING
    assert b"every line is being checked" in answer.content or b"waiting for a worker" in answer.content
    drain()
    assert standing_of(ImportRun.objects.get(pk=run.pk)).phase is Phase.CHECKED


def test_a_field_of_one_column_goes_to_the_column_chosen_last(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    places = {f"column-{place}": field for place, field in enumerate(fields_of(run))}

    owner.post(
        f"/imports/{run.pk}/columns/",
        {**places, "column-6": "amount"},
        headers={"HX-Request": "true", "HX-Trigger-Name": "column-6"},
    )

    assert ImportRun.objects.get(pk=run.pk).mapping["columns"]["amount"] == ["quantity"]


def test_a_file_that_lacks_a_needed_column_asks_for_it(owner: Client, begin: Begin) -> None:
    run = begin(owner, "order number,remark", "R1,less ice", "R2,more ice")

    assert standing_of(run).phase is Phase.ASKS
    assert "Which column is <b>Order date</b>?" in page(owner, run)


def test_dates_that_can_be_read_both_ways_ask_which(owner: Client, begin: Begin) -> None:
    run = begin(owner, "order number,order date,amount,store", "R1,01/02/2026,3,RIVER", "R2,03/04/2026,4,RIVER")
    assert standing_of(run).phase is Phase.ASKS

    answer = owner.post(f"/imports/{run.pk}/reading/", {"date_format": "month_first", "decimal": "."})
    drain()
    run.refresh_from_db()

    assert answer.status_code == 302
    assert standing_of(run).phase is Phase.CHECKED
    assert "Month first" in page(owner, run)


def test_the_delimiter_told_is_the_one_read_by(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    owner.post(f"/imports/{run.pk}/reading/", {"delimiter": ";", "decimal": "."})

    assert len(ImportRun.objects.get(pk=run.pk).detected["columns"]) == 1


def test_a_cell_put_right_lets_its_line_in(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    row = owner.post(
        f"/imports/{run.pk}/lines/3/",
        {"column": "quantity", "value": "2", "shown": ["order number", "quantity"]},
        headers={"HX-Request": "true"},
    )
    drain()
    owner.post(f"/imports/{run.pk}/start/")
    drain()

    assert "put-right" in row.content.decode()
    assert row["HX-Trigger"] == '{"sk:asked": {}}'
    assert sorted(Order.objects.values_list("source_key", flat=True)) == ["R1", "R2", "R4"]


def test_a_cell_put_wrong_keeps_its_reason(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    row = owner.post(
        f"/imports/{run.pk}/lines/3/",
        {"column": "quantity", "value": "three", "shown": ["order number", "quantity"]},
        headers={"HX-Request": "true"},
    )

    assert "“three” is not a number" in row.content.decode()


def test_the_mapping_is_kept_under_its_name_for_the_next_file(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    owner.post(f"/imports/{run.pk}/mapping-name/", {"name": "Riverside till, monthly"})
    owner.post(f"/imports/{run.pk}/start/")
    drain()

    following = begin(owner, SALES[0], "R9,2026-03-09,C1,,RIVER,P1,1,30.00", name="april.csv")

    assert RememberedMapping.objects.get().name == "Riverside till, monthly"
    assert "Riverside till, monthly" in page(owner, following)


def test_another_file_is_read_the_same_way(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    places = {f"column-{place}": field for place, field in enumerate(fields_of(run))}
    owner.post(f"/imports/{run.pk}/columns/", {**places, "column-3": ""})
    drain()

    upload(owner, ("\n".join(SALES) + "\n").encode(), name="again.csv", query=f"?like={run.pk}")

    assert "customer_card" not in ImportRun.objects.latest("pk").mapping["columns"]


def test_a_discarded_draft_leaves_nothing(owner: Client, begin: Begin, data_folder: Path) -> None:
    run = begin(owner)

    owner.post(f"/imports/{run.pk}/discard/")

    assert not ImportRun.objects.exists()
    assert [path for path in data_folder.rglob("*") if path.is_file() and path.suffix in (".csv", ".parquet")] == []


def test_an_import_broken_off_goes_on_where_it_was(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING, step=1)
    assert "Resume" in page(owner, run)

    owner.post(f"/imports/{run.pk}/start/")
    ImportRun.objects.filter(pk=run.pk).update(step=0)
    drain()

    assert Order.objects.count() == 2


def test_a_reload_of_a_running_import_shows_its_progress(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    owner.post(f"/imports/{run.pk}/start/")

    assert "waiting for a worker" in page(owner, run)
    assert "waiting for a worker" in page(owner, run)


def test_undo_says_what_it_restores_and_restores_it(owner: Client, begin: Begin) -> None:
    known = make.customer(number="C1", name="")
    run = begin(owner)
    owner.post(f"/imports/{run.pk}/start/")
    drain()

    question = owner.get(f"/imports/{run.pk}/undo/").content.decode()
    owner.post(f"/imports/{run.pk}/undo/")
    drain()

    assert "Orders 2" in question
    assert not Order.objects.exists()
    assert list(Customer.objects.all()) == [known]
    assert "What this import created is gone" in page(owner, run)


def test_the_check_answers_the_latest_question(owner: Client, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody corrects a cell while the check runs: what it found is thrown away, and it begins again."""
    answer = upload(owner, ("\n".join(SALES) + "\n").encode())
    run = ImportRun.objects.get()
    calls: list[int] = []

    def corrected_meanwhile(**given: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            correct_cell(run_id=run.pk, line=3, column="quantity", value="2")
        return compare_import(**given)

    monkeypatch.setattr(tasks, "compare_import", corrected_meanwhile)
    drain()
    run.refresh_from_db()

    assert answer.status_code == 302
    assert standing_of(run).phase is Phase.CHECKED
    assert run.staged["good"] == 3


def test_the_numbers_open_their_rows(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    owner.post(f"/imports/{run.pk}/start/")
    drain()

    orders = owner.get(f"/imports/{run.pk}/rows/orders/created/").content.decode()

    assert "R1" in orders
    assert "R4" in orders
    assert "R2" not in orders


def test_rows_of_other_stores_are_not_among_the_rows_behind_a_number(
    owner: Client, begin: Begin, sign_in: SignIn
) -> None:
    mine, theirs = make.store("RIVER"), make.store("HILL")
    manager = make.staff(Role.MANAGER, mine)
    run = begin(owner, SALES[0], SALES[1], "R9,2026-03-09,C1,,HILL,P1,1,30.00")
    owner.post(f"/imports/{run.pk}/start/")
    drain()
    ImportRun.objects.filter(pk=run.pk).update(started_by=manager)

    shown = sign_in(manager).get(f"/imports/{run.pk}/rows/orders/created/").content.decode()

    assert theirs in Store.objects.all()
    assert "R1" in shown
    assert "R9" not in shown


def fields_of(run: ImportRun) -> list[str]:
    by_column = {column: field for field, names in run.mapping["columns"].items() for column in names}
    return [by_column.get(column, "") for column in run.detected["columns"]]


def test_orders_that_a_refresh_has_counted_are_not_said_to_wait(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    owner.post(f"/imports/{run.pk}/start/")
    drain()
    assert "at the next refresh" in page(owner, run)

    run.refresh_from_db()
    scores.run(started_at=run.finished_at, finished_at=run.finished_at)

    assert "at the next refresh" not in page(owner, run)


def test_custom_fields_can_be_chosen_for_a_column_and_are_proposed(owner: Client, begin: Begin) -> None:
    CustomField.objects.create(key="shoe_size", label="Shoe size", type="number")
    CustomField.objects.create(key="dog", label="Dog", type="text")
    run = begin(owner, "customer number,Shoe size,Pet", "C1,42,Rex", "C2,big,Kim", kind="customers")

    shown = page(owner, run)
    assert '<option value="custom.shoe_size" selected>Shoe size</option>' in shown
    assert "kept in the file, not read" in shown
    assert "“big” is not a number" in shown

    owner.post(
        f"/imports/{run.pk}/columns/",
        {"column-0": "customer", "column-1": "custom.shoe_size", "column-2": "custom.dog"},
        headers={"hx-request": "true", "hx-trigger-name": "column-2"},
    )
    owner.post(f"/imports/{run.pk}/lines/3/", {"column": "Shoe size", "value": "38"})
    drain()
    owner.post(f"/imports/{run.pk}/start/")
    drain()

    held = dict(Customer.objects.order_by("number").values_list("number", "custom"))
    assert held == {"C1": {"shoe_size": 42, "dog": "Rex"}, "C2": {"shoe_size": 38, "dog": "Kim"}}


def test_what_was_left_out_of_who_brought_whom_says_its_lines(owner: Client, begin: Begin) -> None:
    run = begin(owner, "customer number,referred by", "C1,C2", "C2,C1", "C3,C3", "C4,nobody", kind="customers")

    owner.post(f"/imports/{run.pk}/start/")
    drain()

    shown = page(owner, run)
    assert "two who would have brought each other (lines 3, 4)" in shown
    assert "who brought them is not known (line 5)" in shown
