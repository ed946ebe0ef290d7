from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.warehouse import contacts
from tests.warehouse.shop import reporting_in, rows_of

from shuke import pipeline
from shuke.records.catalog.models import Category
from shuke.records.sales.models import Order
from shuke.warehouse import engine, extract
from shuke.warehouse.engine import open_engine
from shuke.warehouse.extract import Extract, MonthMark

AMOUNTS = ("0.01", "1.005", "-3.3333", "99999999999.9999", "123456.7", "0")


@pytest.fixture
def shop(data_folder: Path) -> Order:
    at = make.store("S1")
    buyer = make.customer("Mr Pan", home=at, number="C'1", joined_on=date(2026, 1, 5))
    dairy = Category.objects.create(name="Dairy", path="Grocery › Dairy")
    products = [make.product(f"P{place}", cost=Decimal("1.25"), category=dairy) for place in range(len(AMOUNTS))]
    lines = [(product, 1, amount) for product, amount in zip(products, AMOUNTS, strict=True)]
    member = given.member(given.plan(), buyer)
    given.earn(member, 5, now=datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC))
    given.earn(member, 7, now=datetime(2026, 3, 1, tzinfo=UTC))
    make.order(None, at, date(2026, 2, 28), (products[0], -1, "-5"))
    contacts.everything(buyer)
    reporting_in("CNY")
    return make.order(buyer, at, date(2026, 3, 1), *lines)


def landed(name: str, *columns: str, folder: Path, months: tuple[str, ...] | None = None) -> list[tuple[Any, ...]]:
    with open_engine(folder=folder) as backend:
        (table,) = Extract(backend, folder, pipeline.SOURCES).land(name, months=months)
        return rows_of(table, *columns)


@pytest.mark.django_db(transaction=True)
def test_the_scanner_reads_every_decimal_as_it_was_written(shop: Order, tmp_path: Path) -> None:
    read = [amount for (amount,) in landed("lines", "amount", folder=tmp_path, months=None)]

    assert sorted(read) == sorted(Decimal(amount).quantize(Decimal("0.0001")) for amount in (*AMOUNTS, "-5"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "months"),
    [
        *((source.name, None) for source in pipeline.SOURCES),
        *(
            (name, months)
            for name in ("orders", "lines", "point_entries")
            for months in (("2026-02", "2026-03"), ("2026-03",), ())
        ),
    ],
)
def test_scanner_and_django_read_the_same(
    name: str, months: tuple[str, ...] | None, shop: Order, tmp_path: Path
) -> None:
    source = next(source for source in pipeline.SOURCES if source.name == name)
    scanned = landed(name, *source.columns, folder=tmp_path, months=months)
    with transaction.atomic():
        through_django = landed(name, *source.columns, folder=tmp_path, months=months)

    assert scanned == through_django
    assert bool(scanned) == (months != ())


@pytest.mark.django_db(transaction=True)
def test_without_a_scanner_rows_go_through_django(
    shop: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.duckdb_extension"
    broken.write_bytes(b"not a library")
    monkeypatch.setattr(engine, "_packaged", lambda extension: broken)

    assert ("S1",) in landed("stores", "code", folder=tmp_path)
    assert "Rows go through Django" in caplog.text


@pytest.mark.django_db
def test_inside_a_transaction_its_own_rows_are_read(shop: Order, tmp_path: Path) -> None:
    assert ("C'1", date(2026, 1, 5)) in landed("customers", "number", "joined_on", folder=tmp_path)


@pytest.mark.django_db
def test_a_mark_says_what_a_month_holds(shop: Order, tmp_path: Path) -> None:
    with open_engine(folder=tmp_path) as backend:
        marks = Extract(backend, tmp_path, pipeline.SOURCES).marks("orders")

    assert list(marks) == ["2026-02", "2026-03"]
    march = marks["2026-03"]
    assert (march.rows, march.highest_id) == (1, shop.pk)
    assert march.sums == (sum(int(Decimal(amount) * 10_000) for amount in AMOUNTS), len(AMOUNTS))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "name",
    ["orders", "point_entries", "care_tries", "offer_calls", "cases", "case_answers", "campaigns", "campaign_members",
     "cell_members"],
)  # fmt: skip
def test_a_large_shop_has_the_same_marks(
    name: str, shop: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_engine(folder=tmp_path) as backend:
        landing = Extract(backend, tmp_path, pipeline.SOURCES)
        by_database = landing.marks(name)
        monkeypatch.setattr(extract, "SLOW_TO_MARK", -1)
        by_engine = landing.marks(name)

    assert by_database
    assert {month: replace(mark, latest_update="") for month, mark in by_engine.items()} == {
        month: replace(mark, latest_update="") for month, mark in by_database.items()
    }


@pytest.mark.django_db
def test_long_rows_have_the_same_marks_month_by_month(shop: Order, tmp_path: Path) -> None:
    contacts.message(make.customer(), now=datetime(2025, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC))
    contacts.message(make.customer(), now=datetime(2026, 3, 1, tzinfo=UTC))
    with open_engine(folder=tmp_path) as backend:
        landing = Extract(backend, tmp_path, pipeline.SOURCES)
        marks, source = landing.marks("message_sends"), landing.sources["message_sends"]
        assert [str(mark) for mark in marks.values()] == [
            str(MonthMark(rows, highest, str(latest), tuple(sums)))
            for _month, rows, highest, latest, *sums in landing._marked_by_database(source)
        ]

    assert list(marks) == ["2025-11", "2026-01", "2026-03"]


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_marks_of_long_rows_read_an_index_alone(tmp_path: Path) -> None:
    contacts.message(make.customer())
    with (
        open_engine(folder=tmp_path) as backend,
        CaptureQueriesContext(connection) as asked,
    ):
        Extract(backend, tmp_path, pipeline.SOURCES).marks("message_sends")

    (by_month,) = (query["sql"] for query in asked if "COUNT" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {by_month}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "COVERING INDEX message_by_month" in plan


@pytest.mark.django_db
def test_moments_are_cut_by_months_of_utc(shop: Order, tmp_path: Path) -> None:
    with open_engine(folder=tmp_path) as backend:
        marks = Extract(backend, tmp_path, pipeline.SOURCES).marks("point_entries")

    assert {month: mark.sums for month, mark in marks.items()} == {"2026-02": (5, 0, 0), "2026-03": (7, 0, 0)}
    for month, points in (("2026-02", 5), ("2026-03", 7)):
        assert landed("point_entries", "points", folder=tmp_path, months=(month,)) == [(points,)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"updated_at": datetime(2026, 3, 9, tzinfo=make.NOW.tzinfo)}, {"total": Decimal(1)}]
)
def test_a_changed_order_changes_the_mark_of_its_month_only(
    shop: Order, change: dict[str, Any], tmp_path: Path
) -> None:
    with open_engine(folder=tmp_path) as backend:
        landing = Extract(backend, tmp_path, pipeline.SOURCES)
        before = landing.marks("orders")
        Order.objects.filter(pk=shop.pk).update(**change)
        after = landing.marks("orders")

    assert [month for month in before if before[month] != after[month]] == ["2026-03"]
