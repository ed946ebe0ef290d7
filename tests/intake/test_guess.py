"""What a column is: by its name unless the values speak against it, by the values where there is no name."""

from pathlib import Path

import pytest
from tests.intake.conftest import Sales

from shuke.intake.fields import Field
from shuke.intake.guess import propose, settle_dates
from shuke.intake.mapping import Mapping, Proposal
from shuke.intake.moments import DAY_FIRST, MONTH_FIRST
from shuke.intake.reading import Options, open_source
from shuke.intake.reasons import SourceRefused


def _proposed(path: Path, kind: str = "orders") -> Proposal:
    return propose(open_source(path), kind)


def _settled(path: Path) -> Proposal:
    source = open_source(path)
    return settle_dates(source, propose(source, "orders"))


def test_chinese_names_are_known(sales: Sales) -> None:
    path = sales(
        "流水号\t日期\t会员卡号\t手机\t商品编码\t品名\t数量\t金额\t门店\t备注",
        "XS1\t13/10/2026\t2900004471180\t13600004471\t610233\t保山深烘豆 250g\t2\t136,00\t江畔店\t少冰",
        encoding="gb18030",
    )

    found = _proposed(path)

    assert {field: columns[0] for field, columns in found.mapping.columns.items()} == {
        "order": "流水号",
        "ordered_at": "日期",
        "customer_card": "会员卡号",
        "customer_phone": "手机",
        "product": "商品编码",
        "product_name": "品名",
        "quantity": "数量",
        "amount": "金额",
        "store": "门店",
    }
    assert found.mapping.decimal == ","
    assert found.left_out == ("备注",)
    assert found.reasons["customer_card"].code == "check_digit_right"


def test_traditional_names_are_known(sales: Sales) -> None:
    found = _proposed(sales("訂單編號,訂單日期,會員編號,商品名稱,數量,實收金額", "1,2024-01-05,7,豆,1,3.5"))

    assert set(found.mapping.columns) == {"order", "ordered_at", "customer", "product_name", "quantity", "amount"}


def test_units_in_brackets_do_not_hide_a_name(sales: Sales) -> None:
    found = _proposed(sales("Order No.,Order Date,Amount (USD)", "1,2024-01-05,3.5"))

    assert found.mapping.columns["amount"] == ("Amount (USD)",)


def test_a_name_whose_values_speak_against_it_is_left_out(sales: Sales) -> None:
    found = _proposed(sales("order,date,amount,total", "1,2024-01-05,many,3.5", "2,2024-01-06,few,4.5"))

    assert found.mapping.columns["amount"] == ("total",)


def test_of_two_names_the_plainer_wins(sales: Sales) -> None:
    found = _proposed(sales("created at,order date,amount", "2020-01-01,2024-01-05,3.5"))

    assert found.mapping.columns["ordered_at"] == ("order date",)


def test_levels_of_a_category_are_taken_together(sales: Sales) -> None:
    found = _proposed(sales("product id,department,product category,product type", "1,Food,Dairy,Milk"), "products")

    assert found.mapping.columns["category"] == ("department", "product category", "product type")


def test_a_file_without_names_is_read_by_its_values(sales: Sales) -> None:
    rows = [f"{1000 + number % 7:05},2024-01-{1 + number:02},{1 + number % 3},{number}.25" for number in range(20)]

    found = _proposed(sales(*rows))

    assert found.mapping.columns == {"ordered_at": ("2",), "amount": ("4",), "quantity": ("3",), "customer": ("1",)}
    assert {field: reason.code for field, reason in found.reasons.items()} == {
        "ordered_at": "dates_parsed",
        "amount": "money_by_look",
        "quantity": "counts_by_look",
        "customer": "ids_by_look",
    }


def test_a_remembered_mapping_wins_over_any_guess(sales: Sales) -> None:
    source = open_source(sales("order,date,amount", "1,2024-01-05,3.5"))
    remembered = Mapping("orders", {"ordered_at": ("date",), "amount": ("amount",)}, currency="USD")

    found = propose(source, "orders", remembered=remembered)

    assert found.mapping == remembered
    assert found.left_out == ("order",)
    assert {reason.code for reason in found.reasons.values()} == {"mapping_remembered"}


def test_what_could_not_be_found_is_said(sales: Sales) -> None:
    found = _proposed(sales("order,colour", "1,red", "2,green"))

    assert found.missing == (("ordered_at",), ("amount", "gross", "unit_price"))


@pytest.mark.parametrize(
    ("dates", "style"),
    [(["13/10/2026", "03/04/2026"], DAY_FIRST), (["10/13/2026", "03/04/2026"], MONTH_FIRST)],
)
def test_one_sure_date_settles_the_order(sales: Sales, dates: list[str], style: str) -> None:
    found = _settled(sales("order,date,amount", *(f"1,{date},3.5" for date in dates)))

    assert found.mapping.date_format == style
    assert found.reasons["ordered_at"].facts == {"count": 1, "against": 0}


def test_the_sure_date_may_stand_far_down(sales: Sales, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuke.intake.reading.blocks.BLOCK_BYTES", 4_096)
    path = sales("order,date,amount", *["1,03/04/2026,3.5"] * 2_000, "1,13/04/2026,3.5")

    assert _settled(path).mapping.date_format == DAY_FIRST


def test_dates_that_read_both_ways_are_asked_about(sales: Sales) -> None:
    with pytest.raises(SourceRefused, match=r"column date can be read day first and month first \(03/04/2026\)"):
        _settled(sales("order,date,amount", "1,03/04/2026,3.5", "2,05/06/2026,4"))


def test_two_orders_in_one_column_are_asked_about(sales: Sales) -> None:
    with pytest.raises(SourceRefused, match="Column date mixes two orders: 2 dates need day first, 1 need month first"):
        _settled(sales("order,date,amount", "1,13/04/2026,3.5", "2,14/04/2026,4", "3,04/15/2026,4"))


def test_columns_by_number_work_where_the_header_is_missing(sales: Sales) -> None:
    source = open_source(sales("7,2024-01-05,3.5"), Options(has_header=False))

    assert propose(source, "orders").mapping.columns["amount"] == ("3",)


CUSTOM = {
    "custom.shoe_size": Field("number", label="Shoe size"),
    "custom.company": Field("text", label="Company"),
    "custom.wedding": Field("day", label="结婚纪念日"),
}


def test_custom_fields_are_known_by_label_by_key_and_by_custom_and_key(sales: Sales) -> None:
    def found(*lines: str) -> Proposal:
        return propose(open_source(sales(*lines)), "customers", custom=CUSTOM)

    assert found("id,SHOE SIZE,结婚纪念日", "1,42,2019-05-20").mapping.columns == {
        "customer": ("id",), "custom.shoe_size": ("SHOE SIZE",), "custom.wedding": ("结婚纪念日",)
    }  # fmt: skip
    assert found("id,shoe_size", "1,42").mapping.columns["custom.shoe_size"] == ("shoe_size",)
    # What is one of our own fields stays it, unless the file says that the custom one is meant.
    assert found("id,company", "1,Wu").mapping.columns == {"customer": ("id",), "organisation": ("company",)}
    assert found("id,custom.company", "1,Wu").mapping.columns["custom.company"] == ("custom.company",)


def test_a_column_whose_cells_are_not_of_the_custom_fields_type_is_left_out(sales: Sales) -> None:
    found = propose(open_source(sales("id,shoe size", "1,big", "2,small")), "customers", custom=CUSTOM)

    assert found.left_out == ("shoe size",)


def test_the_days_of_a_custom_field_settle_their_order_too(sales: Sales) -> None:
    source = open_source(sales("id,结婚纪念日", "1,13/10/2019", "2,03/04/2019"))

    found = settle_dates(source, propose(source, "customers", custom=CUSTOM), CUSTOM)

    assert found.mapping.date_format == DAY_FIRST
