import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.records import make
from tests.records.cases import given as cases
from tests.scores.trials import given as trials
from tests.warehouse import contacts
from tests.warehouse.contacts import FEBRUARY
from tests.warehouse.shop import build_warehouse, rows_of

from shuke.records.cases.models import Case
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend
from shuke.records.stores.models import Business
from shuke.warehouse import checks
from shuke.warehouse.cuts import CUTS, CutWriter
from shuke.warehouse.extract import Extract
from shuke.warehouse.manifest import Folder
from shuke.warehouse.read import Check
from shuke.warehouse.tables import open_tables
from shuke.web.erasing.services import erase_customer

pytestmark = pytest.mark.django_db
# On PostgreSQL one change of each kind of mark is enough: what differs there is how months are counted.
once = pytest.mark.sqlite_only

FACTS = ("fact_touch", "fact_case", "fact_response")


@pytest.fixture
def anna(data_folder: Path) -> Customer:
    Business.objects.get_or_create(pk=1)  # another test's flush may have emptied it away
    return make.customer(number="A", home=make.store("S1"))


def read(table: str, *columns: str) -> list[tuple[Any, ...]]:
    with open_tables() as tables:
        return rows_of(tables[table], *columns)


def failed(folder: Path) -> list[Check]:
    return [Check(**stored) for stored in build_warehouse(folder).manifest.checks if not stored["is_ok"]]


def read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Which months of which source the next build opens."""
    found: list[tuple[str, Any]] = []
    write = CutWriter.write

    def told(self: CutWriter, cut: Any, batches: Any, marks: Any) -> Any:
        found.extend((cut.source, months) for months in batches)
        return write(self, cut, batches, marks)

    with monkeypatch.context() as patch:
        patch.setattr(CutWriter, "write", told)
        build_warehouse(folder)
    return found


def test_messages_tries_and_calls_are_touches_on_their_day(anna: Customer, data_folder: Path) -> None:
    contacts.message(anna)
    contacts.message(anna, channel="post", purpose="care", origin="page", thread="case:12")
    contacts.care_try(anna)
    contacts.offer_call(anna)

    assert failed(data_folder) == []
    told = read("fact_touch", "channel", "purpose", "origin_kind", "origin_key", "state", "happened_on")
    assert told == [
        ("call", "marketing", "campaign", 4, "yes", date(2026, 2, 10)),
        ("email", "service", "journey", 5, "queued", date(2026, 2, 1)),
        ("post", "care", "case", 12, "queued", date(2026, 2, 1)),
        ("task", "care", "care", 3, "no_answer", date(2026, 2, 10)),
    ]
    assert len({key for (key,) in read("fact_touch", "touch_key")}) == 4


@once
def test_a_message_to_nobody_we_know_is_no_touch(anna: Customer, data_folder: Path) -> None:
    contacts.message(anna)
    MessageSend.objects.update(customer=None)

    assert failed(data_folder) == []
    assert read("fact_touch", "touch_key") == []


@once
def test_a_call_nobody_has_made_yet_is_no_touch(anna: Customer, data_folder: Path) -> None:
    gift = contacts.offer_call(anna)
    type(gift).objects.update(outcome="", outcome_at=None)

    build_warehouse(data_folder)

    assert read("fact_touch", "touch_key") == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": "sent", "settled_at": FEBRUARY},
        pytest.param({"delivered_at": FEBRUARY}, marks=once),
        pytest.param({"state": "held"}, marks=once),
        {"state": "sending", "sending_until": FEBRUARY, "token": 1},
    ],
)
def test_what_became_of_a_message_is_read_in_its_month_alone(
    change: dict[str, Any], anna: Customer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = contacts.message(anna)
    contacts.message(anna, now=FEBRUARY)
    build_warehouse(data_folder)
    assert read_again(data_folder, monkeypatch) == []

    MessageSend.objects.filter(pk=sent.pk).update(**change)

    assert read_again(data_folder, monkeypatch) == [("message_sends", ("2026-01",))]
    assert ("queued", None) in read("fact_touch", "state", "delivered_at")
    if "state" in change:
        assert (change["state"],) in read("fact_touch", "state")


def test_a_case_has_its_times_and_what_was_said_of_it(anna: Customer, data_folder: Path) -> None:
    damp = cases.topic(path="Goods › Damp")
    held = contacts.case(anna, category=damp, store=anna.home_store)
    contacts.answer(held, "no")
    contacts.answer(held, "yes", of_round=2)
    replied, closed = FEBRUARY.replace(hour=10), FEBRUARY.replace(hour=12)
    Case.objects.filter(pk=held.pk).update(status="closed", first_replied_at=replied, closed_at=closed)
    contacts.case(None)

    assert failed(data_folder) == []
    assert read("fact_case", "kind", "status", "satisfaction", "customer_key", "happened_on") == [
        ("complaint", "closed", "yes", anna.pk, date(2026, 2, 1)),
        ("complaint", "open", "", None, date(2026, 2, 1)),
    ]
    (times,) = [one for one in read("fact_case", "store_key", "first_replied_at", "closed_at") if one[0]]
    assert times == (anna.home_store_id, replied.replace(tzinfo=None), closed.replace(tzinfo=None))
    with open_tables() as tables:
        topics = tables["fact_case"].inner_join(tables["dim_topic"], [("category_key", "topic_key")])
        assert rows_of(topics, "path", "tree") == [("Goods › Damp", "category")]


def test_an_answer_that_leaves_the_case_alone_is_read(
    anna: Customer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = contacts.case(anna)
    build_warehouse(data_folder)
    contacts.answer(held, "silent")

    assert read_again(data_folder, monkeypatch) == [("cases", ("2026-01",))]
    assert read("fact_case", "satisfaction") == [("silent",)]


def test_who_was_contacted_by_a_campaign_stands_beside_those_held_out(anna: Customer, data_folder: Path) -> None:
    running = contacts.campaign(counted_as_of=date(2026, 3, 1))
    given = contacts.offer_call(anna)
    contacts.meant(running, anna, is_served=True, gift=given, answered_test=True, spend_test_minor=1200)
    contacts.meant(running, make.customer(), "held", answered_test=True, spend_test_minor=300)
    contacts.meant(running, make.customer(), "rest", is_rolled_out=True, answered=True, spend_minor=500)
    contacts.meant(running, make.customer(), "out")

    assert failed(data_folder) == []
    told = read(
        "fact_response", "arm", "is_contacted", "has_responded", "spend_minor", "has_responded_later",
        "spend_later_minor", "source_key", "counted_as_of",
    )  # fmt: skip
    same = (running.pk, date(2026, 3, 1))
    assert told == [
        ("held", False, True, 300, False, 0, *same),
        ("rolled_out", False, False, 0, True, 500, *same),
        ("test", True, True, 1200, False, 0, *same),
    ]


def test_who_was_tested_in_cells_is_there(data_folder: Path) -> None:
    found, (tested, _waiting, silent) = trials.stored()

    assert failed(data_folder) == []
    assert read("fact_response", "source", "source_key", "cell", "customer_key", "has_responded", "begun_on") == [
        ("cells", found.pk, 111, silent.pk, False, trials.BEGINS_ON),
        ("cells", found.pk, 555, tested.pk, True, trials.BEGINS_ON),
    ]


@pytest.mark.parametrize("change", ["member", pytest.param("campaign", marks=once)])
def test_a_campaign_that_was_counted_is_read_again_and_others_are_not(
    change: str, anna: Customer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, over = contacts.campaign(), contacts.campaign(fixed_at=datetime(2025, 11, 3, tzinfo=UTC))
    member = contacts.meant(running, anna)
    contacts.meant(over, anna)
    build_warehouse(data_folder)
    assert read_again(data_folder, monkeypatch) == []

    if change == "member":
        type(member).objects.filter(pk=member.pk).update(answered=True, spend_minor=7)
    else:
        type(running).objects.filter(pk=running.pk).update(counted_as_of=date(2026, 3, 1))

    assert read_again(data_folder, monkeypatch) == [("campaign_members", ("2026-02",))]


def test_whoever_was_merged_counts_for_the_record_they_are_part_of(
    anna: Customer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.everything(anna)
    build_warehouse(data_folder)
    Customer.objects.filter(pk=anna.pk).update(merged_into=make.customer(number="B"))

    assert read_again(data_folder, monkeypatch) == []
    with open_tables() as tables:
        for fact in FACTS:
            owners = tables[fact].inner_join(tables["customer_map"], "customer_key")
            numbers = {number for (number,) in rows_of(owners, "customer_id")}
            assert "B" in numbers
            assert "A" not in numbers


def test_of_who_was_erased_there_is_no_customer_in_any_fact_after_the_next_build(
    anna: Customer, data_folder: Path
) -> None:
    contacts.everything(anna)
    other = make.customer()
    contacts.message(other)
    before = build_warehouse(data_folder).manifest.rows
    assert {anna.pk} <= {key for fact in FACTS for (key,) in read(fact, "customer_key")}

    erase_customer(scope=make.SYSTEM, now=make.NOW, customer=anna)

    assert failed(data_folder) == []
    for fact in FACTS:
        assert anna.pk not in {key for (key,) in read(fact, "customer_key")}
        assert len(read(fact, "customer_key")) == before[fact]
    assert other.pk in {key for (key,) in read("fact_touch", "customer_key")}


@once
def test_a_business_with_none_of_it_has_the_tables(data_folder: Path) -> None:
    assert failed(data_folder) == []
    for cut in CUTS:
        with open_tables() as tables:
            assert tables[cut.table].columns == tuple(cut.schema)


@once
def test_a_full_table_has_the_columns_of_an_empty_one(anna: Customer, data_folder: Path) -> None:
    contacts.everything(anna)
    build_warehouse(data_folder)

    with open_tables() as tables:
        for cut in CUTS:
            assert {name: str(kind) for name, kind in tables[cut.table].schema().items()} == dict(cut.schema)


@once
def test_a_build_of_before_they_were_in_it_is_read_and_brought_up(anna: Customer, data_folder: Path) -> None:
    contacts.everything(anna)
    build_warehouse(data_folder)
    folder = Folder(data_folder / "warehouse")
    (path,) = (folder.path / "generations").iterdir()
    told = json.loads(path.read_text())
    del told["cut_months"]
    for fact in FACTS:
        del told["tables"][fact], told["rows"][fact]
    path.write_text(json.dumps(told))

    assert {one.name for one in checks.compare() if not one.is_equal} == {"messages", "cases"}
    build_warehouse(data_folder)
    assert all(one.is_equal for one in checks.compare())


def test_a_message_written_meanwhile_is_no_fault_and_read_next_time(
    anna: Customer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.message(anna)
    first_marks = Extract.marks

    def marks_then_a_row(self: Extract, name: str) -> Any:
        found = first_marks(self, name)
        if name == "message_sends":
            monkeypatch.setattr(Extract, "marks", first_marks)
            contacts.message(anna)
        return found

    monkeypatch.setattr(Extract, "marks", marks_then_a_row)

    assert failed(data_folder) == []
    assert read_again(data_folder, monkeypatch) == [("message_sends", ("2026-01",))]
    assert len(read("fact_touch", "touch_key")) == 2


def test_a_row_that_got_lost_on_the_way_is_named(
    anna: Customer, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.care_try(anna)
    contacts.case(anna)
    land = Extract.land

    def without_tasks(self: Extract, *names: str, **cut: Any) -> Any:
        found = land(self, *names, **cut)
        return tuple(
            table.limit(0) if name == "care_tasks" else table for name, table in zip(names, found, strict=True)
        )

    monkeypatch.setattr(Extract, "land", without_tasks)

    assert failed(data_folder) == [
        Check("rows of fact_touch of every month are those of the records", False, "1", "0 (not in 2026-02)")
    ]
