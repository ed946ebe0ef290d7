import pytest

from shuke.intake.reading.layout import Row, find_delimiter, find_header, sample_rows, unique_names


def _rows(*lines: str) -> list[Row]:
    return sample_rows("\n".join(lines), ",")


def test_known_names_make_a_header() -> None:
    header = find_header(_rows("订单号,日期,金额", "1,2024-01-05,3"))

    assert (header.line, header.first_data_line) == (1, 2)
    assert header.reason.code == "header_names_known"


def test_unknown_words_above_values_make_a_header() -> None:
    header = find_header(_rows("kunde,wann,betrag", "1,2024-01-05,3"))

    assert (header.line, header.names, header.reason.code) == (1, ("kunde", "wann", "betrag"), "header_types_differ")


def test_values_in_the_first_line_mean_no_header_and_numbered_columns() -> None:
    header = find_header(_rows("1001,2024-01-05,3.5", "1002,2024-01-06,4"))

    assert (header.line, header.first_data_line, header.names) == (0, 1, ("1", "2", "3"))


def test_a_title_above_the_header_is_passed_over() -> None:
    header = find_header(_rows("销售明细 2026-10", "", "订单号,日期,金额", "1,2024-01-05,3", "2,2024-01-06,4"))

    assert (header.line, header.first_data_line) == (3, 4)


@pytest.mark.parametrize("told", [True, False])
def test_what_is_told_decides(told: bool) -> None:
    header = find_header(_rows("order,date,amount", "1,2024-01-05,3"), told)

    assert bool(header.line) is told


def test_every_column_can_be_called() -> None:
    assert unique_names(["order", "", "amount", "amount"]) == ("order", "2", "amount", "amount (2)")


def test_semicolons_win_over_decimal_commas() -> None:
    assert find_delimiter("order;amount\n1;3,50\n2;4,75\n3;1,00") == ";"


def test_one_column_is_one_column() -> None:
    assert find_delimiter("order\n1\n2\n3") == ","
