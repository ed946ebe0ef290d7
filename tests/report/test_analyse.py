"""The one call and the command: where it writes, what it refuses."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.report.given import Analyse, Analysed, run

from shuke.lib.errors import ShukeError

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def analyse(tmp_path: Path) -> Analyse:
    """`analyse("text of a file", **options)`."""

    def analyse_text(text: str, **options: Any) -> Analysed:
        (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
        return run(tmp_path / "sales.csv", tmp_path / "out", **options)

    return analyse_text


COMMAND = [sys.executable, "-c", "from shuke.cli import main; main()", "analyse"]


def test_pyramid_of_a_thousand_is_10_40_150_800(tmp_path: Path) -> None:
    path = tmp_path / "thousand.csv"
    rows = [f"c{n:04},{date(2024, 1, 1) + timedelta(days=n % 300)},{n}.25" for n in range(1, 1001)]
    path.write_text("customer,date,amount\n" + "\n".join(rows), encoding="utf-8")

    found = run(path, tmp_path / "out")

    levels = {key: row["customers"] for key, row in found.summary["pyramid_level"].items()}
    assert levels == {"vip": 10, "major": 40, "ordinary": 150, "small": 800}


def test_the_command_needs_no_database_and_writes_only_its_folder(small_shop_file: Path, tmp_path: Path) -> None:
    before = {name: value for name, value in os.environ.items() if not name.startswith("SHUKE_")}
    started = subprocess.run(
        [*COMMAND, str(small_shop_file), "--out", "out", "--language", "zh-hans"],
        cwd=tmp_path, env=before, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert started.returncode == 0, started.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "customers.csv",
        "rejected.csv",
        "report.html",
        "summary.json",
    ]
    assert "customer = 第 1 列（customer）" in started.stdout


def test_the_command_refuses_with_a_sentence_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")

    refused = subprocess.run(
        [*COMMAND, "empty.csv", "--out", "out"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("shuke: The file empty.csv is empty")
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("customer,date,amount\n", "no line of data"),
        ("date,amount\n2024-01-01,5\n2024-01-02,6\n", "recognised as customer"),
        ("customer,amount\na,5\nb,6\n", "recognised as date"),
        ("customer,date,amount\na,03/01/2024,5\nb,01/02/2024,6\n", "--date-format day_first"),
        ("customer,date,amount\na,13/01/2024,5\nb,01/14/2024,6\n", "mixes two orders"),
        ("customer,date,quantity,amount\na,2024-01-01,1,-5\n", "negative price 1"),
        ("customer,date,quantity,amount\na,2024-01-01,-1,-5\n", "None of the 1 rows"),
        ("customer^date^amount\na^2024-01-01^5\nb^2024-01-02^6\n", "Every line is one cell .*--delimiter"),
    ],
)
def test_what_cannot_be_analysed_is_refused_with_a_sentence(analyse: Analyse, text: str, sentence: str) -> None:
    with pytest.raises(ShukeError, match=sentence):
        analyse(text)


def test_a_day_before_the_first_order_is_refused(analyse: Analyse) -> None:
    with pytest.raises(ShukeError, match="the first order of the file is of 2024-01-01"):
        analyse("customer,date,amount\na,2024-01-01,5\n", as_of=date(2023, 1, 1))


def test_an_unknown_time_zone_is_refused(analyse: Analyse) -> None:
    with pytest.raises(ShukeError, match="“Mars” is no time zone"):
        analyse("customer,date,amount\na,2024-01-01,5\n", time_zone="Mars")


def test_an_unknown_currency_is_refused(analyse: Analyse) -> None:
    with pytest.raises(ShukeError, match="“MARS” is not a currency"):
        analyse("customer,date,amount\na,2024-01-01,5\n", currency="MARS")


def test_an_unknown_date_format_is_refused(analyse: Analyse) -> None:
    with pytest.raises(ShukeError, match="“dayfirst” is no date format; write day_first"):
        analyse("customer,date,amount\na,2024-01-01,5\n", date_format="dayfirst")


def test_equal_customers_stand_in_the_order_of_their_numbers_as_text(analyse: Analyse) -> None:
    rows = "\n".join(f"{number},2024-01-01,5" for number in ("9", "10", "a", "王", "é", *range(20, 115)))

    found = analyse("customer,date,amount\n" + rows)

    assert [row["customer_id"] for row in found.customers if row["pyramid_level"] == "vip"] == ["10"]


def test_an_unknown_column_is_refused_with_those_there_are(analyse: Analyse) -> None:
    with pytest.raises(ShukeError, match="no column “who”; its columns are customer, date, amount"):
        analyse("customer,date,amount\na,2024-01-01,5\n", columns={"customer": "who"})


def test_a_file_in_the_place_of_the_folder_is_refused(small_shop_file: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(ShukeError, match="name a folder with --out"):
        run(small_shop_file, tmp_path / "out")


def test_a_refusal_leaves_earlier_results_alone(analyse: Analyse, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "customers.csv").write_text("of an earlier run")

    with pytest.raises(ShukeError):
        analyse("customer,date,amount\na,2024-01-01,x\nb,2024-01-01,y\n")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["customers.csv"]
    assert (tmp_path / "out" / "customers.csv").read_text() == "of an earlier run"
