"""The commands as typed: what they print, and the exit code a script looks at."""

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shuke.cli import commands
from shuke.intake.models import ImportRun
from shuke.records.sales.models import Order

ROWS = "1,2024-01-05,7,3.50\n2,2024-01-06,8,4.50\n"
HEAD = "order,date,customer id,amount\n"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, db: None, data_folder: Path) -> CliRunner:
    """Within the tests' own database, which is up to date already."""
    monkeypatch.setattr(commands, "set_up", lambda: None)
    return CliRunner()


def _written(folder: Path, text: str) -> str:
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    return str(folder / "sales.csv")


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(typed: CliRunner, tmp_path: Path) -> None:
    path = _written(tmp_path, HEAD + ROWS + "3,soon,7,1\n")

    done = typed.invoke(commands.app, ["import", "orders", path, "--dry-run"])

    assert done.exit_code == 0
    assert "sales.csv: 3 lines read, 1 refused." in done.output
    assert "Orders: 2 created, 0 updated, 0 unchanged." in done.output
    assert "  line 4, date: “soon” is not a date" in done.output
    assert done.output.endswith("This was a dry run: nothing was written.\n")
    assert not Order.objects.exists()
    assert not ImportRun.objects.exists()
    assert not list((tmp_path / "imports").iterdir())


def test_a_file_of_which_nothing_could_be_read_in_ends_with_exit_1(typed: CliRunner, tmp_path: Path) -> None:
    path = _written(tmp_path, HEAD + "1,soon,7,1\n2,2024-02-30,7,1\n3,2024-01-01,7,x\n4,2024-01-02,7,y\n")

    done = typed.invoke(commands.app, ["import", "orders", path])

    assert done.exit_code == 1
    assert "4 lines read, 4 refused." in done.output


def test_a_delimiter_nobody_expects_is_told(typed: CliRunner, tmp_path: Path) -> None:
    path = _written(tmp_path, (HEAD + ROWS).replace(",", "^"))

    done = typed.invoke(commands.app, ["import", "orders", path, "--delimiter", "^"])

    assert done.exit_code == 0
    assert Order.objects.count() == 2


def test_a_tab_can_be_typed(typed: CliRunner, tmp_path: Path) -> None:
    path = _written(tmp_path, (HEAD + ROWS).replace(",", "\t"))

    done = typed.invoke(commands.app, ["import", "orders", path, "--delimiter", r"\t", "--encoding", "utf-8"])

    assert done.exit_code == 0
    assert Order.objects.count() == 2


@pytest.mark.sqlite_only
def test_a_full_disk_is_a_sentence_and_exit_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "shuke.sqlite3")

    monkeypatch.setattr(commands, "app", full)

    with pytest.raises(SystemExit, match=r"shuke: No space left on device \(shuke.sqlite3\); what was under way"):
        commands.main()


@pytest.mark.sqlite_only
def test_a_defect_of_ours_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file", "ours")

    monkeypatch.setattr(commands, "app", broken)

    with pytest.raises(FileNotFoundError):
        commands.main()
