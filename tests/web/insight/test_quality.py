"""What was odd in the data, in words."""

from datetime import date

import pytest
from django.utils.translation import override

from shuke.warehouse.marts.data_quality import FINDINGS as COUNTED
from shuke.warehouse.read import Check, QualityCount, QualityRow
from shuke.web.insight.quality import FINDINGS, HEADS, as_records, check_words, failures_of, findings_of


def check(name: str, *, is_ok: bool = True) -> Check:
    return Check(name, is_ok, expected="1", found="1" if is_ok else "2")


def test_everything_the_warehouse_counts_has_words() -> None:
    assert set(COUNTED) == set(FINDINGS)


def test_findings_stand_in_the_pages_order_whatever_order_they_come_in() -> None:
    found = findings_of([QualityCount("unknown_product", 3), QualityCount("order_without_sale", 330)])

    assert [(finding.code, finding.rows) for finding in found] == [("order_without_sale", 330), ("unknown_product", 3)]
    assert all(finding.name and finding.meaning for finding in found)


def test_a_code_without_words_is_not_hidden() -> None:
    (found,) = findings_of([QualityCount("brand_new", 2)])

    assert (found.name, found.meaning, found.rows) == ("brand_new", "", 2)


def test_only_checks_that_do_not_hold_are_failures() -> None:
    sound, broken = check("a.b is unique"), check("c.d is unique", is_ok=False)

    assert failures_of([sound, broken]) == [broken]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dim_store.store_id is unique", "<code>dim_store.store_id</code> 没有重复"),
        (
            "fact_order.store_key is in dim_store",
            "每个 <code>fact_order.store_key</code> 都能在 <code>dim_store</code> 中找到",
        ),
        ("net of orders of every month are those of the records", "每个月的订单净额与记录一致"),
    ],
)
def test_checks_are_said_in_the_readers_language(name: str, words: str) -> None:
    with override("zh-hans"):
        assert check_words(check(name)) == words


def test_a_check_without_words_is_shown_by_its_name() -> None:
    assert check_words(check("the moon is full")) == "the moon is full"


def test_rows_of_a_finding_have_the_columns_of_its_file() -> None:
    row = QualityRow("zero_value", "till", "T-1", date(2025, 6, 1), "HILL", "C1", "P1", 2.0, 0.0, "CNY")

    assert list(as_records([row])) == [[date(2025, 6, 1), "till", "T-1", "HILL", "C1", "P1", 2.0, 0.0, "CNY"]]
    assert len(HEADS) == 9
