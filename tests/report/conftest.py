"""Analyses of real and made files. Each takes seconds, so several tests look at the same one."""

import importlib.metadata
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.report.given import NUMBERS, Analysed, run

# Ids of every sort, whole amounts, returns that name their order, and four lines that are refused.
ODD = """customer,order,date,product,quantity,amount,original_order
whole,1,2024-01-01,p,2,10,
whole,2,2024-01-03,p,-2,-10,1
whole,3,2024-01-04,q,1,4,
part,4,2024-01-02,p,2,10,
part,5,2024-01-03,p,-1,-5,4
b,6,2024-01-01,p,1,1,
A,7,2024-01-01,p,1,1,
é,8,2024-01-01,p,1,1,
10,9,2024-01-01,p,1,1,
9,10,2024-01-01,p,1,1,
会员,11,2024-01-05,p,1,1,
refused,12,2024-02-30,p,1,5,
refused,13,2024-01-03,p,1,=1+1,
refused,14,2024-01-03,p,1,-3,
refused,15,2024-01-05,p,1,5,,more
"""


@pytest.fixture(scope="session")
def cdnow_file() -> Path:
    """The published 1/10 sample: runs of blanks between columns, no header, days as 19970101."""
    package = importlib.metadata.distribution("lifetimes")
    return Path(str(package.locate_file("lifetimes/datasets/CDNOW_sample.txt")))


@pytest.fixture(scope="session")
def cdnow(cdnow_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    out = tmp_path_factory.mktemp("cdnow") / "out"
    return run(cdnow_file, out, as_of=date(1997, 9, 30), columns=NUMBERS)


@pytest.fixture(scope="session")
def small_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight who come every nine days, one who came every thirty and stays away, one of long ago, one new."""
    start = date(2024, 1, 1)
    rows = [f"steady-{who},{start + timedelta(days=9 * n)},10.00" for who in range(8) for n in range(25)]
    rows += [f"<b>away</b>,{start + timedelta(days=30 * n)},25.50" for n in range(6)]
    rows += ["once,2023-02-01,5.00", "=cmd(),2024-08-01,7.25"]
    path = tmp_path_factory.mktemp("small-shop") / "sales <b>.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small_shop(small_shop_file: Path) -> Analysed:
    return run(small_shop_file, small_shop_file.parent / "out")


@pytest.fixture(scope="session")
def odd_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("odd") / "odd.csv"
    path.write_text(ODD, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def odd(odd_file: Path) -> Analysed:
    return run(odd_file, odd_file.parent / "out")
