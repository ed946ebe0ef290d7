"""What the documents promise is there."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shuke.cli.commands import app
from shuke.web.customers.filters import FILTERS

pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_named_in_documents_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|tests|docs|tools|bench)/[\w./-]+)`", text))
    links = set(re.findall(r"\]\(([^)#:]+)\)", text))

    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_no_document_outside_the_repository_is_cited() -> None:
    """Whoever reads the code has this repository and nothing else."""
    cited = [str(path.relative_to(ROOT)) for path, text in _sources() if re.search(r"\b[S]PEC\b|§ ?\d", text)]

    assert cited == []


def test_citations_of_documents_name_what_stands_there() -> None:
    cited = re.compile(r"\b(docs/[\w/-]+\.md)(?:,\s+([A-Z][\w, -]*?\w)(?=[).;:]))?")
    named = {found for path, text in _sources() if path.suffix == ".py" for found in cited.findall(text)}

    assert ("docs/definitions.md", "Purchase") in named
    assert [f"{page}, {word}" for page, word in sorted(named) if word.casefold() not in _words_of(page)] == []


def _sources() -> list[tuple[Path, str]]:
    folders = [ROOT / name for name in ("src", "tests", "bench", "tools")]
    found = (path for folder in folders for kind in ("*.py", "*.html") for path in folder.rglob(kind))
    code = [path for path in found if not path.is_relative_to(ROOT / "bench" / "var")]  # what a bench has installed
    return [(path, path.read_text(encoding="utf-8")) for path in [*DOCUMENTS, *code]]


@cache
def _words_of(page: str) -> set[str]:
    """Its headings up to a dot in the middle, and the words its tables explain; "" is the page itself."""
    if not (ROOT / page).exists():
        return set()
    found = re.findall(r"^(?:#+ |\| )([^|·\n]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {"", *(word.strip().casefold() for word in found)}


def test_files_named_by_the_end_of_their_path_exist() -> None:
    known = [f"/{path.relative_to(ROOT)}" for path in (ROOT / "src").rglob("*") if "__pycache__" not in path.parts]
    short = re.compile(r"`((?!(?:src|tests|docs|tools|bench)/)[\w-]+(?:/[\w-]+)*/[\w-]+(?:\.(?:py|html|js|css|po)|/))`")
    named = {(page.name, name) for page in DOCUMENTS for name in short.findall(page.read_text(encoding="utf-8"))}

    assert ("pages.md", "web/customers/filters/definitions.py") in named
    assert [one for one in sorted(named) if not any(path.endswith(f"/{one[1].rstrip('/')}") for path in known)] == []


def test_every_filter_of_the_customer_list_stands_in_the_documents() -> None:
    page = (ROOT / "docs/pages.md").read_text(encoding="utf-8")
    _before, doors = page.split("## Doors into the customer list")

    assert [each.key for each in FILTERS if f"`{each.key}`" not in doors] == []


def test_the_architecture_fits_in_one_sitting() -> None:
    assert len((ROOT / "docs/architecture.md").read_text().splitlines()) <= 150


def test_every_command_says_what_it_does() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert command.callback.__doc__

    assert CliRunner().invoke(app, ["--help"]).exit_code == 0


def test_marts_start_with_their_grain() -> None:
    marts = [path for path in (ROOT / "src/shuke/warehouse/marts").glob("*.py") if path.stem != "__init__"]

    assert marts
    assert [mart.name for mart in marts if not re.match(r'"""\w+: one row per ', mart.read_text())] == []


LIBRARY = ROOT / "src/shuke/analytics"
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    for path in LIBRARY.rglob("*.py")
)
# For each module, what of the frameworks came with it and was not there before.
LOADS = """
import importlib, json, sys
brought, before = {}, set()
for name in sys.argv[1:]:
    importlib.import_module(name)
    frameworks = {one for one in sys.modules if one.split(".")[0] in ("django", "ninja")}
    brought[name] = sorted(frameworks - before)
    before |= frameworks
print(json.dumps(brought))
"""


@pytest.fixture(scope="module")
def brought() -> dict[str, list[str]]:
    """One process for all: a module's own imports are cheap once the engines are there."""
    found = subprocess.run([sys.executable, "-c", LOADS, *MODULES], capture_output=True, text=True, check=True)
    return dict(json.loads(found.stdout))


@pytest.mark.parametrize("module", MODULES)
def test_the_library_loads_without_django(module: str, brought: dict[str, list[str]]) -> None:
    assert brought[module] == []


def test_every_setting_stands_in_the_documents() -> None:
    settings = (ROOT / "src/shuke/config").rglob("*.py")
    names = {name for path in settings for name in re.findall(r'"(SHUKE_[A-Z_]+|[A-Z]+_URL)"', path.read_text())}
    documented = (ROOT / "docs/settings.md").read_text()

    assert [name for name in sorted(names - {"DJANGO_SETTINGS_MODULE"}) if f"`{name}`" not in documented] == []
