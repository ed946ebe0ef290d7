"""Pass 1: rows of one key in one partition, nothing lost between file and folder."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.conftest import Sales

from shuke.intake.checks import Ground
from shuke.intake.mapping import Mapping
from shuke.intake.reading import open_source
from shuke.intake.staging import Staged, read_part, read_refused, read_staged, stage_file
from shuke.intake.staging.tables import cut, part_numbers

HEAD = "order,date,customer,customer_name,store,product,amount"
MAPPING = Mapping(
    "orders",
    {
        "order": ("order",),
        "ordered_at": ("date",),
        "amount": ("amount",),
        "customer": ("customer",),
        "customer_name": ("customer_name",),
        "store": ("store",),
        "product": ("product",),
    },
)
GROUND = Ground(time_zone="Asia/Shanghai", currency="CNY")


def _staged(path: Path, folder: Path) -> Staged:
    return stage_file(open_source(path), mapping=MAPPING, ground=GROUND, folder=folder / "parts")


def _rows(folder: Path, table: str, staged: Staged) -> list[pa.Table]:
    return [read_part(folder / "parts", table, part) for part in range(staged.parts)]


def test_an_orders_lines_lie_together_wherever_they_stand_in_the_file(
    sales: Sales, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuke.intake.staging.stage.PART_BYTES", 500)
    path = sales(HEAD, *(f"{number % 10},2024-01-05,7,Pan,S1,P{number},1.5" for number in range(60)))

    staged = _staged(path, tmp_path)

    parts = [set(part["order_key"].to_pylist()) for part in _rows(tmp_path, "orders", staged)]
    assert staged.parts > 2
    assert sum(len(keys) for keys in parts) == 10
    assert (staged.lines, staged.good, staged.amount_e4) == (60, 60, 900_000)
    assert (staged.first_on, staged.latest_on) == ("2024-01-05", "2024-01-05")


def test_what_orders_say_of_people_and_goods_is_staged_once(sales: Sales, tmp_path: Path) -> None:
    path = sales(
        HEAD, "1,2024-01-05,7,Pan,S1,P1,1", "2,2024-01-06,7,Pan,S2,P1,1", "3,2024-01-07,,,S1,P2,1", "4,soon,9,x,S9,P9,1"
    )

    staged = _staged(path, tmp_path)

    (customers,) = _rows(tmp_path, "customers", staged)
    (products,) = _rows(tmp_path, "products", staged)
    (stores,) = _rows(tmp_path, "stores", staged)
    assert customers.select(["customer", "name", "store", "line"]).to_pylist() == [
        {"customer": "7", "name": "Pan", "store": "S1", "line": 2}
    ]
    assert products["product"].to_pylist() == ["P1", "P2"]
    assert stores["store"].to_pylist() == ["S1", "S2"]


def test_refused_rows_are_kept_with_their_reason(sales: Sales, tmp_path: Path) -> None:
    path = sales(HEAD, "1,soon,7,Pan,S1,P1,1", "2,2024-01-06,7,Pan,S1,P1,x", "3,2024-01-06,7,Wang,S1,P1,1")

    staged = _staged(path, tmp_path)

    found = list(read_refused(tmp_path / "parts" / "rejected.parquet"))
    assert [(one.line, one.reason.code, one.value) for one in found] == [
        (2, "date_unreadable", "soon"),
        (3, "number_unreadable", "x"),
    ]
    assert staged.refused == {"date_unreadable": 1, "number_unreadable": 1}
    assert found[0].cells == ("1", "soon", "7", "Pan", "S1", "P1", "1")


def test_two_names_of_one_number_are_a_warning_in_the_line_of_the_second(sales: Sales, tmp_path: Path) -> None:
    path = sales(HEAD, "1,2024-01-05,7,Pan,S1,P1,1", "2,2024-01-06,7,Wang,S1,P1,1", "3,2024-01-07,7,Pan,S1,P1,1")

    staged = _staged(path, tmp_path)

    (warning,) = read_refused(tmp_path / "parts" / "rejected.parquet")
    assert (warning.line, warning.value, warning.is_warning) == (3, "Wang", True)
    assert (staged.warned, staged.good) == ({"two_names": 1}, 3)


def test_what_was_staged_is_read_back(sales: Sales, tmp_path: Path) -> None:
    staged = _staged(sales(HEAD, "1,2024-01-05,7,Pan,S1,P1,0"), tmp_path)

    assert read_staged(tmp_path / "parts") == staged
    assert read_staged(tmp_path / "nowhere") is None


@given(st.lists(st.text(max_size=6), max_size=60), st.integers(1, 7))
def test_cutting_keeps_every_row_once_and_a_key_in_one_piece(keys: list[str], parts: int) -> None:
    table = pa.table({"key": pa.array(keys, pa.string()), "line": pa.array(range(len(keys)), pa.int64())})

    pieces = cut(table, "key", parts)

    assert sorted(line for _, piece in pieces for line in piece["line"].to_pylist()) == list(range(len(keys)))
    homes = [(key, part) for part, piece in pieces for key in set(piece["key"].to_pylist())]
    assert len({key for key, _ in homes}) == len(homes)
    for _, piece in pieces:
        assert piece["line"].to_pylist() == sorted(piece["line"].to_pylist())


def test_the_partition_of_a_key_is_the_same_everywhere() -> None:
    keys = pa.chunked_array([["XS1013-0041", "流水", ""]])

    assert part_numbers(keys, 64).tolist() == [34, 33, 6]
